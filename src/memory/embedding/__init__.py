"""Embedding: texts become vectors, by a small model or by their letters."""
