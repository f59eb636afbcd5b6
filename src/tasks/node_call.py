"""Turns what a node is given, arguments or words, into the input that its program reads."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from ..documents.function_arguments import arguments_schema, check_arguments
from ..domain.errors import BadArguments, NodeError
from ..domain.json_value import JSONObject
from ..domain.node import Node
from ..domain.node_contract import call_input, grant_arguments, node_input
from ..domain.signature import Signature, read_signature

_SHOWN = 2


class TaskReader(Protocol):
    """Reads tasks in words as calls of known functions."""

    def arguments_for(self, function: str, text: str) -> JSONObject | None:
        """What this function is called with by a task; None if the task is not one of its own."""

    def wordings_of(self, function: str) -> tuple[str, ...]:
        """Tasks that this function answers, as examples."""


def input_of(node: Node, given: JSONObject | str, reader: Callable[[], TaskReader]) -> JSONObject:
    """The object that a node's program reads from stdin.

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
    """The JSON Schema of the object that a node is given. Raises NodeError as `input_of` does."""
    if node.function:
        return arguments_schema(_signature(node), node.source)
    return {
        "type": "object",
        "properties": {"description": {"type": "string", "minLength": 1}},
        "required": ["description"],
        "additionalProperties": False,
    }


def _signature(node: Node) -> Signature:
    try:
        return read_signature(node.source, node.function)
    except ValueError as problem:
        raise NodeError(f"{node.id} cannot be called: {problem}") from problem


def _arguments(
    node: Node, signature: Signature, given: JSONObject, reader: Callable[[], TaskReader]
) -> JSONObject:
    inner = given.get("arguments")
    if given.keys() == {"arguments"} and isinstance(inner, dict):
        return inner
    names = {parameter.name for parameter in signature.parameters}
    if given.keys() != {"description"} or "description" in names:
        return given
    text = str(given["description"])
    arguments = reader().arguments_for(node.function, text)
    if arguments is None:
        known = (node.made_for, *reader().wordings_of(node.function))
        wordings = tuple(dict.fromkeys(filter(None, known)))[:_SHOWN]
        shown = " and ".join(f"“{wording}”" for wording in wordings)
        reads = f"it reads wordings like {shown}; or " if shown else ""
        raise BadArguments(f"{node.id} does not read “{text}”", hint=f"{reads}call {signature}")
    return arguments


def granted_input(given: JSONObject, folder: Path) -> tuple[JSONObject, tuple[str, ...]]:
    """The input with the files that a user named as @name made absolute, and their paths."""
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
