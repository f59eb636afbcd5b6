"""What a call did is written so that a test can be made of it: result, errors, changes, output."""

import collections
import datetime
import decimal
import json
import sys
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest

from src.guest_code.argument_drawing import written
from src.guest_code.call_recording import CallRecorder, record_call
from src.guest_code.module_override import import_version

SOURCE = """
import datetime

print("imported")

class Box:
    def __init__(self, size):
        self.size = size

    def grow(self, by):
        self.size += by
        return self.size

    def __repr__(self):
        return f"Box({self.size})"

    def __eq__(self, other):
        return self.size == other.size

class Bare:
    pass

def add(xs, x):
    print("adding", x)
    xs.append(x)
    return xs

def fail(n):
    raise LookupError(f"no {n}")

def warn():
    import warnings
    warnings.warn("old", DeprecationWarning)
    return 1

def leave():
    raise SystemExit("no port")
"""


@pytest.fixture(name="recorder")
def _recorder() -> CallRecorder:
    names: dict[str, Any] = {"print": lambda *_: None}
    exec(compile(SOURCE, "subject.py", "exec"), names)
    del names["print"]
    return CallRecorder(names, written)


def test_a_call_is_told_with_what_it_changed_and_printed(recorder: CallRecorder) -> None:
    told = recorder.record(["xs", "x"], ["[1]", "2"], "", "add(xs, x)")

    assert told == {
        "raised": "",
        "message": "",
        "how": "",
        "value": "[1, 2]",
        "after": ["[1, 2]", ""],
        "state": "",
        "printed": "adding 2\n",
        "warns": "",
        "own": "",
    }


def test_a_method_is_told_with_the_state_of_its_instance(recorder: CallRecorder) -> None:
    grown = recorder.record(["by"], ["2"], "Box(3)", "_self.grow(by)")
    same = recorder.record(["by"], ["0"], "Box(3)", "_self.grow(by)")

    assert (grown["value"], grown["state"]) == ("5", "{'size': 5}")
    assert (same["value"], same["state"]) == ("3", "")


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("warn()", {"warns": "DeprecationWarning", "value": "1"}),
        ("leave()", {"raised": "SystemExit", "message": "no port", "own": True}),
        ("fail(1)", {"raised": "LookupError", "own": True}),
        ("add(1, 2)", {"raised": "AttributeError", "own": False}),
        ("len(1)", {"raised": "TypeError", "own": False}),
    ],
)
def test_warnings_exits_and_what_a_wrong_value_runs_into_are_told_apart(
    recorder: CallRecorder, call: str, expected: dict[str, object]
) -> None:
    told = recorder.record([], [], "", call)

    assert expected.items() <= told.items()


@pytest.mark.parametrize(
    ("owner", "call", "raised", "message"),
    [
        ("", "fail(n)", "LookupError", "no 1"),
        ("Box()", "_self.grow(n)", "TypeError", "Box.__init__() missing 1 required positional"),
    ],
)
def test_an_exception_is_told_by_type_and_message(
    recorder: CallRecorder, owner: str, call: str, raised: str, message: str
) -> None:
    told = recorder.record(["n"], ["1"], owner, call)

    assert (told["raised"], told["value"], told["state"]) == (raised, "", "")
    assert str(told["message"]).startswith(message)


class Array:
    """Has tolist(), as arrays do."""

    def tolist(self) -> list[int]:
        """The values."""
        return [1, 2]


def counting(last: int) -> Iterator[int]:
    yield from range(last)


@pytest.mark.parametrize(
    ("value", "comparison"),
    [
        ([1, "a"], ("", "[1, 'a']")),
        (0.5, ("float", "0.5")),
        (float("nan"), ("repr", "'nan'")),
        (float("inf"), ("repr", "'inf'")),
        (counting(3), ("list", "[0, 1, 2]")),
        (counting(10**9), ("", "")),
        (Array(), ("tolist", "[1, 2]")),
        ({"b", "a"}, ("", "{'a', 'b'}")),
        ([decimal.Decimal("1.5")], ("", "[decimal.Decimal('1.5')]")),
        (collections.Counter("aa"), ("", "collections.Counter({'a': 2})")),
        (datetime.date(2020, 1, 2), ("", "datetime.date(2020, 1, 2)")),
        ("x" * 700, ("", "")),
        (object(), ("", "")),
        (slice(1), ("", "slice(None, 1, None)")),
        (type("Odd", (), {"__repr__": lambda self: "<odd>"})(), ("repr", "'<odd>'")),
    ],
    ids=lambda v: type(v).__name__,
)
def test_a_result_is_compared_as_its_type_allows(
    recorder: CallRecorder, value: Any, comparison: tuple[str, str]
) -> None:
    assert recorder.comparison_of(value) == comparison


def test_a_text_that_is_equal_only_by_another_type_is_no_expression(
    recorder: CallRecorder,
) -> None:
    class Number(int):
        """Reads as a plain number."""

    assert recorder.as_expression(Number(3)) == ""


def test_the_module_is_imported_silently_under_its_own_name(
    capsys: pytest.CaptureFixture[str],
) -> None:
    subject = {"source": SOURCE, "name": "recorded_box", "package": "", "file": "box.py"}

    try:
        call = (["n"], ["Box(1)"], "", "[n, n]")
        importing = partial(import_version, subject)
        told = json.loads(record_call(*call, import_module=importing, written=written))
        module = sys.modules["recorded_box"].__name__
    finally:
        sys.modules.pop("recorded_box", None)
        sys.meta_path.pop(0)

    assert (told["value"], module) == ("[Box(1), Box(1)]", "recorded_box")
    assert capsys.readouterr().out == ""
