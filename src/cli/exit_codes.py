"""The exit codes scripts can rely on."""

SOLVED = 0
UNSOLVED = 1
WRONG_USAGE = 2
MODEL_DOWN = 3
CANCELLED = 130
