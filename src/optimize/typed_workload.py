"""Makes the inputs a typed function is measured and compared on: calls with ever larger values."""

from types import MappingProxyType

from ..domain.signature import read_signature, without_ending
from ..domain.task import Specification, Workload
from ..guest_code.argument_drawing import NOTHING_KNOWN, Kind, draw_call
from ..guest_code.argument_kinds import INT
from ..guest_code.guest_source import guest_function
from ..verify.constants import constants_of

_NUMBER: Kind = ("float",)
_TEXT: Kind = ("str",)
_KINDS = MappingProxyType(
    {
        **{"int": INT, "float": _NUMBER, "int | float": _NUMBER, "str": _TEXT, "bool": ("bool",)},
        **{f"list[{name}]": ("list", kind) for name, kind in (("int", INT), ("str", _TEXT))},
        **{f"list[{name}]": ("list", _NUMBER) for name in ("float", "int | float")},
        "list[list[int]]": ("list", ("list", INT)),
        "dict[str, int]": ("dict", _TEXT, INT),
    }
)
"""The kinds of values that JSON carries as they are, by their annotation."""


def typed_workload(plan: Specification, source: str = "") -> Workload:
    """Return seeded calls of the plan's function; what cannot grow keeps the values of its cases.

    Small calls hold the constants of the `source` and their neighbours.
    """
    samples = [call for call in plan.calls if call.keys() == plan.calls[0].keys()]
    signature = read_signature(f"def {plan.signature}: ...", plan.function)
    annotations = {one.name: one.annotation for one in signature.parameters}
    # A function that was asked for without values, and whose cases were all disputed, has no call.
    names = (
        list(samples[0]) if samples else [n for n, kind in annotations.items() if kind in _KINDS]
    )
    kinds = [
        _KINDS.get(annotations.get(name, ""), ("literal", *(call[name] for call in samples)))
        for name in names
    ]
    constants = constants_of((without_ending(source),), plan.function)
    return _calls(plan, names, kinds=kinds, constants=constants)


def this_call(plan: Specification) -> Workload:
    """Return the task's own call, whatever the seed and size; its first case where it has none."""
    if not plan.calls:
        return typed_workload(plan)
    return _calls(plan, list(plan.calls[0]), only_first=True)


def _calls(
    plan: Specification, names: list[str], *, only_first: bool = False, **known: object
) -> Workload:
    samples = [tuple(call[name] for name in names) for call in plan.calls if [*call] == names]
    settings = {
        **NOTHING_KNOWN,
        "kinds": (),
        **known,
        "samples": samples[:1] if only_first else samples,
        # Names of files go together with what is looked for in them.
        "only_samples": only_first or bool(plan.task.files),
        "largest": 2_000_000,
    }
    return Workload(guest_function("make_input", draw_call, names=names, settings=settings))
