"""The static analyzers, which run confined."""
