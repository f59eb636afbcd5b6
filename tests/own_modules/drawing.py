"""A generator."""

from collections.abc import Iterator


def repeats(values: list[int]) -> Iterator[int]:
    """Each value that was there before.

    >>> list(repeats([1, 2, 1, 1]))
    [1, 1]
    """
    seen = []
    for value in values:
        if value in seen:
            yield value
        seen.append(value)
