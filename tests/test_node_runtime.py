"""A typed function run as a program: one JSON object in, one out."""

import enum
import io
import json
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Literal, Optional, TypedDict

import msgspec
import pytest

import node_runtime


@dataclass
class Point:
    """A value with fields."""

    x: int
    day: date | None = None


class Row(TypedDict):
    """A value with keys."""

    price: Decimal


class Color(enum.Enum):
    """One of a few values."""

    RED = "red"
    MIXED = (1, 2)


def answer(function: Any, given: object, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> Any:
    monkeypatch.setattr(sys, "stdin", io.StringIO(json.dumps(given)))
    node_runtime.main(function)
    return json.loads(capsys.readouterr().out)


def power(base: int, exponent: int = 2, *, negative: bool = False) -> int:
    """A power."""
    return (-1 if negative else 1) * base**exponent


@pytest.mark.parametrize("given", [{"a": 1}, {"arguments": {"a": 1}}])
def test_a_parameter_may_be_called_arguments(
    given: object, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    def keys(arguments: dict[str, int]) -> list[str]:
        return list(arguments)

    said = answer(keys, {"arguments": given}, monkeypatch, capsys)

    assert said == {"result": ["a"]}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"base": 3}, {"result": 9}),
        ({"base": 2, "exponent": 5}, {"result": 32}),
        ({"arguments": {"base": 3, "negative": True}}, {"result": -9}),
        ({}, {"error": "power needs base"}),
        (
            {"base": 1, "n": 2},
            {"error": "power has no parameter n; it takes base, exponent, negative"},
        ),
        ([3], {"error": "a JSON object is needed, with the arguments by name"}),
    ],
)
def test_arguments_come_by_name(
    given: object, said: object, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    assert answer(power, given, monkeypatch, capsys) == said


@cache
def doubled(n: int, *, times: int = 1) -> int:
    """A function that remembers its results."""
    return n * 2**times


def test_a_decorated_function_is_called_by_the_names_of_its_own_parameters(
    monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    assert answer(doubled, {"n": 3, "times": 2}, monkeypatch, capsys) == {"result": 12}
    refused = answer(doubled, {"m": 3}, monkeypatch, capsys)
    assert refused == {"error": "doubled has no parameter m; it takes n, times"}


@pytest.mark.parametrize(
    ("annotation", "given", "expected"),
    [
        (int, "seven", "int"),
        (int, True, "int"),
        (int, 2.5, "int"),
        (float, "1.5", "float"),
        (bool, 1, "bool"),
        (str, 5, "str"),
        (int, None, "int"),
        (list[int], [1, "a"], "list[int]"),
        (list[int], "12", "list[int]"),
        (Sequence[int], 5, "collections.abc.Sequence[int]"),
        (tuple[int, int], [1], "tuple[int, int]"),
        (dict[str, int], {"a": "b"}, "dict[str, int]"),
        (dict, [1], "dict"),
        (int | None, "x", "int | None"),
        (Optional[int], "x", "Optional[int]"),
        (Literal["up", "down"], "left", "Literal['up', 'down']"),
        (date, 20240101, "date"),
        (date, "tomorrow", "date"),
        (Decimal, "a", "Decimal"),
        (bytes, "?", "bytes"),
        (timedelta, "P", "timedelta"),
        (timedelta, "1 hour", "timedelta"),
        (Point, {"y": 1}, "Point"),
    ],
)
def test_an_argument_of_another_type_is_refused_in_a_sentence(
    annotation: Any, given: object, expected: str, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    def take(n: Any) -> str:
        return type(n).__name__

    take.__annotations__["n"] = annotation

    said = answer(take, {"n": given}, monkeypatch, capsys)

    assert said["error"].startswith(f"n: expected {expected}, got {given!r}")


@pytest.mark.parametrize(
    ("annotation", "given"),
    [
        (float, 3),
        (Decimal, 3),
        (int | str, "x"),
        (list, [1, "a"]),
        (set[float], [1, 2.5]),
        (tuple[int, ...], []),
        (Literal[1, "a"], 1),
        (dict[int, Any], {"1": None}),
        (Iterable[str], ["a"]),
        (object, 5),
        (Any, None),
        (None, None),
    ],
)
def test_an_argument_that_json_can_carry_reaches_the_function(
    annotation: Any, given: object, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    def take(n: Any) -> int:
        return len(n) if isinstance(n, (list, set, tuple, dict)) else 1

    take.__annotations__["n"] = annotation

    assert "result" in answer(take, {"n": given}, monkeypatch, capsys)


def test_bytes_and_durations_are_read_and_written_as_the_host_does() -> None:
    for value in (b"\x00\xffab", timedelta(days=-3, microseconds=2), timedelta(days=40, hours=30)):
        written = msgspec.to_builtins(value)

        assert node_runtime.encoded(value) == written
        assert node_runtime.decoded(written, type(value)) == value


def test_a_parameter_called_description_gets_the_text(
    monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    def shout(description: str) -> str:
        return description.upper()

    assert answer(shout, {"description": "hi"}, monkeypatch, capsys) == {"result": "HI"}


def test_what_a_function_prints_is_not_its_answer(
    monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    def loud(n: int) -> int:
        print("digits:", n)
        return n

    monkeypatch.setattr(sys, "stdin", io.StringIO('{"n": 3}'))
    node_runtime.main(loud)

    printed = capsys.readouterr()
    assert (json.loads(printed.out), printed.err) == ({"result": 3}, "digits: 3\n")


def test_a_refusal_is_an_error_in_a_sentence(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    def root(n: int) -> float:
        raise ValueError("a negative number has no real root")

    said = answer(root, {"n": -1}, monkeypatch, capsys)

    assert said == {"error": "a negative number has no real root"}


@pytest.mark.parametrize(
    ("annotation", "given", "value"),
    [
        (date, "2024-02-29", date(2024, 2, 29)),
        (datetime, "2024-02-29T10:00:00", datetime(2024, 2, 29, 10)),
        (Decimal, "1.10", Decimal("1.10")),
        (Path, "notes.txt", Path("notes.txt")),
        (list[date], ["2024-01-01"], [date(2024, 1, 1)]),
        (set[int], [1, 2, 1], {1, 2}),
        (tuple[int, date], [1, "2024-01-01"], (1, date(2024, 1, 1))),
        (tuple[int, ...], [1, 2, 3], (1, 2, 3)),
        (dict[int, str], {"7": "a"}, {7: "a"}),
        (Optional[date], None, None),
        (date | None, "2024-01-01", date(2024, 1, 1)),
        (int | str, "12", "12"),
        (Point, {"x": 1, "day": "2024-01-01"}, Point(1, date(2024, 1, 1))),
        (Row, {"price": "2.50"}, {"price": Decimal("2.50")}),
        (Any, {"a": [1]}, {"a": [1]}),
        (bytes, "AP8=", b"\x00\xff"),
        (bytes | str, "word", "word"),
        (bytes | None, "AP8=", b"\x00\xff"),
        (timedelta, "P1DT2H30M", timedelta(days=1, hours=2, minutes=30)),
        (timedelta, "-PT1.5S", -timedelta(seconds=1.5)),
        (Color, "red", Color.RED),
        (Color, [1, 2], Color.MIXED),
        (Color | None, "red", Color.RED),
        (dict[Color, list[Color]], {"red": ["red"]}, {Color.RED: [Color.RED]}),
    ],
)
def test_a_json_value_becomes_what_the_annotation_says(
    annotation: Any, given: object, value: object
) -> None:
    assert node_runtime.decoded(given, annotation) == value


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({3, 1, 2}, [1, 2, 3]),
        ((1, (2, 3)), [1, [2, 3]]),
        (date(2024, 1, 2), "2024-01-02"),
        (Decimal("1.10"), "1.10"),
        (Path("a/b"), "a/b"),
        (Counter("aab"), {"a": 2, "b": 1}),
        ({1: {"x"}}, {"1": ["x"]}),
        (Point(1, date(2024, 1, 2)), {"x": 1, "day": "2024-01-02"}),
        (True, True),
        (None, None),
        ([b"\x00\xff"], ["AP8="]),
        (timedelta(days=1, hours=2), "P1DT7200S"),
        (timedelta(days=-1, seconds=5), "-PT86395S"),
        (timedelta(microseconds=1), "PT0.000001S"),
        (timedelta(0), "P0D"),
        ([Color.RED, Color.MIXED], ["red", [1, 2]]),
    ],
)
def test_a_result_that_json_lacks_has_one_encoding(value: object, said: object) -> None:
    assert json.loads(json.dumps(node_runtime.encoded(value))) == said


@pytest.mark.parametrize("levels", [5_000, 0])
def test_a_result_that_is_too_deep_for_json_is_a_sentence(
    levels: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nested() -> list[Any]:
        """A list in a list, or one that contains itself."""
        whole: list[Any] = []
        for _ in range(levels):
            whole = [whole]
        if not levels:
            whole.append(whole)
        return whole

    monkeypatch.setattr(sys, "stdin", io.StringIO("{}"))

    with pytest.raises(SystemExit, match="nested too deeply for JSON, or contains itself"):
        node_runtime.main(nested)
