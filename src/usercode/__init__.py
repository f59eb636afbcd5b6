"""Optimizing, testing and comparing code in the user's own files."""
