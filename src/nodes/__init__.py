"""Nodes on disk: a folder each, with every version that was ever kept."""
