"""Prompts for language models, and reading their replies."""
