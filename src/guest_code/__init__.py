"""Modules that are sent into the sandbox as text: they import nothing of ours."""
