"""Puts the adapters together: the only floor that knows who fulfils what."""
