"""Arguments are checked against a signature that is read and never evaluated."""

import jsonschema
import pytest

from src.documents.function_arguments import arguments_schema, check_arguments
from src.domain.errors import BadArguments
from src.domain.json_value import JSONObject, JSONValue
from src.domain.signature import read_signature

SOURCE = '''
from dataclasses import dataclass
from datetime import date
from typing import Literal, Optional, TypedDict

Unit = Literal["m", "km"]
Units: TypeAlias = list[Unit]
Json = dict[str, "Json"] | int
LIMIT = 5


@dataclass
class Point:
    x: int
    y: float = 0.5


class Row(TypedDict):
    name: str
    price: float


def f(
    n: int = 0,
    ratio: float = 0.5,
    flag: bool = False,
    text: str = "",
    numbers: list[int | float] = [],
    pairs: list[tuple[int, str]] = [],
    counts: dict[str, int] = {},
    unique: set[int] = set(),
    day: date = date.today(),
    amount: "Decimal" = 0,
    mode: Literal["up", "down"] = "up",
    maybe: Optional[int] = None,
    point: Point | None = None,
    rows: list[Row] = [],
    file: Path = "",
    units: Units = [],
    json: Json = 0,
    up_to: LIMIT = 0,
    anything=None,
) -> int:
    """Take everything."""
    return n


if __name__ == "__main__":
    from node_runtime import main

    main(f)
'''
SIGNATURE = read_signature(SOURCE)


@pytest.mark.parametrize(
    ("name", "given", "taken"),
    [
        ("n", 3, 3),
        ("n", 10**30, 10**30),
        ("ratio", 3, 3.0),
        ("flag", True, True),
        ("text", "ä", "ä"),
        ("numbers", [1, 2.5], [1, 2.5]),
        ("pairs", [[1, "a"]], [[1, "a"]]),
        ("counts", {"a": 1}, {"a": 1}),
        ("unique", [3], [3]),
        ("day", "2024-02-29", "2024-02-29"),
        ("amount", "1.10", "1.10"),
        ("mode", "down", "down"),
        ("maybe", None, None),
        ("point", {"x": 1}, {"x": 1}),
        ("rows", [{"name": "a", "price": 1}], [{"name": "a", "price": 1.0}]),
        ("file", "notes.txt", "notes.txt"),
        ("units", ["m", "km"], ["m", "km"]),
        ("json", {"a": {"b": 1}}, {"a": {"b": 1}}),
        ("up_to", "what an alias of no type says", "what an alias of no type says"),
        ("anything", {"deep": [None]}, {"deep": [None]}),
    ],
)
def test_a_value_of_the_type_is_taken(name: str, given: JSONValue, taken: JSONValue) -> None:
    assert check_arguments(SIGNATURE, SOURCE, {name: given}) == {name: taken}
    jsonschema.validate({name: given}, arguments_schema(SIGNATURE, SOURCE))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"n": "3"}, "n: expected int, got '3'"),
        ({"n": True}, "n: expected int, got True"),
        ({"n": 2.5}, "n: expected int, got 2.5"),
        ({"flag": 1}, "flag: expected bool, got 1"),
        ({"numbers": [1, "x"]}, "numbers[1]: expected list[int | float], got [1, 'x']"),
        ({"pairs": [[1]]}, "pairs[0]: expected list[tuple[int, str]], got [[1]]"),
        ({"day": "2024-02-30"}, "day: expected date, got '2024-02-30'"),
        ({"mode": "left"}, "mode: expected Literal['up', 'down'], got 'left'"),
        ({"point": {"y": 1.0}}, "point: expected Point | None, got {'y': 1.0}"),
        ({"rows": [{"name": "a"}]}, "rows[0]: expected list[Row], got [{'name': 'a'}]"),
        ({"text": 5}, "text: expected str, got 5"),
        ({"units": ["ft"]}, "units[0]: expected list[Unit], got ['ft']"),
        ({"json": "text"}, "json: expected dict[str, 'Json'] | int, got 'text'"),
        ({"nothing": 5}, "f has no parameter nothing"),
    ],
)
def test_a_value_of_another_type_is_named(given: JSONObject, said: str) -> None:
    with pytest.raises(BadArguments) as refused:
        check_arguments(SIGNATURE, SOURCE, given)

    assert str(refused.value) == said
    assert "f(n: int = 0" in refused.value.hint or "takes n: int = 0" in refused.value.hint


def test_a_missing_argument_is_named_with_the_signature() -> None:
    source = "def add(a: int, b: int) -> int:\n    return a + b\n"
    signature = read_signature(source)

    with pytest.raises(BadArguments, match="add needs b") as refused:
        check_arguments(signature, source, {"a": 1})

    assert refused.value.hint == "call add(a: int, b: int) -> int"


def test_a_long_value_is_cut_in_the_message() -> None:
    with pytest.raises(BadArguments) as refused:
        check_arguments(SIGNATURE, SOURCE, {"n": "x" * 10_000})

    assert len(str(refused.value)) < 120


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("def f(:", "does not parse"),
        ("x = 1", "no public function"),
        ("def f(*values: int) -> int: ...", "any number of arguments"),
        ("async def f(n: int) -> int: ...", "asynchronous"),
        ("def f(n: int):\n    yield n", "generator"),
    ],
)
def test_what_is_no_plain_function_is_refused_with_the_reason(source: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        read_signature(source, "f" if "def f" in source else "")
