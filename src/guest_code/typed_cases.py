"""Draws arguments from a function's annotations through hypothesis, and notes what it returns."""

from __future__ import annotations

import contextlib
import datetime
import decimal
import io
import json
import random
import tempfile
import typing
from collections.abc import Callable
from typing import Any

SMALLEST, LARGEST = -3, 20
LONGEST_TEXT, LONGEST_LIST = 12, 6


def draw_cases(
    function: Callable[..., Any], number: int, encode: Callable[[Any], Any]
) -> list[dict[str, Any]]:
    """Return at most `number` calls with their arguments and how each ended.

    That is "result", "error" (the sentence of a ValueError) or "failure" (another exception).

    The same calls every time. A call whose result is not the same twice, or whose arguments or
    result are not JSON, is left out.
    """
    calls: list[dict[str, Any]] = []
    for arguments in _drawn(function, number):
        call: dict[str, Any] = {"arguments": {key: encode(v) for key, v in arguments.items()}}
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                random.seed(0)
                call["result"] = encode(function(**arguments))
                random.seed(1)
                again = encode(function(**arguments))
        except ValueError as refusal:
            call["error"] = str(refusal)
        except Exception as problem:  # pylint: disable=broad-exception-caught
            # What a drawn value makes go wrong is not an expectation.
            call["failure"] = repr(problem)
        else:
            if again != call["result"]:
                continue
        try:
            json.dumps(call, allow_nan=False)
        except (TypeError, ValueError):
            continue
        calls.append(call)
    return calls


def _drawn(function: Callable[..., Any], number: int) -> list[dict[str, Any]]:
    import hypothesis
    from hypothesis import strategies
    from hypothesis.configuration import set_hypothesis_home_dir

    set_hypothesis_home_dir(tempfile.gettempdir())
    hints = typing.get_type_hints(function)
    hints.pop("return", None)
    fields = {name: _strategy(strategies, hint) for name, hint in hints.items()}
    found: list[dict[str, Any]] = []

    @hypothesis.settings(
        max_examples=number,
        database=None,
        derandomize=True,
        deadline=None,
        phases=[hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    @hypothesis.given(strategies.fixed_dictionaries(fields))
    def collect(values: dict[str, Any]) -> None:
        found.append(values)

    # Hypothesis makes it a function without arguments.
    collect()  # pylint: disable=no-value-for-parameter
    return found


def _strategy(st: Any, hint: Any) -> Any:
    """What draws values of the type, small enough that a count of loops ends."""
    plain = {
        int: st.integers(SMALLEST, LARGEST),
        float: st.integers(-400, 400).map(lambda quarter: quarter / 4),
        str: st.text("abc ABC019.,-äé", max_size=LONGEST_TEXT),
        datetime.date: st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 12, 31)),
        decimal.Decimal: st.decimals(-100, 100, places=2),
        Any: st.integers(SMALLEST, LARGEST) | st.text("abc", max_size=4),
    }
    if hint in plain:
        return plain[hint]
    origin, inside = typing.get_origin(hint), typing.get_args(hint)
    if origin in (list, set, frozenset):
        item = _strategy(st, inside[0])
        make = {list: st.lists, set: st.sets, frozenset: st.frozensets}[origin]
        return make(item, max_size=LONGEST_LIST)
    if origin is dict:
        key, value = (_strategy(st, part) for part in inside)
        return st.dictionaries(key, value, max_size=LONGEST_LIST)
    if origin is tuple and inside[-1] is not Ellipsis:
        return st.tuples(*(_strategy(st, part) for part in inside))
    if origin is typing.Union or type(hint).__name__ == "UnionType":
        return st.one_of([_strategy(st, part) for part in inside])
    return st.from_type(hint)
