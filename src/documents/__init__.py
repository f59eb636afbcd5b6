"""Strict YAML and JSON, with file, line and key in every complaint."""
