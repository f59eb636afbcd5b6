"""The steps of thought, one a file, each knowing only ports."""
