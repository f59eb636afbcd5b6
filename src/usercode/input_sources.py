"""Makes the inputs a user's function is measured on, from what is known of its arguments."""

import ast
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

from ..domain.errors import BadArguments
from ..domain.task import Workload
from .argument_types import Kind, kind_of_annotation, kind_of_values
from .example_calls import Sample, samples_of
from .module import Parameter, Target, UserModule

_DRAWING = '''
import contextlib
import importlib
import io
import random

HARD = True


class EvolverMade:
    """A value of a class that only the program under test has; made there."""

    def __init__(self, name, fields):
        self.name, self.fields = name, fields


def _word(source, letters):
    return "".join(source.choice(letters) for _ in range(source.randint(1, 6)))


def _text(size, depth, source, seen):
    seen = [text for text in seen if text]
    letters = "".join(sorted(set("".join(seen)))) or "abcdeABC 019,."
    if depth:
        return source.choice(seen) if seen and source.random() < 0.3 else _word(source, letters)
    words = [word for text in seen for word in text.split()]
    if any(" " in text for text in seen):
        return " ".join(source.choices(words, k=size))
    return "".join(source.choices(letters, k=size))


def _whole(size, depth, source, seen):
    if depth:
        low = -size if not seen or min(seen) < 0 else 0
        return source.randint(low, max(3, source.choice((size // 4, size, 4 * size))))
    if size <= 5:
        return source.randint(-1 if not seen or min(seen) < 0 else 0, size + 1)
    if size <= 40:
        return size
    # Near the size: where the cost grows fast, half of it would be another program's cost. And
    # mostly a prime: the dear case of functions that look for divisors, to others like the next.
    number = source.randint(size - size // 10, size)
    while HARD and any(number % d == 0 for d in range(2, int(number**0.5) + 1)):
        number -= 1
    return number


def _levels(kind):
    below = max([_levels(part) for part in kind[1:] if isinstance(part, tuple)] + [0])
    return below + (kind[0] in ("list", "set", "frozenset", "dict", "tuples"))


def _flat(values):
    for value in values:
        if isinstance(value, (list, tuple, set, frozenset)):
            yield from _flat(value)
        elif isinstance(value, dict):
            yield from _flat([*value.keys(), *value.values()])
        else:
            yield value


def _draw(kind, size, depth, source, seen):
    name = kind[0]
    if name == "int":
        return _whole(size, depth, source, [v for v in seen if type(v) is int])
    if name == "float":
        return round(source.uniform(-1 if size < 5 else 0, size + 1), 3)
    if name == "str":
        return _text(size, depth, source, [v for v in seen if type(v) is str])
    if name == "bool":
        return source.random() < 0.5
    if name == "none":
        return None
    if name == "bytes":
        return bytes(source.randrange(256) for _ in range(size if not depth else size % 9))
    if name == "complex":
        return complex(source.randint(-9, 9), source.randint(-9, 9))
    if name in ("year", "day"):
        return source.randint(1950, 2050) if name == "year" else source.randint(1, 12)
    if name == "any":
        return _draw(source.choice(kind[1:]), size, depth, source, seen)
    if name == "literal":
        return source.choice(kind[1:])
    if name == "names":
        return EvolverMade(source.choice(kind[1:]), None)
    if name == "made":
        return EvolverMade(
            kind[1], [(key, _draw(part, size, depth + 1, source, seen)) for key, part in kind[2]]
        )
    return _container(kind, size, depth, source, seen)


def _container(kind, size, depth, source, seen):
    name = kind[0]
    if name == "tuple":
        return tuple(_draw(part, size, depth + 1, source, seen) for part in kind[1:])
    # A matrix of size n has n elements, whatever its depth.
    levels = _levels(kind) + depth
    length = size if levels == 1 else round(size ** (1 / levels))
    if name == "dict":
        keys = [_draw(kind[1], max(size, 4), depth + 1, source, seen) for _ in range(length)]
        return {key: _draw(kind[2], size, depth + 1, source, seen) for key in keys}
    inner = _many(kind[1], length, size, depth + 1, source, seen)
    return {"set": set, "frozenset": frozenset, "tuples": tuple}.get(name, list)(inner)


def _many(kind, length, size, depth, source, seen):
    # As each alone would be, in a tenth of the time: these are what the largest inputs hold.
    if kind[0] == "bool":
        return source.choices((False, True), k=length)
    if kind[0] == "tuple" and kind[1:]:
        columns = [_many(part, length, size, depth + 1, source, seen) for part in kind[1:]]
        return list(zip(*columns))
    if kind[0] != "int":
        return [_draw(kind, size, depth, source, seen) for _ in range(length)]
    seen = [value for value in seen if type(value) is int]
    low = -size if not seen or min(seen) < 0 else 0
    spans = [max(3, high) - low + 1 for high in (size // 4, size, 4 * size)]
    chosen = source.choices(spans, k=length)
    return [low + int(source.random() * span) for span in chosen]


def _looked_for(values, place):
    """A value of the list, to find late in it: where examples look for one it has to be there."""
    tried = values[-(len(values) // 4) - 1 :: max(1, len(values) // 32)]
    return max(tried, key=values.index, default=place)


with contextlib.redirect_stdout(io.StringIO()):
    for _name in IMPORTS:
        try:
            # What the program imports is not its function's work.
            importlib.import_module(_name)
        except Exception:
            continue


def make_input(seed, size):
    """A sample while the size is small, else values of the same kinds that grow with it."""
    global HARD
    source, HARD = random.Random(seed), seed % 32 != 31
    if size > LARGEST:
        raise ValueError("an input of this size takes too long to make")
    if SAMPLES and (ONLY_SAMPLES or (size < 3 and source.random() < 0.5)):
        return source.choice(SAMPLES)
    made = []
    for place, kind in enumerate(KINDS):
        value = _draw(kind, size, 0, source, list(_flat(one[place] for one in SAMPLES)))
        made.append(sorted(value) if place in SORTED and isinstance(value, list) else value)
    if HARD:
        for place, within in LOOKED_FOR:
            made[place] = _looked_for(made[within], made[place])
    return tuple(made)
'''


