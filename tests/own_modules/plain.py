"""Plain functions with type hints."""


def common(left: list[int], right: list[int]) -> list[int]:
    """What stands in both, in the order of the first."""
    found = []
    for value in left:
        if value in right:
            found.append(value)
    return found


def clamp(value: int, low: int, high: int) -> int:
    """The value, held between two others."""
    if value < low:
        return low
    if value > high:
        return high
    return value
