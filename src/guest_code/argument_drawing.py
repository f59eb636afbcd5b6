"""Draws arguments for a user's function from the kinds of values it takes."""

# A list of cases, each with its own return, and bool is no int here.
# pylint: disable=too-many-return-statements,unidiomatic-typecheck

from __future__ import annotations

import contextlib
import importlib
import io
import random
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypedDict

Kind = tuple[Any, ...]
_CONTAINERS = ("list", "set", "frozenset", "dict", "tuples")


class DrawingSettings(TypedDict):
    """What is known of the arguments: their kinds, one each, and samples of all of them.

    `in_order` are the places of lists that are sorted; `looked_for` pairs the place of a value
    with that of the list it is looked for in; no input is made for a size above `largest`.
    `imports` are the modules that the program under test imports.
    """

    kinds: tuple[Kind, ...]
    samples: tuple[tuple[object, ...], ...]
    only_samples: bool
    imports: tuple[str, ...]
    in_order: tuple[int, ...]
    looked_for: tuple[tuple[int, int], ...]
    largest: int


class EvolverMade:
    """A value of a class that only the program under test has; it is made there."""

    def __init__(self, name: str, fields: list[tuple[str, Any]] | None) -> None:
        self.name, self.fields = name, fields


def draw_input(seed: int, size: int, settings: DrawingSettings) -> tuple[Any, ...]:
    """Return a sample while the size is small, else values of the same kinds that grow with it."""
    _import_all(settings["imports"])
    source, hard = random.Random(seed), seed % 32 != 31
    samples = settings["samples"]
    if size > settings["largest"]:
        raise ValueError("an input of this size takes too long to make")
    if samples and (settings["only_samples"] or (size < 3 and source.random() < 0.5)):
        return source.choice(samples)
    drawer = ArgumentDrawer(source, hard)
    made = []
    for place, kind in enumerate(settings["kinds"]):
        value = drawer.draw(kind, size, 0, list(_flat(one[place] for one in samples)))
        is_sorted = place in settings["in_order"] and isinstance(value, list)
        made.append(sorted(value) if is_sorted else value)
    if hard:
        for place, within in settings["looked_for"]:
            made[place] = _found_late(made[within], made[place])
    return tuple(made)


