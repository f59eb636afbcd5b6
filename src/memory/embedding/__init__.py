"""Text embedders: a small local model, and hashed n-grams."""
