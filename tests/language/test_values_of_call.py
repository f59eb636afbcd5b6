"""The values of a call are compared with those of a task by what they mean, not as spelled."""

import pytest

from src.domain.json_value import JSONValue
from src.language.values_of_call import left_out, not_said

SAID: list[tuple[str, JSONValue]] = [
    ("half of 1,000", 1000),
    ("the list [1,200]", [1, 200]),
    ("write 20% as a fraction", 0.2),
    ("a tip of 15 percent", 0.15),
    ("round 3 million", 3_000_000),
    ("2.5 thousand", 2500),
    ("twenty-five apples", 25),
    ("square .50", 0.5),
    ("add 1/2", 0.5),
    ("add 1 / 2", [1, 2]),
    ("what is 0x1F", 31),
    ("the bits of 0b101", 5),
    ("5e3 metres", 5000),
    ("the absolute value of -3", -3),
    ("minus 7", -7),
    ("10 -3", [10, 3]),
    ("$1,234.50 and 5km", [1234.5, 5, "km"]),
    ("the third largest", 3),
    ("the 3rd largest", 3),
    ("days in March 2024", [2024, 3]),
    ("15 March 2024", "2024-03-15"),
    ("2024-03-15", [2024, 3, 15]),
    ("'a\\nb'", ["a", "b"]),
    ("the text: Hello\n World", "Hello World"),
    ("split 'a,b,c'", ["a", "b", "c"]),
    ("sort it", [True, None, ", "]),
    ("a city {'Ann': 5}", {"name": "Ann", "age": 5}),
    ("the number 1,000", "1000"),
]


@pytest.mark.parametrize(("text", "value"), SAID)
def test_a_value_of_the_task_is_known_however_it_is_written(text: str, value: JSONValue) -> None:
    assert not_said([value], text) == ()
    assert left_out([value], text) == ()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("the numbers 3 and 4", 10),
        ("the number 20", 2),
        ("the number 2.5", 5),
        ("the number 1,000", 1),
        ("the absolute value of -3", 3),
        ("the text 'Hello World'", "Hello, World!"),
        ("the text: Hello World", "hello world"),
        ("the word banana", "ann"),
        ("the word level", "radar"),
    ],
)
def test_a_value_that_the_task_does_not_have_is_made_up(text: str, value: JSONValue) -> None:
    assert not_said([value], text) == (value,)


@pytest.mark.parametrize(
    ("text", "values", "plan", "missing"),
    [
        ("the numbers 3 and 4", [3], "", ("4",)),
        ("the numbers 3 and 4", [3, 3], "", ("4",)),
        ("the numbers 3 and 4", [3], "Add 4 to a number.", ()),
        ("'ab' in 'abc' and 'de'", ["abc"], "", ("'de'",)),
        ("sha256 and utf-8 of 'ab'", ["ab"], "", ()),
        ("the words in: I have 2 cats", ["I have 2 cats"], "", ()),
        ("what is 10-3", [10], "", ("3",)),
        ("sum 1 to n: 10", [10], "", ()),
        ("sum 1 to n: 10, 5", [10], "", ("5",)),
        ("find the one in [4, 5]", [4, 5], "", ()),
    ],
)
def test_a_value_that_the_call_does_not_have_is_left_out(
    text: str, values: list[JSONValue], plan: str, missing: tuple[str, ...]
) -> None:
    assert left_out(values, text, plan) == missing


@pytest.mark.parametrize("number", ["1e999", "1" * 5000, "1" * 4000 + "%", "0b9", "1/0", "1,2/3"])
def test_a_number_that_is_too_large_or_none_is_no_value_of_a_call(number: str) -> None:
    assert not_said([7], f"double {number}") == (7,)
    assert isinstance(left_out([7], f"double {number}"), tuple)
