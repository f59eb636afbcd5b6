"""The phrase that a solved task teaches, what it reads then, and what it must not read."""

import pytest

from src.domain.json_value import JSONObject
from src.domain.signature import read_signature
from src.language.learned_phrases import arguments_by, phrase_of, request_of
from src.language.phrases import Phrase, words_of
from src.language.values_in_text import holds_value


def learned(text: str, parameters: str, arguments: JSONObject) -> str | None:
    signature = read_signature(f"def f({parameters}):\n    '''Do it.'''\n")
    return phrase_of(text, signature, arguments)


def read(phrase: str, text: str) -> JSONObject | None:
    request = request_of(text)
    return arguments_by(Phrase(phrase, {}), request, words_of(request))


SIBLINGS = [
    (
        "is 7 prime",
        "n: int",
        {"n": 7},
        [
            ("is 11 prime", {"n": 11}),
            ("Is five prime?", {"n": 5}),
            ("is 5.0 prime", {"n": 5}),
            ("please tell me is twenty-one prime", {"n": 21}),
            ("is 1,000 prime", {"n": 1000}),
        ],
    ),
    (
        "find the shared elements of the two lists: (3, 4, 5, 6),(5, 7, 4, 10)",
        "a: list[int], b: list[int]",
        {"a": [3, 4, 5, 6], "b": [5, 7, 4, 10]},
        [
            (
                "find the shared elements of the two lists: [1, 2], [2]",
                {"a": [1, 2], "b": [2]},
            ),
            ("Find the shared elements of the two lists: (1,), ()", {"a": [1], "b": []}),
            ("find the shared elements of the two lists: {1},{2}", {"a": [1], "b": [2]}),
        ],
    ),
    (
        "check whether the list holds the number: [1, 2, 3], 4",
        "items: list[int], wanted: int",
        {"items": [1, 2, 3], "wanted": 4},
        [
            (
                "check whether the list holds the number: [-1, 0], -1",
                {"items": [-1, 0], "wanted": -1},
            ),
        ],
    ),
    (
        "repeat the text so often: 'abc', 3",
        "text: str, times: int",
        {"text": "abc", "times": 3},
        [
            ('repeat the text so often: "it\'s", 2', {"text": "it's", "times": 2}),
            ("repeat the text so often: 'a, b: (', 1", {"text": "a, b: (", "times": 1}),
            ("repeat the text so often: '', 0", {"text": "", "times": 0}),
        ],
    ),
    (
        "sum pairs of nested tuples: ((1, 2), (3, 4)), ((5, 6), (7, 8))",
        "a: list, b: list",
        {"a": [[1, 2], [3, 4]], "b": [[5, 6], [7, 8]]},
        [
            (
                "sum pairs of nested tuples: ((9, 8), (7, (6, 5))), ((1, 2), (3, 4))",
                {"a": [[9, 8], [7, [6, 5]]], "b": [[1, 2], [3, 4]]},
            ),
        ],
    ),
    (
        "scale the number: 2.5, True",
        "x: float, up: bool",
        {"x": 2.5, "up": True},
        [
            ("scale the number: -0.5, False", {"x": -0.5, "up": False}),
            ("scale the number: 1e-3,true", {"x": 0.001, "up": True}),
        ],
    ),
    (
        "value of the key: {'a': [1, None]}, 'a'",
        "table: dict, key: str",
        {"table": {"a": [1, None]}, "key": "a"},
        [
            ('value of the key: {"b": [true]}, "b"', {"table": {"b": [True]}, "key": "b"}),
            ("value of the key: {1: 'x'}, '1'", {"table": {"1": "x"}, "key": "1"}),
        ],
    ),
    (
        "union of the sets: {3, 1}, {2}",
        "a: set[int], b: set[int]",
        {"a": [1, 3], "b": [2]},
        [("union of the sets: {5, 4}, {9}", {"a": [4, 5], "b": [9]})],
    ),
    (
        "reverse the word hello",
        "text: str",
        {"text": "hello"},
        [("reverse the word banana", {"text": "banana"}), ("reverse the word 'x'", {"text": "x"})],
    ),
    (
        "count the letter e in the word cheese",
        "letter: str, text: str",
        {"letter": "e", "text": "cheese"},
        [("count the letter a in the word banana", {"letter": "a", "text": "banana"})],
    ),
    (
        "count the vowels of this: hello big world",
        "text: str",
        {"text": "hello big world"},
        [("count the vowels of this: good day", {"text": "good day"})],
    ),
    (
        "the 10th fibonacci number",
        "n: int",
        {"n": 10},
        [
            ("what is the 3rd fibonacci number?", {"n": 3}),
            ("the 1st fibonacci number", {"n": 1}),
        ],
    ),
    (
        "sort 3, 1, 2 ascending",
        "numbers: list[int]",
        {"numbers": [3, 1, 2]},
        [
            ("sort 9, 8 ascending", {"numbers": [9, 8]}),
            ("sort [4, 5] ascending", {"numbers": [4, 5]}),
        ],
    ),
    (
        "days until 2024-03-01",
        "day: str",
        {"day": "2024-03-01"},
        [("days until 5 May 2025", {"day": "2025-05-05"})],
    ),
    (
        "rows of @sales.csv",
        "path: str",
        {"path": "sales.csv"},
        [("rows of @other.csv", {"path": "other.csv"})],
    ),
    (
        "subtract 4 from 90",
        "a: int, b: int",
        {"a": 90, "b": 4},
        [("subtract 1 from 2", {"a": 2, "b": 1})],
    ),
    (
        "sum of the first n squares, from 1 to 'n': 10",
        "n: int",
        {"n": 10},
        [("sum of the first n squares, from 1 to 'n': 4", {"n": 4})],
    ),
    (
        "is {x} [a|b] (c) in the text?: 'abc'",
        "text: str",
        {"text": "abc"},
        [("is {x} [a|b] (c) in the text?: 'd'", {"text": "d"})],
    ),
    (
        "round 2.567 to two digits",
        "x: float, digits: int",
        {"x": 2.567, "digits": 2},
        [("round 1.25 to one digits", {"x": 1.25, "digits": 1})],
    ),
    (
        "convert 5km to miles",
        "km: float",
        {"km": 5},
        [("convert 7.5km to miles", {"km": 7.5})],
    ),
]


