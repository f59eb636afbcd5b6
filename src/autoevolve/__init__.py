"""Improving stored nodes while nobody waits."""
