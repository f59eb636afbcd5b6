"""Halves the range until one place is left."""


def find(look, length, wanted):
    """The index of the wanted number, -1 if there is none."""
    low, high = 0, length
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if look(middle) <= wanted else (low, middle)
    return low if length and look(low) == wanted else -1
