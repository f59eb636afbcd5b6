"""The sandbox: runs untrusted programs confined and metered, in milliseconds."""
