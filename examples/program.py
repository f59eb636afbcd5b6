"""A program to evolve: its evaluator scores `answer`."""

GAIN = 1


def answer(x: int) -> int:
    """Return the answer for x."""
    return GAIN * x
