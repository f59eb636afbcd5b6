"""Which arguments is a function called with? Draws values of kinds, by a seed and a size."""

# A list of cases, each with its own return, and bool does not count as int here.
# pylint: disable=too-many-return-statements,unidiomatic-typecheck

from __future__ import annotations

import contextlib
import copy
import importlib
import io
import random
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypedDict

from .drawn_moments import MOMENTS, draw_moment
from .drawn_texts import TextDrawer, near_bytes
from .far_values import MOST_DIGITS, far_length, far_number
from .related_values import changed, related

Kind = tuple[Any, ...]
SMALL = 13
"""Up to this size an input is made for its variety, above it for its cost."""

_HELD: dict[str, type] = {"list": list, "set": set, "frozenset": frozenset, "tuples": tuple}
_HELD["row"] = list
_CONTAINERS = (*_HELD, "dict")
_LIBRARIES = ("collections", "decimal", "fractions", "pathlib", "uuid")


class DrawingSettings(TypedDict):
    """What is known of the arguments: their kinds, one each, and samples of all of them.

    `in_order` are the places of lists that are sorted; `looked_for` pairs the place of a value
    with that of the list it is looked for in; no input is made for a size above `largest`.
    `imports` are the modules that the program under test imports, `constants` the values that
    it may look for: small inputs are made of them and their neighbours, and of whole `texts`.
    Where `is_far`, the size of an input is the number of digits of its whole numbers; above the
    most digits, its texts and flat lists are as long as a constant says.
    """

    kinds: tuple[Kind, ...]
    samples: tuple[tuple[object, ...], ...]
    only_samples: bool
    imports: tuple[str, ...]
    in_order: tuple[int, ...]
    looked_for: tuple[tuple[int, int], ...]
    largest: int
    constants: tuple[object, ...]
    texts: tuple[str, ...]
    is_far: bool


NOTHING_KNOWN: dict[str, Any] = {
    **dict.fromkeys(("samples", "imports", "in_order", "looked_for", "constants"), ()),
    **{"texts": (), "only_samples": False, "is_far": False},
}
"""The settings of arguments of which nothing but their kinds is known."""


class EvolverMade:
    """A value of a class that only the program under test has; it is made there."""

    def __init__(self, name: str, fields: list[tuple[str, Any]] | None) -> None:
        self.name, self.fields = name, fields

    def __repr__(self) -> str:
        if self.fields is None:
            return self.name
        parts = [f"{k}={written(v)}" if k else written(v) for k, v in self.fields]
        return f"{self.name}({', '.join(parts)})"

    def __eq__(self, other: object) -> bool:
        return repr(self) == repr(other)

    def __hash__(self) -> int:
        return hash(repr(self))


def written(value: Any) -> str:
    """Return the value as source text; sets are sorted, so that it is the same every time."""
    if type(value) in (set, frozenset) and value:
        text = "{" + ", ".join(sorted(map(written, value))) + "}"
        return text if type(value) is set else f"frozenset({text})"
    if type(value) in (list, tuple):
        inside = ", ".join(map(written, value)) + "," * (type(value) is tuple and len(value) == 1)
        return f"[{inside}]" if type(value) is list else f"({inside})"
    if type(value) is dict:
        pairs = (f"{written(key)}: {written(item)}" for key, item in value.items())
        return "{" + ", ".join(pairs) + "}"
    text, library = repr(value), type(value).__module__.partition(".")[0]
    name = text.partition("(")[0]
    names = (*getattr(value, "_fields", ()), *getattr(value, "__dataclass_fields__", ()))
    fields = [(key, getattr(value, key, None)) for key in names]
    if fields and text == f"{name}({', '.join(f'{key}={part!r}' for key, part in fields)})":
        return repr(EvolverMade(name, fields))
    is_named = library in _LIBRARIES and text.startswith(f"{type(value).__name__}(")
    return f"{library}.{text}" if is_named else text


def draw_input(seed: int, size: int, settings: DrawingSettings) -> tuple[Any, ...]:
    """Return a sample while the size is small, else values of the same kinds that grow with it."""
    # What the program imports is not its function's work.
    for name in settings["imports"]:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(Exception):
            importlib.import_module(name)
    source, hard = random.Random(seed), seed % 32 != 31
    samples = settings["samples"]
    if size > settings["largest"]:
        raise ValueError("an input of this size takes too long to make")
    if samples and (settings["only_samples"] or (size < 3 and source.random() < 0.5)):
        # A copy: the program may change what it is given.
        return copy.deepcopy(source.choice(samples))
    drawer, made = ArgumentDrawer(source, hard, settings, size), []
    if samples and settings["kinds"] and size <= SMALL and source.random() < 0.4:
        near, seen = list(copy.deepcopy(source.choice(samples))), list(_flat(samples))
        place = source.randrange(len(near))
        kind, at = settings["kinds"][place], near[place]
        inner = kind[1] if kind[0] == "list" and type(at) is list and at else kind
        near[place] = changed(at, drawer.draw(inner, 5, int(inner is not kind), seen), source)
        return tuple(near)
    size = source.choice((1, 2, 3, 5)) if settings["is_far"] else size
    for place, kind in enumerate(settings["kinds"]):
        value = drawer.draw(kind, size, 0, list(_flat(one[place] for one in samples)))
        is_sorted = place in settings["in_order"] and isinstance(value, list)
        with contextlib.suppress(TypeError):
            value = sorted(value) if is_sorted else value
        made.append(value)
    if hard:
        for place, within in settings["looked_for"]:
            made[place] = _found_late(made[within], made[place])
    if size > SMALL or source.random() < 0.5:
        made = related(made, settings["kinds"], source, only_keys=size > SMALL)
    return tuple(made)


