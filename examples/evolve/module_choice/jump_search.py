"""Jumps ahead in steps of the square root, then looks at one place after the other."""

import math

import linear_search


def find(look, length, wanted):
    """The index of the wanted number, -1 if there is none."""
    step = max(1, math.isqrt(length))
    start = 0
    while start + step < length and look(start + step) <= wanted:
        start += step
    found = linear_search.find(lambda index: look(start + index), min(step, length - start), wanted)
    return -1 if found < 0 else start + found
