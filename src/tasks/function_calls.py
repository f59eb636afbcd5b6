"""Calls a node's function: with arguments or words as its program reads them, or from Python."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ..documents.function_arguments import (
    argument_types,
    arguments_schema,
    check_arguments,
    result_schema,
)
from ..documents.literals import json_argument, json_of, python_result, read_literal
from ..documents.python_signatures import python_signature
from ..domain.errors import BadArguments, CallFailed, CallRefused, NodeError
from ..domain.json_value import JSONObject
from ..domain.node import Node
from ..domain.node_contract import call_input, grant_arguments, node_input, read_answer
from ..domain.ports import Library
from ..domain.program_run import RunResult
from ..domain.signature import Signature, read_signature

_SHOWN = 2


def input_of(node: Node, given: JSONObject | str, reader: Callable[[], Library]) -> JSONObject:
    """Return the object that a node's program reads from stdin.

    A typed function takes its arguments by name, as they are or under "arguments", or a task in
    words, as text or under "description", which only needs the `reader`; any other node takes
    what it is given. Raises BadArguments naming what does not fit, and NodeError where the
    node's source has no such function any more.
    """
    if not node.function:
        return node_input(given) if isinstance(given, str) else given
    signature = _signature(node)
    given = {"description": given} if isinstance(given, str) else given
    arguments = _arguments(node, signature, given, reader)
    return call_input(check_arguments(signature, node.source, arguments))


def input_schema(node: Node) -> JSONObject:
    """Return the JSON Schema of a node's input. Raises NodeError as `input_of` does."""
    if node.function:
        return arguments_schema(_signature(node), node.source, next(iter(node.example_calls), {}))
    return {
        "type": "object",
        "properties": {"description": {"type": "string", "minLength": 1}},
        "required": ["description"],
        "additionalProperties": False,
    }


def output_schema(node: Node) -> JSONObject:
    """Return the JSON Schema of an object with the node's `result`. Raises NodeError."""
    if node.function:
        return result_schema(_signature(node), node.source)
    return {"type": "object", "properties": {"result": {}}, "required": ["result"]}


def _signature(node: Node) -> Signature:
    try:
        return read_signature(node.source, node.function)
    except ValueError as problem:
        raise NodeError(f"{node.id} cannot be called: {problem}") from problem


def _arguments(
    node: Node, signature: Signature, given: JSONObject, reader: Callable[[], Library]
) -> JSONObject:
    names = {parameter.name for parameter in signature.parameters}
    inner = given.get("arguments") if given.keys() == {"arguments"} else None
    if isinstance(inner, dict):
        # Unless it is the value of a parameter that has this name.
        if "arguments" in inner or "arguments" not in (names if inner else signature.required):
            return inner
    if given.keys() != {"description"} or "description" in names:
        return given
    text = str(given["description"])
    arguments = reader().arguments_for(node.function, text) or _only_argument(signature, text)
    if arguments is None:
        known = dict.fromkeys(reader().wordings_of(node.function))
        if reader().arguments_for(node.function, node.made_for) is not None:
            # The task of a stub, or of a model's plan, is in words that no phrase reads.
            known = {node.made_for: None} | known
        wordings = tuple(known)[:_SHOWN]
        shown = " and ".join(f"“{wording}”" for wording in wordings)
        reads = f"it reads wordings like {shown}; or " if shown else ""
        raise BadArguments(f"{node.id} does not read “{text}”", hint=f"{reads}call {signature}")
    return arguments


def _only_argument(signature: Signature, text: str) -> JSONObject | None:
    """Return a bare value as the argument of a function that needs one: `run is_prime_node 7`."""
    needed = [one for one in signature.parameters if one.name in signature.required]
    if len(needed) != 1:
        return None
    if needed[0].annotation == "str" and re.fullmatch(r"[^\s\"'“”]+", text):
        return {needed[0].name: text}
    try:
        value = json_of(read_literal(text))
    except ValueError:
        return None
    is_fitting = isinstance(value, str) == (needed[0].annotation == "str")
    return {needed[0].name: value} if is_fitting else None


def granted_input(given: JSONObject, folder: Path) -> tuple[JSONObject, tuple[str, ...]]:
    """Return the input with the files that a user named as @name made absolute, and their paths."""
    arguments = given.get("arguments")
    if given.keys() != {"arguments"} or not isinstance(arguments, dict):
        return given, ()
    named = {
        name: value.removeprefix("@")
        for name, value in arguments.items()
        if isinstance(value, str) and value.startswith("@") and (folder / value[1:]).is_file()
    }
    called, paths = grant_arguments({**arguments, **named}, folder, frozenset(named.values()))
    return call_input(called), paths


Run = Callable[[Node, JSONObject, tuple[str, ...]], RunResult]
"""Runs a node once on its input; what it may read are the files of these paths."""


class ConfinedFunction:
    """A callable: `is_prime(7)`, or by keyword. Each call is a run of its own.

    The result is a Python value of the annotated type; of a dataclass, a dict. A `Path` among
    the arguments is a file that this call may read. Raises BadArguments naming the argument
    that does not fit, CallRefused (a ValueError) with the function's own sentence, and
    CallFailed where the run does not finish. `signature` says how it is called, and so does
    `inspect.signature`.
    """

    def __init__(self, node: Node, run: Run, name: str = "") -> None:
        """Raise NodeError if the node is not a typed function; `name` finds it again."""
        if not node.function:
            raise NodeError(
                f"{node.id} is a program of version 1, which reads a description",
                hint=f"run {node.id} DESCRIPTION, or solve its task again",
            )
        self._signature = _signature(node)
        self._types = argument_types(self._signature, node.source)
        self._node = node
        self._run = run
        self._name = name or node.id
        self._reopen: Reopen | None = None
        self.signature = str(self._signature)
        self.__signature__ = python_signature(self._signature, node.source)
        self.__name__ = node.function
        self.__doc__ = self._signature.summary

    def __call__(self, *values: object, **named: object) -> Any:
        """Run the function confined; its result."""
        read = {
            name: json_argument(name, value, self._types.get(name, Any))
            for name, value in self._bound(values, named)
        }
        given = {name: carried for name, (carried, _) in read.items()}
        files = tuple(path for _, paths in read.values() for path in paths)
        arguments = check_arguments(self._signature, self._node.source, given)
        answer = read_answer(self._run(self._node, call_input(arguments), files))
        if answer.refusal:
            raise CallRefused(answer.refusal)
        if answer.problem:
            raise CallFailed(f"{self.__name__}: {answer.problem}")
        return python_result(self._signature, self._node.source, answer.result)

    async def call_async(self, *values: object, **named: object) -> Any:
        """Return the same as a call, awaited: other tasks of the event loop go on meanwhile."""
        import asyncio

        return await asyncio.to_thread(self, *values, **named)

    def reopened_by(self, reopen: "Reopen") -> "ConfinedFunction":
        """Return the same function, which another process opens by a call of `reopen`."""
        self._reopen = reopen
        return self

    def __reduce__(self) -> "tuple[Reopen, tuple[str]]":
        if self._reopen is None:
            raise TypeError(f"{self!r} belongs to an open program and cannot be pickled")
        return self._reopen, (self._name,)

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


Reopen = Callable[[str], ConfinedFunction]
"""Returns the function of a name."""