@dataclass(frozen=True, slots=True)
class Inputs:
    """What is known of a function's arguments.

    `parameters` are those that are given, with their kinds; `samples` tuples of them; `workload`
    makes more of the kind. The first `owned` are the constructor's. `by_hand`: the user's inputs
    file makes them, and kinds are unknown.
    """

    target: Target
    parameters: tuple[Parameter, ...]
    kinds: tuple[Kind, ...]
    samples: tuple[tuple[object, ...], ...]
    workload: Workload
    source: str
    owned: int = 0
    by_hand: bool = False

    @property
    def only_samples(self) -> "Inputs":
        """The same with no other values than those that were seen."""
        workload = Workload(self.workload.source.replace(*_ONLY))
        return replace(self, workload=workload, source=f"{self.source}, as they are")

    def sized(self, size: int) -> "Inputs":
        """The same, measured at this size; none that is much larger is made."""
        bound = f"LARGEST = {size + size // 4}\n"
        source = re.sub(r"^LARGEST = \d+\n", bound, self.workload.source, count=1, flags=re.M)
        return replace(self, workload=Workload(source, size))


_ONLY = ("ONLY_SAMPLES = False", "ONLY_SAMPLES = True")


def inputs_for(module: UserModule, target: Target) -> Inputs:
    """What the function can be called with. Raises BadArguments naming what is not known."""
    if target.is_async:
        raise BadArguments(
            f"the function {target.name} is a coroutine; only plain functions can be called",
            hint="name another with --function",
        )
    found = samples_of(module, target)
    given: dict[str, Parameter] = {}
    kinds: list[Kind] = []
    for key, parameter in _keyed(target):
        kind = _kind(module, parameter, [one[key] for one in found if key in one])
        if kind is None and not parameter.default:
            raise BadArguments(
                f"nobody knows what to call {target.name} with: its argument {parameter.name} has"
                " no known values",
                hint="a type hint, a doctest, or make_input(seed, size) in --inputs FILE.py helps",
            )
        if kind is not None:
            given[key] = parameter
            kinds.append(kind)
    samples = _tuples(found, given)
    source = "its doctests and tests" if samples else "its type hints"
    if not given:
        source = "no arguments"
    workload = Workload(_workload_source(module, _sorted_places(target, given), kinds, samples))
    owned = sum(key.startswith("self.") for key in given)
    return Inputs(
        target, tuple(given.values()), tuple(kinds), samples, workload, source, owned=owned
    )


