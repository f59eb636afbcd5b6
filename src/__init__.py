"""Turns tasks into tested, measured, reusable Python; the public names are fetched lazily."""
