"""Only plain digits, and not too many, are a whole number."""

import pytest

from src.domain.whole_number import whole_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        ("007", 7),
        ("9" * 18, 10**18 - 1),
        ("9" * 5000, -1),
        ("\xb2", -1),
        ("\u0663", -1),
        ("-1", -1),
        ("+1", -1),
        (" 1", -1),
        ("", -1),
    ],
)
def test_a_whole_number_is_read_and_nothing_else(text: str, number: int) -> None:
    assert whole_number(text) == number
