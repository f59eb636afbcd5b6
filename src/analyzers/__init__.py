"""The static analyzers, each confined like everything else that meets generated code."""
