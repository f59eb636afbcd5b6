"""Nodes on disk: one folder per node, with all its versions."""
