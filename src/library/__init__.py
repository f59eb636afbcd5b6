"""Bundled functions and the calculator: what is solved without a model."""
