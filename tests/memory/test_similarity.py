"""The similarity that is shown says what a person would say."""

import pytest

from src.memory.similarity import shared_wording, similarity

MINILM = "all-MiniLM-L6-v2-x"


@pytest.mark.parametrize(
    ("one", "other", "cosine", "low", "high"),
    [
        ("write a story about space", "write a story about dragons", 0.31, 0.75, 0.95),
        ("add 10 and 20", "Add 5 and 8.", 0.7, 1.0, 1.0),
        ("convert 20 C to F", "convert 20 F to C", 0.987, 0.9, 0.99),
        ("what is 30 celsius in fahrenheit", "convert 20 C to F", 0.4, 0.95, 0.99),
        ("add 5 and 8", "write a story about dragons", 0.02, 0.0, 0.1),
        ("reverse the string 'a'", "add 5 and 8", 0.1, 0.0, 0.2),
        ("", "", 0.0, 0.0, 1.0),
    ],
)
def test_similarity_is_calibrated(
    one: str, other: str, cosine: float, low: float, high: float
) -> None:
    assert low <= similarity(one, other, cosine, MINILM) <= high


def test_wording_is_compared_in_order() -> None:
    assert shared_wording("dog bites man", "dog bites man") == 1.0
    assert shared_wording("dog bites man", "man bites dog") < 0.7
    assert shared_wording("", "dog") == 0.0
