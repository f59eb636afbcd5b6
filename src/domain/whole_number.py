"""Whole numbers as users, browsers and servers write them."""

_MOST_DIGITS = 18


def whole_number(text: str) -> int:
    """Read a whole number from 0 on, in plain digits; -1 for other text, and for absurd numbers."""
    is_number = text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS
    return int(text) if is_number else -1
