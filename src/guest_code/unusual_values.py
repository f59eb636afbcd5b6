"""Changes one thing in a usual input, so that it becomes empty, huge, NaN or otherwise unusual."""

# A list of cases, each with its own return.
# pylint: disable=too-many-return-statements

from __future__ import annotations

import random
from typing import Any


def changed_input(usual: Any, seed: int) -> Any:
    """Return the usual input of this seed, with one thing changed."""
    source = random.Random(seed)
    if isinstance(usual, dict) and isinstance(usual.get("arguments"), dict):
        return {"arguments": _changed_argument(usual["arguments"], source)}
    if not isinstance(usual, tuple) or not usual:
        return usual
    place = source.randrange(len(usual))
    return (*usual[:place], changed_value(usual[place], source), *usual[place + 1 :])


def _changed_argument(given: dict[str, Any], source: random.Random) -> dict[str, Any]:
    """Return the call of a node, with one text or container changed.

    Its numbers stay in the range of its cases, beyond which two right functions may differ.
    """
    names = [name for name, value in given.items() if isinstance(value, (str, list, dict))]
    if not names:
        return given
    name = source.choice(names)
    return {**given, name: changed_value(given[name], source)}


def changed_value(value: Any, source: random.Random) -> Any:
    """Return a value of the same type that a careless program may not have been made for."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int):
        return source.choice([0, 1, -1, -value, value + 1, value * 1000 + 7])
    if isinstance(value, float):
        return source.choice([0.0, -0.0, -value, value * 1e9, float("nan"), float("inf"), 0.1])
    if isinstance(value, str):
        return source.choice(["", " ", value + value, value[::-1], value.upper(), "\u00e9\u4e2d"])
    if isinstance(value, (list, tuple)):
        return _changed_sequence(value, source)
    if isinstance(value, dict):
        return _changed_dict(value, source)
    return value


def _changed_sequence(value: list[Any] | tuple[Any, ...], source: random.Random) -> Any:
    items = list(value)
    change = source.randrange(6)
    if change == 0:
        items = items[:1]
    elif change == 1:
        items = items[::-1]
    elif change == 2:
        items = items + items[:2]
    elif change == 3:
        items = []
    elif items:
        place = source.randrange(len(items))
        items[place] = changed_value(items[place], source)
    return type(value)(items) if type(value) in (list, tuple) else value


def _changed_dict(value: dict[Any, Any], source: random.Random) -> dict[Any, Any]:
    if not value:
        return value
    key = source.choice(list(value))
    if source.random() < 0.3:
        return {k: v for k, v in value.items() if k != key}
    return {**value, key: changed_value(value[key], source)}
