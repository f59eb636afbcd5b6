"""Calls of a function worth testing: from examples, and drawn by hypothesis from its kinds.

Arguments are written as Python source, so that a test can show them.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from .argument_types import Kind
from .input_sources import Inputs

DRAWN = 32
_LONGEST = 160

Draw = Callable[[Sequence[Any], int], Sequence[tuple[Any, ...]]]
"""At most so many tuples, one value of each of hypothesis's strategies in its place."""


@dataclass(frozen=True, slots=True)
class DrawnCall:
    """One call: what each name is bound to, the instance it is called on, and the call.

    `owner` is the constructor's call ("" where no instance is needed).
    """

    target: str
    names: tuple[str, ...]
    values: tuple[str, ...]
    owner: str = ""
    words: tuple[str, ...] = ()
    by: str = ""


def cases_of(inputs: Inputs, draw: Draw, number: int = DRAWN) -> tuple[DrawnCall, ...]:
    """The examples' calls first, then drawn ones, nothing twice and nothing too long to read."""
    calls = [("example", values) for values in inputs.samples]
    calls += [("hypothesis", values) for values in _drawn(inputs, draw, number)]
    cases: dict[tuple[str, ...], DrawnCall] = {}
    for place, (by, values) in enumerate(calls):
        texts = tuple(repr(value) for value in values)
        if sum(map(len, texts)) <= _LONGEST:
            case = _case(inputs, texts, by)
            # Some calls leave out what has a default: it is part of what the function does.
            case = _by_default(case, inputs) if place % 3 == 2 else case
            cases.setdefault((case.owner, *case.names, *case.values), case)
    return tuple(cases.values())


def _case(inputs: Inputs, texts: tuple[str, ...], by: str) -> DrawnCall:
    target, owned = inputs.target, inputs.owned
    words = ["" if p.by_position else p.name for p in inputs.parameters]
    # Where all are given in their order, a call reads better without their names.
    if [p.name for p in target.parameters][: len(words) - owned] == words[owned:]:
        words[owned:] = [p.name if p.by_name else "" for p in inputs.parameters[owned:]]
    owner = ""
    if target.owner is not None:
        made = zip(words[:owned], texts[:owned], strict=True)
        pieces = [f"{word}={text}" if word else text for word, text in made]
        owner = f"{target.name.rpartition('.')[0]}({', '.join(pieces)})"
    names = tuple(p.name for p in inputs.parameters[owned:])
    return DrawnCall(target.name, names, texts[owned:], owner, tuple(words[owned:]), by)


def _by_default(case: DrawnCall, inputs: Inputs) -> DrawnCall:
    given = [not parameter.default for parameter in inputs.parameters[inputs.owned :]]

    def kept(texts: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(text for text, is_given in zip(texts, given) if is_given)

    return replace(case, names=kept(case.names), values=kept(case.values), words=kept(case.words))


def _drawn(inputs: Inputs, draw: Draw, number: int) -> Sequence[tuple[Any, ...]]:
    if not inputs.kinds:
        return [()]
    seen = [list(_flat(one[i] for one in inputs.samples)) for i in range(len(inputs.kinds))]
    places = [_strategy(kind, seen[i], 0) for i, kind in enumerate(inputs.kinds)]
    return draw(places, number)


class _Made:
    """Stands for what its text says."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return self._text

    def __eq__(self, other: object) -> bool:
        return repr(self) == repr(other)

    def __hash__(self) -> int:
        return hash(self._text)


def _strategy(kind: Kind, seen: Sequence[object], depth: int) -> Any:
    from hypothesis import strategies as st

    name = str(kind[0])
    if name in ("literal", "names"):
        texts = [repr(v) if name == "literal" else str(v) for v in kind[1:]]
        return st.sampled_from([_Made(text) for text in texts])
    if name == "made":
        return _made(kind, seen, depth)
    inner = [_strategy(k, seen, depth + 1) for k in kind[1:] if isinstance(k, tuple)]
    if name in ("list", "set", "frozenset", "dict", "tuples"):
        return _container(name, inner, 6 if depth == 0 else 4)
    if name in ("any", "tuple"):
        return st.one_of(*inner) if name == "any" else st.tuples(*inner)
    return _scalar(name, seen)


def _container(name: str, inner: Sequence[Any], most: int) -> Any:
    from hypothesis import strategies as st

    if name == "dict":
        return st.dictionaries(inner[0], inner[1], max_size=4)
    if name == "set":
        return st.sets(inner[0], max_size=most)
    if name == "frozenset":
        return st.frozensets(inner[0], max_size=most)
    lists = st.lists(inner[0], max_size=most)
    return lists if name == "list" else lists.map(tuple)


def _scalar(name: str, seen: Sequence[object]) -> Any:
    from hypothesis import strategies as st

    mine = [value for value in seen if type(value).__name__ == name]
    known = [st.sampled_from(mine)] if mine else []
    if name == "str":
        letters = "".join(sorted(set("".join(map(str, mine))))) + "aB1 ,"
        return st.one_of(*known, st.text(letters, max_size=8))
    made = {
        "int": st.one_of(st.integers(-3, 12), st.integers(-3, 12), st.integers(-50, 200)),
        "float": st.integers(-40, 400).map(lambda n: n / 4),
        "bool": st.booleans(),
        "bytes": st.binary(max_size=6),
        "none": st.none(),
        "complex": st.integers(-5, 5).map(lambda n: complex(n, 1)),
        "year": st.integers(1990, 2030),
        "month": st.integers(1, 12),
        "day": st.integers(1, 12),
    }[name]
    return st.one_of(*known, made)


def _made(kind: Kind, seen: Sequence[object], depth: int) -> Any:
    from hypothesis import strategies as st

    fields = kind[2]
    assert isinstance(fields, tuple)
    parts = [_strategy(part, seen, depth + 1) for _, part in fields]
    keys = [str(key) for key, _ in fields]

    def written(values: tuple[object, ...]) -> _Made:
        pairs = zip(keys, values, strict=True)
        inside = ", ".join(f"{key}={value!r}" if key else repr(value) for key, value in pairs)
        return _Made(f"{kind[1]}({inside})")

    return st.tuples(*parts).map(written)


def _flat(values: Any) -> Iterator[object]:
    for value in values:
        if isinstance(value, (list, tuple, set, frozenset)):
            yield from _flat(value)
        elif isinstance(value, dict):
            yield from _flat([*value.keys(), *value.values()])
        else:
            yield value
