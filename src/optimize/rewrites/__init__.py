"""Improvements that need no model: each a change of a known shape, with its reason and examples."""
