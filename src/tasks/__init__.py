"""The pipeline from a task to its outcome, and its steps, which depend on ports only."""
