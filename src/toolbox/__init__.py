"""The tools that generated programs may call by name."""
