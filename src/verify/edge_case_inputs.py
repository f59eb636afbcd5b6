"""Makes unusual inputs out of a workload's usual ones, inside the sandbox: empty, huge, NaN, ..."""

from dataclasses import replace

from ..domain.task import Workload

_MUTATING = '''
import random as _random
import re as _re

_usual_input = make_input


def _unusual(value, source):
    """A value of the same type that a careless program may not have been made for."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int):
        return source.choice([0, 1, -1, -value, value + 1, value * 1000 + 7])
    if isinstance(value, float):
        return source.choice([0.0, -0.0, -value, value * 1e9, float("nan"), float("inf"), 0.1])
    if isinstance(value, str):
        return source.choice(["", " ", value + value, value[::-1], value.upper(), "\\u00e9\\u4e2d"])
    if isinstance(value, (list, tuple)):
        return _unusual_sequence(value, source)
    if isinstance(value, dict):
        return _unusual_dict(value, source)
    return value


def _unusual_sequence(value, source):
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
        items[place] = _unusual(items[place], source)
    return type(value)(items) if type(value) in (list, tuple) else value


def _unusual_dict(value, source):
    if not value:
        return value
    key = source.choice(list(value))
    if source.random() < 0.3:
        return {k: v for k, v in value.items() if k != key}
    return {**value, key: _unusual(value[key], source)}


def _unusual_text(text, source):
    """A task with another number in it."""
    numbers = list(_re.finditer(r"-?\\d+(?:\\.\\d+)?", text))
    if not numbers:
        return source.choice([text.upper(), text + ".", "  " + text])
    chosen = source.choice(numbers)
    others = ["0", "1", "-3", "100000"] + (["2.5", "0.001"] if "." in chosen.group() else [])
    other = source.choice(others)
    return text[: chosen.start()] + other + text[chosen.end() :]


def make_input(seed, size):
    """The usual input with one thing changed."""
    usual = _usual_input(seed, size)
    source = _random.Random(seed)
    if isinstance(usual, dict) and isinstance(usual.get("description"), str):
        return {**usual, "description": _unusual_text(usual["description"], source)}
    if not isinstance(usual, tuple) or not usual:
        return usual
    place = source.randrange(len(usual))
    return (*usual[:place], _unusual(usual[place], source), *usual[place + 1 :])
'''


def unusual(workload: Workload) -> Workload:
    """The same workload, with one thing changed in every input it makes."""
    return replace(workload, source=workload.source + "\n" + _MUTATING)
