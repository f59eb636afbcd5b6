"""Makes the inputs a user's function is measured on, from what is known of its arguments."""

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

from ..domain.errors import BadArguments
from ..domain.task import Workload
from ..guest_code.argument_drawing import DrawingSettings, draw_input
from ..guest_code.guest_source import guest_function
from .argument_types import Kind, kind_of_annotation, kind_of_values
from .example_calls import Sample, samples_of
from .module import Parameter, Target, UserModule


@dataclass(frozen=True, slots=True)
class Inputs:
    """What is known of a function's arguments.

    `parameters` are those that are given, with their kinds; `samples` tuples of them; `workload`
    makes more of the kind, by the `settings`. The first `owned` are the constructor's. Where the
    user's inputs file makes them, there are no settings, and kinds are unknown.
    """

    target: Target
    parameters: tuple[Parameter, ...]
    kinds: tuple[Kind, ...]
    samples: tuple[tuple[object, ...], ...]
    workload: Workload
    source: str
    owned: int = 0
    settings: DrawingSettings | None = None

    @property
    def by_hand(self) -> bool:
        """Whether the user's inputs file makes them."""
        return self.settings is None

    @property
    def only_samples(self) -> "Inputs":
        """The same with no other values than those that were seen."""
        if self.settings is None:
            return self
        settings: DrawingSettings = {**self.settings, "only_samples": True}
        source = f"{self.source}, as they are"
        return replace(self, settings=settings, workload=_workload(settings), source=source)

    def sized(self, size: int) -> "Inputs":
        """The same, measured at this size; none that is much larger is made."""
        if self.settings is None:
            return replace(self, workload=replace(self.workload, start_size=size))
        settings: DrawingSettings = {**self.settings, "largest": size + size // 4}
        workload = replace(_workload(settings), start_size=size)
        return replace(self, settings=settings, workload=workload)


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
    settings: DrawingSettings = {
        "kinds": tuple(kinds),
        "samples": samples,
        "only_samples": False,
        "imports": module.imports,
        "in_order": _sorted_places(target, given),
        "looked_for": _looked_for(kinds, samples),
        "largest": _largest(kinds),
    }
    return Inputs(
        target,
        tuple(given.values()),
        tuple(kinds),
        samples,
        _workload(settings),
        source,
        owned=sum(key.startswith("self.") for key in given),
        settings=settings,
    )


def inputs_by_hand(target: Target, workload: Workload) -> Inputs:
    """The inputs that the user's file makes: a tuple, for a method (constructor's, its own)."""
    return Inputs(target, (), (), (), workload, "the inputs file")


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


def _sorted_places(target: Target, parameters: Mapping[str, Parameter]) -> tuple[int, ...]:
    """Which arguments the docstring calls sorted."""
    words = target.doc.lower()
    names = [parameter.name.lower() for parameter in parameters.values()]
    return tuple(place for place, name in enumerate(names) if f"sorted {name}" in words)


def _looked_for(
    kinds: Sequence[Kind], samples: Sequence[tuple[object, ...]]
) -> tuple[tuple[int, int], ...]:
    """Which arguments examples take out of which list: (argument, list)."""
    plain = ("int", "str")
    pairs = [
        (place, within)
        for place, kind in enumerate(kinds)
        for within, other in enumerate(kinds)
        if kind[0] in plain and other == ("list", kind)
    ]
    return tuple(
        (place, within)
        for place, within in pairs
        if any(one[place] in cast(list[object], one[within]) for one in samples)
    )


def _largest(kinds: Sequence[Kind]) -> int:
    """The size up to which an input is made within a fraction of a second."""
    words = repr(kinds)
    inside = repr([kind[1:] for kind in kinds])
    if "'made'" in words or "'dict'" in words or "'str'" in inside:
        return 40_000
    if all(kind in (("int",), ("list", ("int",))) for kind in kinds) and "list" in words:
        return 600_000
    return 300_000 if any(kind[0] not in ("int", "float") for kind in kinds) else 10**9


def _workload(settings: DrawingSettings) -> Workload:
    return Workload(guest_function("make_input", draw_input, settings=settings))
