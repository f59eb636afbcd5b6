"""A function of a node or of the library that is called like any of Python's, but runs confined."""

from collections.abc import Callable
from typing import Any

from ..documents.function_arguments import check_arguments
from ..documents.python_values import json_argument, python_result
from ..domain.errors import BadArguments, CallFailed, CallRefused, NodeError
from ..domain.json_value import JSONObject
from ..domain.node import Node
from ..domain.node_contract import call_input, read_answer
from ..domain.program_run import RunResult
from ..domain.signature import read_signature

Run = Callable[[Node, JSONObject], RunResult]


class ConfinedFunction:
    """A callable: `is_prime(7)`, or by keyword. Each call is a run of its own.

    The result is a Python value of the annotated type; of a dataclass, a dict. A `Path` among
    the arguments is a file that this call may read. Raises BadArguments naming the argument
    that does not fit, CallRefused (a ValueError) with the function's own sentence, and
    CallFailed where the run does not finish. `signature` says how it is called.
    """

    def __init__(self, node: Node, run: Run) -> None:
        """Raises NodeError if the node is not a typed function."""
        if not node.function:
            raise NodeError(
                f"{node.id} is a program of version 1, which reads a description",
                hint=f"run {node.id} DESCRIPTION, or solve its task again",
            )
        try:
            self._signature = read_signature(node.source, node.function)
        except ValueError as problem:
            raise NodeError(f"{node.id} cannot be called: {problem}") from problem
        self._node = node
        self._run = run
        self.signature = str(self._signature)
        self.__name__ = node.function
        self.__doc__ = self._signature.summary

    def __call__(self, *values: object, **named: object) -> Any:
        """Run the function confined; its result."""
        given = {name: json_argument(name, value) for name, value in self._bound(values, named)}
        arguments = check_arguments(self._signature, self._node.source, given)
        answer = read_answer(self._run(self._node, call_input(arguments)))
        if answer.refusal:
            raise CallRefused(answer.refusal)
        if answer.problem:
            raise CallFailed(f"{self.__name__}: {answer.problem}")
        return python_result(self._signature, self._node.source, answer.result)

    def __repr__(self) -> str:
        return f"<confined {self.signature}>"

    def _bound(
        self, values: tuple[object, ...], named: dict[str, object]
    ) -> list[tuple[str, object]]:
        names = [parameter.name for parameter in self._signature.parameters]
        hint = f"call {self.signature}"
        if len(values) > len(names):
            takes = "1 argument" if len(names) == 1 else f"{len(names)} arguments"
            problem = f"{self.__name__} takes {takes}, {len(values)} were given"
            raise BadArguments(problem, hint=hint)
        placed = list(zip(names, values))
        for name, _ in placed:
            if name in named:
                raise BadArguments(f"{self.__name__} was given {name} twice", hint=hint)
        return [*placed, *named.items()]