@pytest.mark.parametrize("text, parameters, arguments, others", SIBLINGS, ids=lambda one: str(one))
def test_a_learned_phrase_reads_other_values(
    text: str, parameters: str, arguments: JSONObject, others: list[tuple[str, JSONObject]]
) -> None:
    phrase = learned(text, parameters, arguments)

    assert phrase is not None
    assert [(other, read(phrase, other)) for other, _ in others] == others


@pytest.mark.parametrize(
    "text, parameters, arguments",
    [
        ("add 4 and 4", "a: int, b: int", {"a": 4, "b": 4}),
        ("square 4", "a: int, b: int", {"a": 4, "b": 4}),
        ("top 3 words of 'a b'", "text: str", {"text": "a b"}),
        ("words of: 'a b'", "text: str, n: int", {"text": "a b", "n": 3}),
        ("replace 'x' in the text 'a b'", "text: str", {"text": "a b"}),
        ("slope of a line: 4, 2, 2, 5", "a: int, b: int, c: int, d: int",
         {"a": 4, "b": 2, "c": 2, "d": 5}),
        ("is True a value: 1", "n: int, strict: bool", {"n": 1, "strict": True}),
        ("sum of the list: [1, 2]", "a: list[int]", {"a": [1, 3]}),
        ("sum of the list: [1, true]", "a: list[int]", {"a": [1, 1]}),
        ("write a joke about cats", "topic: str", {"topic": "cats"}),
        ("count the word the in the text the cat", "word: str, text: str",
         {"word": "the", "text": "the cat"}),
        ("sort the words by the text length", "key: str", {"key": "length"}),
        ("reverse the word first", "text: str", {"text": "first"}),
        ("make the text uppercase", "text: str", {"text": "uppercase"}),
        ("reverse the word hello hello", "text: str", {"text": "hello"}),
        ("hello", "n: int", {}),
        ("at 12:30 o'clock", "time: str", {"time": "12:30"}),
    ],
)  # fmt: skip
def test_a_wording_in_doubt_teaches_no_phrase(
    text: str, parameters: str, arguments: JSONObject
) -> None:
    assert learned(text, parameters, arguments) is None


def test_an_argument_that_the_wording_leaves_out_may_be_its_default() -> None:
    phrase = learned("words of: 'a b'", "text: str, n: int = 3", {"text": "a b", "n": 3})

    assert phrase == "words of: {text:literal}"


@pytest.mark.parametrize(
    "taught, parameters, arguments, other",
    [
        ("is 7 prime", "n: int", {"n": 7}, "is 7 not prime"),
        ("is 7 prime", "n: int", {"n": 7}, "is 7 a prime factor"),
        ("reverse the word hello", "text: str", {"text": "hello"}, "reverse the word 5"),
        ("reverse the word hello", "text: str", {"text": "hello"}, "reverse the words a b"),
        ("reverse the word hello", "text: str", {"text": "hello"}, "reverse the word order"),
        ("count it: hello", "text: str", {"text": "hello"}, "count it: [1, 2]"),
        ("count it: hello", "text: str", {"text": "hello"}, "count it: 12"),
        ("sum of: [1], [2]", "a: list, b: list", {"a": [1], "b": [2]}, "sum of: [1]"),
        ("sum of: [1], [2]", "a: list, b: list", {"a": [1], "b": [2]}, "sum of: [1], [2], [3]"),
        ("sum of: [1]", "a: list", {"a": [1]}, "sum of: [1], [2]"),
        ("sum of: [1]", "a: list", {"a": [1]}, "sum of: [1 + 1]"),
        ("sum of: [1]", "a: list", {"a": [1]}, "product of: [1]"),
        ("top 3 of: [1]", "a: list", {"a": [1]}, "top 4 of: [1]"),
    ],
)
def test_a_learned_phrase_reads_no_other_form(
    taught: str, parameters: str, arguments: JSONObject, other: str
) -> None:
    phrase = learned(taught, parameters, arguments)

    assert phrase is not None
    assert read(phrase, other) is None


@pytest.mark.parametrize(
    "text, value, is_held",
    [
        ("add five and 3", 5, True),
        ("add five and 3", 3.0, True),
        ("add five and 3", 4, False),
        ("sort 3, 1, 2", [3, 1, 2], True),
        ("sort 3, 1, 2", [3, 1, 4], False),
        ("sort: (3, (1,))", [3, [1]], True),
        ("a joke about Cats", "cats", True),
        ("a joke about cats", "cat", False),
        ("is it so: True", True, True),
        ("is it so: 1", True, False),
        ("nothing", [], False),
    ],
)
def test_a_value_of_the_task_is_known_however_it_is_spelled(
    text: str, value: object, is_held: bool
) -> None:
    assert holds_value(text, value) is is_held  # type: ignore[arg-type]
