"""Which whole numbers are far from those of usual inputs? Powers and squares, and near them."""

from __future__ import annotations

import random
from collections.abc import Sequence

MOST_DIGITS = 40
"""A far input of a larger size has usual numbers, and a length that the program names."""
FAR_SIZES = tuple(range(1, MOST_DIGITS + 17))
_LONGEST = 5000


def far_number(digits: int, source: random.Random) -> int:
    """Return a number of about so many digits: a power of ten or two, a square, or a neighbour."""
    near = source.choice((-1, 0, 0, 1))
    form = source.randrange(3)
    if form == 0:
        return int(10**digits) + near
    if form == 1:
        return int(2 ** (digits * 10 // 3 + source.randrange(3))) + near
    root = int(10 ** (digits / 2)) + source.choice((-1, 1, 3))
    return root * root + near


def far_length(size: int, constants: Sequence[object], source: random.Random) -> int:
    """Return a length near a number that the program names, a larger one for a larger size.

    It is 0 where the program names none.
    """
    named = sorted({v for v in constants if isinstance(v, int) and 1 < v <= _LONGEST})
    if not named:
        return 0
    return named[(size - MOST_DIGITS - 1) % len(named)] + source.choice((-1, 0, 0, 1))