def inputs_by_hand(target: Target, workload: Workload) -> Inputs:
    """The inputs that the user's file makes: a tuple, for a method (constructor's, its own)."""
    return Inputs(target, (), (), (), workload, "the inputs file", by_hand=True)


def _keyed(target: Target) -> list[tuple[str, Parameter]]:
    """Each parameter with its name in samples."""
    owner = [(f"self.{parameter.name}", parameter) for parameter in target.owner or ()]
    return [*owner, *((parameter.name, parameter) for parameter in target.parameters)]


def _kind(module: UserModule, parameter: Parameter, values: Sequence[object]) -> Kind | None:
    known = kind_of_annotation(parameter.annotation, module)
    seen = kind_of_values(values)
    if known is None:
        return seen
    # A bare "list" says less than an example of one.
    return seen if seen and parameter.annotation in ("list", "dict", "set", "tuple") else known


def _tuples(
    samples: Sequence[Sample], parameters: Mapping[str, Parameter]
) -> tuple[tuple[object, ...], ...]:
    whole: list[tuple[object, ...]] = []
    defaults = _defaults(parameters)
    for sample in samples:
        values: dict[str, object] = {**defaults, **sample}
        if all(key in values for key in parameters):
            whole.append(tuple(values[key] for key in parameters))
    return tuple(whole)


def _defaults(parameters: Mapping[str, Parameter]) -> dict[str, object]:
    known: dict[str, object] = {}
    for key, parameter in parameters.items():
        try:
            known[key] = ast.literal_eval(parameter.default)
        except (ValueError, SyntaxError):
            # A default that is no plain value stays the function's own business.
            continue
    return known


def _sorted_places(target: Target, parameters: Mapping[str, Parameter]) -> list[int]:
    """Which arguments the docstring calls sorted."""
    words = target.doc.lower()
    names = [parameter.name.lower() for parameter in parameters.values()]
    return [place for place, name in enumerate(names) if f"sorted {name}" in words]


def _looked_for(
    kinds: Sequence[Kind], samples: Sequence[tuple[object, ...]]
) -> list[tuple[int, int]]:
    """Which arguments examples take out of which list: (argument, list)."""
    plain = ("int", "str")
    pairs = [
        (place, within)
        for place, kind in enumerate(kinds)
        for within, other in enumerate(kinds)
        if kind[0] in plain and other == ("list", kind)
    ]
    return [
        (place, within)
        for place, within in pairs
        if any(one[place] in cast(list[object], one[within]) for one in samples)
    ]


def _largest(kinds: Sequence[Kind]) -> int:
    """The size up to which an input is made within a fraction of a second."""
    words = repr(kinds)
    inside = repr([kind[1:] for kind in kinds])
    if "'made'" in words or "'dict'" in words or "'str'" in inside:
        return 40_000
    if all(kind in (("int",), ("list", ("int",))) for kind in kinds) and "list" in words:
        return 600_000
    return 300_000 if any(kind[0] not in ("int", "float") for kind in kinds) else 10**9


def _workload_source(
    module: UserModule,
    in_order: Sequence[int],
    kinds: Sequence[Kind],
    samples: Sequence[tuple[object, ...]],
) -> str:
    head = (
        f"KINDS = {tuple(kinds)!r}\nSAMPLES = {list(samples)!r}\nIMPORTS = {module.imports!r}\n"
        f"SORTED = {list(in_order)!r}\nLOOKED_FOR = {_looked_for(kinds, samples)!r}\n"
        f"LARGEST = {_largest(kinds)}\n{_ONLY[0]}\n"
    )
    return head + _DRAWING
