"""Calls itself again and again."""


def ways(steps: int) -> int:
    """In how many ways stairs are climbed by one or two steps.

    >>> ways(4)
    5
    """
    if steps < 2:
        return 1
    return ways(steps - 1) + ways(steps - 2)
