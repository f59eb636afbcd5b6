"""Makes the inputs a typed function is measured on: this task's call with ever larger values."""

from collections.abc import Mapping
from types import MappingProxyType

from ..domain.signature import read_signature
from ..domain.task import Specification, Workload
from ..guest_code.argument_growth import grow_arguments
from ..guest_code.guest_source import guest_function

_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "int": "int",
        "float": "number",
        "int | float": "number",
        "str": "text",
        "list[int]": "list",
        "list[float]": "list",
        "list[int | float]": "list",
    }
)


def typed_workload(plan: Specification) -> Workload:
    """Seeded calls of the plan's function; what cannot grow keeps the values of its cases."""
    signature = read_signature(f"def {plan.signature}: ...", plan.function)
    kinds = {
        parameter.name: _KINDS[parameter.annotation]
        for parameter in signature.parameters
        if parameter.annotation in _KINDS and not plan.task.files
    }
    samples = list(plan.calls)
    return Workload(guest_function("make_input", grow_arguments, kinds=kinds, samples=samples))


def this_call(plan: Specification) -> Workload:
    """The task's own call, whatever the seed and the size; its first case where it has none."""
    samples = list(plan.calls[:1])
    return Workload(guest_function("make_input", grow_arguments, kinds={}, samples=samples))
