"""Makes a stored node ready for a call: its live program, and its input from arguments or words."""

from difflib import get_close_matches
from typing import TYPE_CHECKING

from ..domain.errors import NodeError
from ..domain.json_value import JSONObject
from ..domain.node import Node
from ..domain.program_run import Program, RunResult
from ..tasks.confined_function import ConfinedFunction
from ..tasks.live_tools import LiveTools, ToolBudget
from ..tasks.node_call import granted_input, input_of
from ..tasks.part_versions import PartVersions

if TYPE_CHECKING:
    from .adapters import Adapters


def prepare_run(
    adapters: "Adapters", node_id: str, given: JSONObject | str, *, grants_files: bool = True
) -> tuple[Program, JSONObject]:
    """A node as it is run live, and its input. Raises NodeError, BadArguments.

    Files named as @name may be read, unless it is not the user who names them.
    """
    return _prepare(adapters, adapters.nodes.load(node_id), given, grants_files=grants_files)


def confined_function(adapters: "Adapters", name: str) -> ConfinedFunction:
    """The function of a node, by its name or the node's id, else the library's of that name.

    A bundled function that was never kept is run from the library's own source; nothing is
    solved or kept. Raises NodeError, with near names, where there is neither.
    """

    def run(node: Node, given: JSONObject) -> RunResult:
        program, read = _prepare(adapters, node, given)
        with adapters.sandbox.open(program) as session:
            return session.run(read)

    node = adapters.nodes.of_function(name)
    if node is None and name in adapters.nodes.ids():
        node = adapters.nodes.load(name)
    return ConfinedFunction(node or _bundled(adapters, name), run)


def _bundled(adapters: "Adapters", name: str) -> Node:
    """A bundled function as the node it would be."""
    node = adapters.library.as_node(name)
    if node is not None:
        return node
    known = (*adapters.library.book.functions, *adapters.nodes.ids())
    near = ", ".join(get_close_matches(name, known, n=3))
    raise NodeError(
        f"there is no function {name}",
        hint=f"did you mean {near}?" if near else "`list` shows all nodes",
    )


def _prepare(
    adapters: "Adapters", node: Node, given: JSONObject | str, *, grants_files: bool = True
) -> tuple[Program, JSONObject]:
    tools = LiveTools(
        adapters.toolbox,
        adapters.replay_tool,
        ToolBudget(adapters.rules.tool_allowance),
        lambda event: None,
    )
    read = read_input(adapters, node, given)
    read, granted = granted_input(read, adapters.folder) if grants_files else (read, ())
    program = Program(
        node.source,
        readable=granted,
        out_folder=adapters.out_folder(node.id),
        calls={"call_tool": tools.serve(node.tools).call},
    )
    return program, read


def read_input(adapters: "Adapters", node: Node, given: JSONObject | str) -> JSONObject:
    """What a node's program reads for arguments or words. Raises NodeError, BadArguments.

    A node whose parts changed is tested again first.
    """
    if node.tested_with:
        PartVersions(adapters.nodes, adapters.suite_runner()).check(node)
    # Only words need the library, and it takes a while to import.
    return input_of(node, given, lambda: adapters.library)
