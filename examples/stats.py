"""Small statistics, written the slow way: something for `optimize` to improve."""


def common(first: list[int], second: list[int]) -> list[int]:
    """Return the numbers of the first list that are in the second.

    >>> common([1, 2, 3], [2, 3, 4])
    [2, 3]
    """
    result = []
    for number in first:
        if number in second:
            result.append(number)
    return result
