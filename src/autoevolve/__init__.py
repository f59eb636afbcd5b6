"""Improving stored nodes in the background."""
