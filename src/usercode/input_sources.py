"""Makes the inputs a user's function is measured on, from what is known of its arguments."""

import ast
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import cast

from msgspec import Struct

from ..domain.errors import BadArguments
from ..domain.replace import replace
from ..domain.task import Workload
from ..guest_code.argument_drawing import DrawingSettings, draw_input
from ..guest_code.argument_kinds import INT, MANY, NO_HINT, WEAK, Kind
from ..guest_code.guest_source import guest_function
from ..verify.constants import named_values
from .module import Parameter, Sample, Target, UserModule


class Inputs(Struct, frozen=True):
    """What is known of a function's arguments.

    `parameters` are those that are given, with their kinds; `samples` tuples of them; `workload`
    makes more of the kind, by the `settings`. The first `owned` are the constructor's. Where the
    user's inputs file makes them, settings are empty, and kinds are unknown.
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
        """Return whether the user's inputs file makes them."""
        return self.settings is None

    @property
    def only_samples(self) -> "Inputs":
        """Return the same with no other values than those that were seen."""
        return replace(self._with(only_samples=True), source=f"{self.source}, as they are")

    def with_values_of(self, sources: Sequence[str]) -> Workload:
        """Return the workload with small inputs that hold the values that the sources name."""
        return self._with(**named_values(sources, self.target.name)).workload

    def sized(self, size: int) -> "Inputs":
        """Return the same, measured at this size; none that is much larger is made."""
        sized = self._with(largest=size + size // 4)
        return replace(sized, workload=replace(sized.workload, start_size=size))

    def _with(self, **changed: object) -> "Inputs":
        """Return the same by other settings; those of the user's inputs file stay."""
        if self.settings is None:
            return self
        settings = cast(DrawingSettings, {**self.settings, **changed})
        workload = replace(_workload(settings), start_size=self.workload.start_size)
        return replace(self, settings=settings, workload=workload)


def inputs_for(module: UserModule, target: Target, guessing: bool = True) -> Inputs:
    """Return what the function can be called with. Raises BadArguments naming what is not known.

    Without `guessing`, what has neither a hint nor an example keeps its default.
    """
    found = module.samples.get(target.name, ())
    given: dict[str, Parameter] = {}
    kinds: list[Kind] = []
    # Each parameter with its name in samples.
    keyed = [(f"self.{parameter.name}", parameter) for parameter in target.owner or ()]
    keyed += [(parameter.name, parameter) for parameter in target.parameters]
    for place, (key, parameter) in enumerate(keyed):
        kind = _kind(parameter, [one[key] for one in found if key in one])
        # A constructor often passes what it does not name on to another that takes less; and
        # behind what keeps its default, an argument without a name would take its place.
        is_free = parameter.default or key == parameter.name
        is_free = is_free and (parameter.place not in ("*", "position") or place == len(given))
        if kind is None and guessing and is_free:
            kind = _guess(parameter, is_alone=target.parameters == (parameter,))
        if kind is None and not parameter.default and parameter.place not in ("*", "**"):
            raise BadArguments(
                f"the argument {parameter.name} of {target.name} has no known values:"
                f" {parameter.reason}",
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
        **named_values((module.source,), target.name),
        "is_far": False,
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
    """Get the inputs that the user's file makes: a tuple, for a method (constructor's, its own)."""
    return Inputs(target, (), (), (), workload, "the inputs file")


def _kind(parameter: Parameter, values: Sequence[object]) -> Kind | None:
    seen = kind_of_values(values)
    # A bare "list" says less than an example of one.
    is_weak = parameter.kind is None or repr(WEAK) in repr(parameter.kind)
    return seen if seen and is_weak else parameter.kind


def _guess(parameter: Parameter, is_alone: bool) -> Kind | None:
    """Return the kind of what has no hint: its default or nothing, and what else it may be."""
    if parameter.reason != NO_HINT:
        return None
    many = [("tuples", INT), ("tuples", INT), ("tuples", ("str",))]
    if parameter.place == "*":
        return ("guess", many[0] if is_alone else ("literal", ()), ("any", *many))
    if parameter.place == "**":
        named = [(*MANY["**"], kind[1]) for kind in many]
        return ("guess", ("literal", {}), ("any", *named))
    default = _defaults({"": parameter}).get("", _defaults)
    if default is _defaults:
        return None
    kind = _of_value(default)
    if default is None:
        kind = ("any", INT, ("bool",), ("str",), ("list", INT))
    if default == ():
        kind = many[0]
    return kind and ("guess", ("literal", default), kind)


def kind_of_values(values: Sequence[object]) -> Kind | None:
    """Return the kind that all these values are of; None where there are none."""
    kinds = list(dict.fromkeys(filter(None, map(_of_value, values))))
    return _joined(kinds) if kinds else None


def _of_value(value: object) -> Kind | None:
    if value is None:
        return ("none",)
    name = type(value).__name__
    if name in ("int", "float", "str", "bool", "bytes", "complex"):
        return (name,)
    if isinstance(value, (list, set, frozenset)):
        return (name, kind_of_values(list(value)) or INT)
    if isinstance(value, tuple):
        parts = [_of_value(item) for item in value]
        return None if None in parts else ("tuple", *parts)
    if isinstance(value, dict):
        keys, items = kind_of_values(list(value)), kind_of_values(list(value.values()))
        return ("dict", keys or ("str",), items or INT)
    return None


def _joined(kinds: list[Kind]) -> Kind:
    """Join lists of different things to a list of either; int and float make float."""
    if len(kinds) == 1:
        return kinds[0]
    if set(kinds) == {INT, ("float",)}:
        return ("float",)
    heads = {kind[0] for kind in kinds}
    if len(heads) == 1 and heads <= {"list", "set", "frozenset"}:
        return (kinds[0][0], _joined(list(dict.fromkeys(kind[1] for kind in kinds))))
    if heads == {"tuple"}:
        return max(kinds, key=len)
    return ("any", *kinds)


def _tuples(
    samples: Sequence[Sample], parameters: Mapping[str, Parameter]
) -> tuple[tuple[object, ...], ...]:
    defaults = _defaults(parameters)
    given = [{**defaults, **sample} for sample in samples]
    whole = [values for values in given if parameters.keys() <= values.keys()]
    return tuple(tuple(values[key] for key in parameters) for values in whole)


def _defaults(parameters: Mapping[str, Parameter]) -> dict[str, object]:
    known: dict[str, object] = {}
    for key, parameter in parameters.items():
        if parameter.place in ("*", "**"):
            known[key] = () if parameter.place == "*" else {}
        # A default that is not a plain value is left to the function.
        with suppress(ValueError, SyntaxError):
            known[key] = ast.literal_eval(parameter.default)
    return known


def _sorted_places(target: Target, parameters: Mapping[str, Parameter]) -> tuple[int, ...]:
    """Return which arguments the docstring calls sorted."""
    words = target.doc.lower()
    names = [parameter.name.lower() for parameter in parameters.values()]
    return tuple(place for place, name in enumerate(names) if f"sorted {name}" in words)


def _looked_for(
    kinds: Sequence[Kind], samples: Sequence[tuple[object, ...]]
) -> tuple[tuple[int, int], ...]:
    """Return which arguments examples take out of which list: (argument, list)."""
    return tuple(
        (place, within)
        for place, kind in enumerate(kinds)
        for within, other in enumerate(kinds)
        if kind[0] in ("int", "str") and other == ("list", kind)
        if any(one[place] in cast(list[object], one[within]) for one in samples)
    )


def _largest(kinds: Sequence[Kind]) -> int:
    """Return the size up to which an input is made within a fraction of a second."""
    kinds = [kind[1] if kind[0] == "guess" else kind for kind in kinds]
    kinds = [kind for kind in kinds if kind[0] != "literal"]
    words = repr(kinds)
    inside = repr([kind[1:] for kind in kinds])
    if "'made'" in words or "'dict'" in words or "'str'" in inside:
        return 40_000
    plain = [kind[1] if kind[0] == "iterable" else kind for kind in kinds]
    if all(kind in (("int",), ("list", ("int",))) for kind in plain) and "list" in words:
        return 600_000
    return 300_000 if any(kind[0] not in ("int", "float") for kind in kinds) else 10**9


def _workload(settings: DrawingSettings) -> Workload:
    source = guest_function("make_input", draw_input, settings=settings)
    words = repr(settings["kinds"])
    if settings["only_samples"] or not re.search("'(int|str|list)'", words):
        return Workload(source)
    far = cast(DrawingSettings, {**settings, "is_far": True})
    return Workload(source, far=guest_function("make_input", draw_input, settings=far))