class ArgumentDrawer:
    """Draws values of a kind; numbers near a size are `hard` ones for most functions."""

    def __init__(self, source: random.Random, hard: bool) -> None:
        self._source = source
        self._hard = hard

    def draw(self, kind: Kind, size: int, depth: int, seen: Sequence[Any]) -> Any:
        """Return a value; `depth` is 0 for an argument itself, `seen` are values of samples."""
        name, source = kind[0], self._source
        if name == "any":
            return self.draw(source.choice(kind[1:]), size, depth, seen)
        if name == "literal":
            return source.choice(kind[1:])
        if name == "names":
            return EvolverMade(source.choice(kind[1:]), None)
        if name == "made":
            fields = [(key, self.draw(part, size, depth + 1, seen)) for key, part in kind[2]]
            return EvolverMade(kind[1], fields)
        if name in (*_CONTAINERS, "tuple"):
            return self._container(kind, size, depth, seen)
        return self._scalar(name, size, depth, seen)

    def _scalar(self, name: str, size: int, depth: int, seen: Sequence[Any]) -> Any:
        source = self._source
        if name == "int":
            return self._whole_number(size, depth, _numbers(seen))
        if name == "str":
            return self._text(size, depth, [v for v in seen if type(v) is str])
        if name == "float":
            return round(source.uniform(-1 if size < 5 else 0, size + 1), 3)
        if name == "bool":
            return source.random() < 0.5
        if name == "bytes":
            return bytes(source.randrange(256) for _ in range(size if not depth else size % 9))
        if name == "complex":
            return complex(source.randint(-9, 9), source.randint(-9, 9))
        if name == "year":
            return source.randint(1950, 2050)
        if name in ("month", "day"):
            return source.randint(1, 12)
        if name == "none":
            return None
        raise ValueError(f"no values of the kind {name} can be drawn")

    def _text(self, size: int, depth: int, seen: Sequence[str]) -> str:
        source = self._source
        seen = [text for text in seen if text]
        letters = "".join(sorted(set("".join(seen)))) or "abcdeABC 019,."
        if depth:
            return source.choice(seen) if seen and source.random() < 0.3 else self._word(letters)
        words = [word for text in seen for word in text.split()]
        if any(" " in text for text in seen):
            return " ".join(source.choices(words, k=size))
        return "".join(source.choices(letters, k=size))

    def _word(self, letters: str) -> str:
        source = self._source
        return "".join(source.choice(letters) for _ in range(source.randint(1, 6)))

    def _whole_number(self, size: int, depth: int, seen: Sequence[int]) -> int:
        source = self._source
        if depth:
            high = max(3, source.choice((size // 4, size, 4 * size)))
            return source.randint(_lowest(size, seen), high)
        if size <= 5:
            return source.randint(_lowest(1, seen), size + 1)
        if size <= 40:
            return size
        # Near the size: where the cost grows fast, half of it would be another program's cost.
        # Mostly a prime: the dear case of functions that look for divisors, and to others a
        # number like the next.
        number = source.randint(size - size // 10, size)
        while self._hard and any(number % d == 0 for d in range(2, int(number**0.5) + 1)):
            number -= 1
        return number

    def _container(self, kind: Kind, size: int, depth: int, seen: Sequence[Any]) -> Any:
        name = kind[0]
        if name == "tuple":
            return tuple(self.draw(part, size, depth + 1, seen) for part in kind[1:])
        # A matrix of size n has n elements, whatever its depth.
        levels = _levels(kind) + depth
        length = size if levels == 1 else round(size ** (1 / levels))
        if name == "dict":
            keys = [self.draw(kind[1], max(size, 4), depth + 1, seen) for _ in range(length)]
            return {key: self.draw(kind[2], size, depth + 1, seen) for key in keys}
        inner = self._many(kind[1], length, (size, depth + 1), seen)
        if name == "set":
            return set(inner)
        if name == "frozenset":
            return frozenset(inner)
        return tuple(inner) if name == "tuples" else inner

    def _many(
        self, kind: Kind, length: int, place: tuple[int, int], seen: Sequence[Any]
    ) -> list[Any]:
        # As each alone would be, in a tenth of the time: these are what the largest inputs hold.
        (size, depth), source = place, self._source
        if kind[0] == "bool":
            return source.choices((False, True), k=length)
        if kind[0] == "tuple" and kind[1:]:
            columns = [self._many(part, length, (size, depth + 1), seen) for part in kind[1:]]
            return list(zip(*columns))
        if kind[0] != "int":
            return [self.draw(kind, size, depth, seen) for _ in range(length)]
        low = _lowest(size, _numbers(seen))
        spans = [max(3, high) - low + 1 for high in (size // 4, size, 4 * size)]
        chosen = source.choices(spans, k=length)
        return [low + int(source.random() * span) for span in chosen]


def _import_all(names: Iterable[str]) -> None:
    """What the program imports is not its function's work."""
    with contextlib.redirect_stdout(io.StringIO()):
        for name in names:
            with contextlib.suppress(Exception):
                importlib.import_module(name)


def _numbers(seen: Iterable[Any]) -> list[int]:
    return [value for value in seen if type(value) is int]


def _lowest(size: int, seen: Sequence[int]) -> int:
    """Below zero unless all numbers that were seen are above it."""
    return -size if not seen or min(seen) < 0 else 0


def _levels(kind: Kind) -> int:
    below = max([_levels(part) for part in kind[1:] if isinstance(part, tuple)] + [0])
    return below + (kind[0] in _CONTAINERS)


def _flat(values: Iterable[Any]) -> Iterator[Any]:
    for value in values:
        if isinstance(value, (list, tuple, set, frozenset)):
            yield from _flat(value)
        elif isinstance(value, dict):
            yield from _flat([*value.keys(), *value.values()])
        else:
            yield value


def _found_late(values: Sequence[Any], place: Any) -> Any:
    """A value of the list, to find late in it: where examples look for one it has to be there."""
    tried = values[-(len(values) // 4) - 1 :: max(1, len(values) // 32)]
    return max(tried, key=values.index, default=place)