def draw_call(
    seed: int, size: int, names: Sequence[str], settings: DrawingSettings
) -> dict[str, dict[str, Any]]:
    """Return the arguments by their names, as the program of a typed function reads a call."""
    return {"arguments": dict(zip(names, draw_input(seed, size, settings)))}


class ArgumentDrawer:
    """Draws values of a kind; numbers near a size are `hard` ones for most functions."""

    def __init__(
        self, source: random.Random, hard: bool, settings: DrawingSettings, size: int
    ) -> None:
        self._source = source
        self._hard = hard
        self._constants = settings["constants"] if size <= SMALL or settings["is_far"] else ()
        self._digits = size if settings["is_far"] and size <= MOST_DIGITS else 0
        self._far_length = 0
        if settings["is_far"] and size > MOST_DIGITS:
            self._far_length = far_length(size, self._constants, source)
        named = [value for value in self._constants if type(value) is str and value]
        self._texts = TextDrawer(source, named, settings["texts"])
        # What a weak hint means: the same throughout a call, or mixed.
        self._weak = source.choice(("int", "int", "str", "rows", "lists", "mixed"))
        self._is_ragged = source.random() < 0.4
        # How often a field with a default is given: a class may refuse it.
        self._given = 0.6 if self._is_ragged else 0.0
        self._rows: dict[Any, Any] = {}

    def draw(self, kind: Kind, size: int, depth: int, seen: Sequence[Any]) -> Any:
        """Return a value; `depth` is 0 for an argument itself, `seen` are values of samples."""
        name, source = kind[0], self._source
        if name in ("any", "guess", "maybe"):
            # What raises has no cost: where that is measured, only what is sure to fit is given.
            is_sure = name == "guess" and size > SMALL
            return self.draw(kind[1] if is_sure else source.choice(kind[1:]), size, depth, seen)
        if name == "literal":
            return copy.deepcopy(source.choice(kind[1:]))
        if name == "names":
            return EvolverMade(source.choice(kind[1:]), None)
        if name == "iterable":
            value = self.draw(kind[1], size, depth, seen)
            # It may be possible to walk it only once.
            is_lazy = size <= SMALL and source.random() < 0.3
            return EvolverMade("iter", [("", value)]) if is_lazy else value
        if name == "made" and kind[1] in MOMENTS:
            numbers = [value for value in self._constants if type(value) is int]
            return EvolverMade(kind[1], draw_moment(kind[1], size, source, numbers))
        if name == "made":
            # What only wraps a container is as large as the container.
            rest = {part[0] for _, part in kind[2][1:]} - {"literal"}
            below = depth if kind[2] and not kind[2][0][0] and not rest else depth + 1
            fields = [
                (key, self.draw(part, size, below, seen))
                for key, part in kind[2]
                if part[0] != "maybe" or (size <= SMALL and source.random() < self._given)
            ]
            return EvolverMade(kind[1], fields)
        if name in (*_CONTAINERS, "tuple"):
            return self._container(kind, size, depth, seen)
        return self._scalar(name, size, depth, seen)

    def _scalar(self, name: str, size: int, depth: int, seen: Sequence[Any]) -> Any:
        source = self._source
        if name == "weak":
            return self._anything(size, depth, seen)
        if name == "int":
            if self._digits and source.random() < (0.25 if depth else 0.75):
                far = far_number(self._digits, source)
                return -far if source.random() < 0.1 and _lowest(1, seen) < 0 else far
            return self._near_constant(int, seen) or self._whole_number(size, depth, seen)
        if name == "str":
            length, texts = self._length(size, depth), [v for v in seen if type(v) is str]
            return self._texts.draw(length, depth, texts, length <= SMALL)
        if name == "float":
            low = _lowest(1, seen) if size < 5 else 0
            digits = source.choice((0, 1, 3, 3)) if size <= SMALL else 3
            return self._near_constant(float, seen) or round(source.uniform(low, size + 1), digits)
        if name == "bool":
            return source.random() < 0.5
        if name == "bytes":
            drawn = bytes(source.randrange(256) for _ in range(size % 9 if depth else size))
            marks = [value for value in self._constants if type(value) is bytes]
            return near_bytes(source, marks, drawn) if size <= SMALL else drawn
        if name == "complex":
            return complex(source.randint(-9, 9), source.randint(-9, 9))
        if name == "digits":
            whole = self._near_constant(int, seen) or source.randint(-9, 10 * size + 9)
            return f"{whole}.{source.choice((0, 5, 50, *source.choices(range(100), k=3))):02}"
        if name in ("small", "none"):
            return source.randint(1, 12) if name == "small" else None
        raise ValueError(f"no values of the kind {name} can be drawn")

    def _anything(self, size: int, depth: int, seen: Sequence[Any]) -> Any:
        """Return what a hint that says nothing allows: now and then what cannot be hashed."""
        weak = self._weak if size <= SMALL else "int"
        row = 0 if weak in ("int", "str") else self._source.randint(0, 3)
        if weak == "rows":
            return {"id": row, "name": "ab"[row % 2]}
        # Odd items come between usual ones: a program may get as far as one of those.
        if weak in ("int", "str") or weak == "mixed" and self._source.random() < 0.5:
            return self.draw(("str" if weak == "str" else "int",), size, max(depth, 1), seen)
        # Made anew each time: a program may change what it is given.
        nested: tuple[Any, ...] = ([[1], [2, [3]]], {"a": {"b": 1, "c": [2]}})
        mixed = (row, True, [1], {"id": 1}, "1", None, 1.0, *nested)
        return [row] if weak == "lists" else self._source.choice(mixed)

    def _near_constant(self, kind: type, seen: Sequence[Any]) -> Any:
        """Return a number that the program names, or its neighbour; None for one as usual."""
        # A program compares fractions with whole numbers as well.
        kinds = (int,) if kind is int else (int, float)
        known: list[Any] = [value for value in self._constants if type(value) in kinds]
        if not known or self._source.random() < 0.5:
            return None
        near = kind(self._source.choice(known) + self._source.choice((-1, 0, 0, 1)))
        return near if _lowest(1, seen) < 0 else abs(near)

    def _length(self, size: int, depth: int) -> int:
        """Return how long a list or a text is: now and then near a number that the program names.

        Only at one small size: elsewhere an input is as large as its size says.
        """
        if self._far_length and not depth:
            return self._far_length
        named = [v for v in self._constants if type(v) is int and SMALL < v <= 100]
        if depth or size != SMALL or not named or self._source.random() < 0.5:
            return size
        return self._source.choice(named) + self._source.choice((-1, 0, 0, 1))

    def _whole_number(self, size: int, depth: int, seen: Sequence[int]) -> int:
        source = self._source
        if depth:
            high = max(3, source.choice((size // 4, size, 4 * size)))
            return source.randint(_lowest(size, seen), high)
        if size <= SMALL:
            return source.randint(_lowest(3, seen), 20)
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
        length = self._length(size, depth) if levels == 1 else round(size ** (1 / levels))
        if self._is_ragged and length <= SMALL:
            length = self._source.randint(0, length + 1)
        if name == "row" and (depth or self._source.random() < 0.9):
            # The rows of a matrix are of one length, and mostly so are two arrays.
            length = self._rows.setdefault(depth, length)
        if name == "dict":
            # The rows of a table mostly have the same keys.
            row, place = f"{depth} {kind[1]}", (max(size, 4), depth + 1)
            keys = self._rows.get(row) or self._many(kind[1], length, place, seen)
            if depth and not (self._is_ragged and size <= SMALL):
                self._rows[row] = keys
            return {key: self.draw(kind[2], size, depth + 1, seen) for key in keys}
        return _HELD[name](self._many(kind[1], length, (size, depth + 1), seen))

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
        if kind[0] in ("int", "float") and self._constants and length and not seen:
            # So that a sum, the largest or the first one is what the program looks for.
            near = self._near_constant(int if kind[0] == "int" else float, seen)
            if near is not None and source.random() < 0.5:
                return [near, *[type(near)()] * (length - 1)]
        if kind[0] != "int" or self._constants or self._digits:
            return [self.draw(kind, size, depth, seen) for _ in range(length)]
        low = _lowest(size, seen)
        spans = [max(3, high) - low + 1 for high in (size // 4, size, 4 * size)]
        return [low + int(source.random() * span) for span in source.choices(spans, k=length)]


def _lowest(size: int, seen: Sequence[Any]) -> int:
    """Below zero unless all numbers that were seen are above it."""
    return -size if min((v for v in seen if type(v) in (int, float)), default=-1) < 0 else 0


def _levels(kind: Kind) -> int:
    inside = () if kind[0] in ("literal", "names") else kind[1:]
    parts = [part for _, part in kind[2]] if kind[0] == "made" else inside
    return max(map(_levels, parts), default=0) + (kind[0] in _CONTAINERS)


def _flat(values: Iterable[Any]) -> Iterator[Any]:
    for value in values:
        if isinstance(value, (list, tuple, set, frozenset)):
            yield from _flat(value)
        elif isinstance(value, dict):
            yield from _flat([*value.keys(), *value.values()])
        else:
            yield value


def _found_late(values: Sequence[Any], place: Any) -> Any:
    """Return a value from late in the list: where examples search for one, it has to be there."""
    tried = values[-(len(values) // 4) - 1 :: max(1, len(values) // 32)]
    return max(tried, key=values.index, default=place)
