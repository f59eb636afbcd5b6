"""Does not what it says."""


def median(values: list[int]) -> float:
    """The middle value of all.

    >>> median([3, 1, 2])
    2
    """
    if not values:
        raise ValueError("there is no median of nothing")
    rest = list(values)
    while len(rest) > 2:
        rest.pop(0)
        rest.pop()
    return rest[len(rest) // 2]
