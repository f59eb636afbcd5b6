"""The recipe: which step, in which order, what is tried again, what is kept."""
