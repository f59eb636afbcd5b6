"""Strict YAML and JSON; every complaint names file, line and key."""
