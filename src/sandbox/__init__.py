"""How untrusted programs are run: confined, metered, in milliseconds."""
