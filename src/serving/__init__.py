"""Serves nodes to other programs."""
