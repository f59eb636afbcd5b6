"""Puts the house together: the only floor that knows who fulfils what."""
