"""Thinking without a language model: bundled patterns, arithmetic, templates and rules."""
