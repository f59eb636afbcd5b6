"""Exact arithmetic on decimal numbers, so that 0.1 + 0.2 is 0.3, and rounding."""

from fractions import Fraction


def exact(number: int | float) -> Fraction:
    """The number that the digits of an int or float say: 1/10 for 0.1."""
    return Fraction(str(number))


def plain(value: Fraction) -> int | float:
    """A whole number as int, any other as the nearest float."""
    return value.numerator if value.denominator == 1 else float(value)


def tidy(value: float) -> int | float:
    """The value rounded to 10 places; a whole one as int."""
    rounded = round(value, 10)
    return int(rounded) if rounded == int(rounded) else rounded
