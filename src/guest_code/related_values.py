"""Makes one argument a part of another: a text its start, its middle or one of its items."""

# bool does not count as int here.
# pylint: disable=unidiomatic-typecheck

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import Any

_PLAIN: tuple[type, ...] = (str, int, float)


def related(
    made: Sequence[Any], kinds: Sequence[tuple[Any, ...]], source: random.Random, only_keys: bool
) -> list[Any]:
    """Return the arguments, one text or number of them replaced by a part of another.

    With `only_keys`, the part is a dict's key: without it many functions would raise, which
    has no cost.
    """
    places = [
        place
        for place, kind in enumerate(kinds)
        if type(made[place]) in _PLAIN and (kind[0] == "guess" or "literal" not in repr(kind))
    ]
    source.shuffle(places)
    for place in places:
        kind = type(made[place])
        others = [value for other, value in enumerate(made) if other != place]
        # Large ones may be tables: lists of dicts.
        rows = [value[0] if type(value) is list and value else value for value in others]
        others = [one for one, row in zip(others, rows) if type(row) is dict or not only_keys]
        # Two plain numbers are drawn near each other as it is.
        held = [v for one in others if type(one) not in (int, float) for v in _parts(one)]
        fit = sorted({value for value in held if type(value) is kind and value != ""})
        if fit:
            part = source.choice(fit)
            often = 0.8 if part in [one for one in others if type(one) is str] else 0.2
            if kind is str and not only_keys and source.random() < often:
                part = _piece(part, source)
            return [*made[:place], part, *made[place + 1 :]]
    return list(made)


def changed(value: Any, new: Any, source: random.Random) -> Any:
    """Return a value with an item of a list or a piece of a text replaced, or else the new one."""
    if type(value) is list and value:
        value[source.randrange(len(value))] = new
        return value
    piece = _piece(value, source) if type(value) is type(new) is str and value else ""
    return value.replace(piece, source.choice(("", new, piece * 2)), 1) if piece else new


def _piece(text: str, source: random.Random) -> str:
    start, end = sorted((source.randrange(len(text) + 1), source.randrange(len(text) + 1)))
    mixed, near = source.sample(text, len(text)), [*text[:start], source.choice(text)]
    near += text[start + 1 :]
    parts = (text[:end], text[start:], text[start:end], text[start:end], text[:1])
    return source.choice((*parts, "".join(source.choice((mixed, near)))))


def _parts(value: Any) -> Iterator[Any]:
    if isinstance(value, (list, tuple, set, frozenset, dict)):
        # Of a dict the keys: they are what is looked for.
        for item in value:
            yield from _parts(item)
    elif getattr(value, "fields", None):
        yield from _parts([part for _, part in value.fields])
    else:
        yield value
