"""Exact arithmetic on decimal numbers, so that 0.1 + 0.2 is 0.3."""

from fractions import Fraction


def exact(number: int | float) -> Fraction:
    """The number that the digits of an int or float say: 1/10 for 0.1."""
    return Fraction(str(number))


def plain(value: Fraction) -> int | float:
    """A whole number as int, any other as the nearest float."""
    return value.numerator if value.denominator == 1 else float(value)
