"""From a task to its outcome: the pipeline and its steps, each knowing only ports."""
