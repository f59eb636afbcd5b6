"""A function is measured on its own call, and without any call on arguments of its types."""

from src.domain.task import Specification, Task, TaskKind
from src.optimize.typed_workload import this_call, typed_workload


def test_a_function_without_any_call_is_measured_on_arguments_of_its_types() -> None:
    plan = Specification(
        Task("write a function f", "write a function f"),
        TaskKind.TEXT,
        "f",
        "f",
        function="f",
        signature="f(word: str) -> bool",
        function_only=True,
    )

    for workload in (typed_workload(plan), this_call(plan)):
        names: dict[str, object] = {}
        exec(workload.source, names)  # pylint: disable=exec-used
        made = names["make_input"](3, 4)  # type: ignore[operator]

        assert isinstance(made["arguments"]["word"], str)
