"""A module that needs its neighbour."""

from .prices import price_of


def total(names: list[str], free: list[str]) -> int:
    """What a basket costs.

    >>> total(["apple", "plum", "apple"], ["plum"])
    6
    """
    cost = 0
    for name in names:
        if name not in free:
            cost += price_of(name)
    return cost
