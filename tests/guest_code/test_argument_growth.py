"""Arguments that a typed function is measured on: they grow with the size, whatever the seed."""

import pytest

from src.guest_code.argument_growth import grow_arguments

KINDS = {"n": "int", "rate": "number", "values": "list", "text": "text"}
SAMPLES = [
    {"n": 1, "rate": 1.5, "values": [1], "text": "a", "mode": "up"},
    {"n": 2, "mode": "down"},
]


@pytest.mark.parametrize("size", [1, 10, 1000])
def test_each_argument_is_as_large_as_the_size_says_for_every_seed(size: int) -> None:
    for seed in range(20):
        made = grow_arguments(seed, size, KINDS, SAMPLES)["arguments"]

        # Exponential work must cost about the same for each seed, or nothing can be compared.
        assert size <= made["n"] <= size + 2
        assert size <= made["rate"] <= size + 2
        assert len(made["values"]) == max(3, size)
        assert len(made["text"]) == 5 * size


def test_the_same_seed_makes_the_same_call_and_others_another() -> None:
    assert grow_arguments(3, 50, KINDS, SAMPLES) == grow_arguments(3, 50, KINDS, SAMPLES)
    assert grow_arguments(3, 50, KINDS, SAMPLES) != grow_arguments(5, 50, KINDS, SAMPLES)


def test_what_cannot_grow_keeps_the_values_of_the_samples_in_turn() -> None:
    made = [grow_arguments(seed, 9, KINDS, SAMPLES)["arguments"]["mode"] for seed in range(3)]

    assert made == ["up", "down", "up"]
    assert SAMPLES[0]["n"] == 1
