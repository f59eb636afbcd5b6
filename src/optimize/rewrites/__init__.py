"""Rewrites: improvements without a model, each with its reason and examples."""
