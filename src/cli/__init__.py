"""The screen: what a person or a script sees of Code Evolver."""
