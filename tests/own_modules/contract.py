"""Raises where it is asked for what it has not."""


def position(values: list[int], wanted: int) -> int:
    """Where a value stands first.

    >>> position([4, 7], 7)
    1
    >>> position([4, 7], 5)
    Traceback (most recent call last):
    ...
    ValueError: 5 is not there
    """
    for index in range(len(values)):
        if values[index] == wanted:
            return index
    raise ValueError(f"{wanted} is not there")
