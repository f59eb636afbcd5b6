"""Does not what it says."""


def median(values: list[int]) -> float:
    """The middle value of all.

    >>> median([3, 1, 2])
    2
    """
    if not values:
        raise ValueError("there is no median of nothing")
    return values[len(values) // 2]
