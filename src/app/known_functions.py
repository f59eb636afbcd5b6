"""Which functions there are, the user's own and the bundled ones, and how one is called."""

from dataclasses import dataclass
from difflib import get_close_matches
from functools import partial
from typing import TYPE_CHECKING

from ..domain.artifact import ArtifactType
from ..domain.errors import Declined, NodeError
from ..domain.json_value import JSONObject
from ..domain.node import Node
from ..domain.node_contract import call_input
from ..domain.outcome import Outcome
from ..domain.program_run import Program, RunResult
from ..tasks.function_calls import ConfinedFunction, granted_input, input_of, input_schema
from ..tasks.live_tools import LiveTools, ToolBudget
from ..tasks.retested_nodes import PartVersions

if TYPE_CHECKING:
    from .adapters import Adapters

_NEAR = 20


@dataclass(frozen=True, slots=True)
class KnownFunction:
    """A function in a list: how it is called, its kind, how often it was used and how well.

    `node_id` is "" for a bundled function that was never kept; `problem` says why a node
    cannot be read.
    """

    name: str
    title: str
    signature: str
    kind: str
    node_id: str = ""
    version: int = 0
    uses: int = 0
    quality: float | None = None
    words: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class KnownFunctions:
    """The part of `App` that is about functions, kept or not."""

    adapters: "Adapters"

    def find(self, name: str) -> Node:
        """Return a node by its ID or its function's name, or a bundled function as version 0.

        Raises NodeError with similar names.
        """
        return find_function(self.adapters, name)

    def schema(self, node: Node) -> JSONObject:
        """Return the JSON Schema of its input. Raises NodeError."""
        return input_schema(node)

    def run(self, node: Node, arguments: JSONObject) -> RunResult:
        """Run it once, confined. Raises NodeError, BadArguments."""
        given = call_input(arguments) if node.function else arguments
        return run_confined(self.adapters, node, given)

    def search(self, text: str) -> tuple[KnownFunction, ...]:
        """Return those with all words of the text, then similar ones; all for ""."""
        everything = self._all()
        words = text.casefold().split()
        found = [one for one in everything if all(word in one.words for word in words)]
        if not words:
            return tuple(found)
        types = (ArtifactType.CODE.value, ArtifactType.PATTERN.value)
        near = self.adapters.memory.recall(text, types=types, limit=_NEAR)
        names = [one.artifact.node_id or one.artifact.id.rpartition(":")[2] for one in near]
        by_name = {one.node_id or one.name: one for one in everything}
        found += [by_name[name] for name in names if name in by_name and by_name[name] not in found]
        return tuple(found)

    def _all(self) -> tuple[KnownFunction, ...]:
        own = [self._own(node_id) for node_id in self.adapters.nodes.ids()]
        kept = {one.name for one in own}
        bundled = [
            KnownFunction(
                name,
                one.entry.title,
                str(one.signature),
                one.entry.kind.value,
                words=" ".join((name, *one.words)).casefold(),
            )
            for name, one in sorted(self.adapters.library.book.functions.items())
            if name not in kept
        ]
        return (*own, *bundled)

    def _own(self, node_id: str) -> KnownFunction:
        try:
            node = self.adapters.nodes.load(node_id)
        except NodeError as error:
            return KnownFunction(node_id, "", "", "", node_id, words=node_id, problem=str(error))
        codes = self.adapters.memory.of_node(node_id)
        code = next((one for one in codes if one.type is ArtifactType.CODE), None)
        said = (node.id, node.function, node.title, node.kind, node.made_for, *node.tags)
        return KnownFunction(
            node.function or node.id,
            node.title,
            node.signature,
            node.kind,
            node.id,
            node.version,
            code.usage.uses if code else 0,
            code.quality if code else None,
            " ".join(said).casefold(),
        )


def confined_function(adapters: "Adapters", name: str) -> ConfinedFunction:
    """Return the function of a node, by its name or the node's ID, else the library's.

    A bundled function that was never kept runs from the library's own source; nothing is
    solved or kept. Raises NodeError, with similar names, if there is neither.
    """
    adapters.lifetime.check()
    return ConfinedFunction(find_function(adapters, name), partial(run_confined, adapters))


def function_of(adapters: "Adapters", outcome: Outcome) -> ConfinedFunction:
    """Return the function that an outcome kept. Raises Declined if it kept none."""
    if not outcome.solved:
        declined = Declined(outcome.error or "no version passed its tests", hint=outcome.hint)
        if outcome.hint:
            declined.add_note(outcome.hint)  # A traceback shows it.
        raise declined
    if not outcome.node_id or not outcome.function:
        raise Declined(f"“{outcome.task.text}” asks for no function that can be kept")
    return confined_function(adapters, outcome.node_id)


def find_function(adapters: "Adapters", name: str) -> Node:
    """Return the node of this ID or function, else the bundled function as the node it would be.

    Raises NodeError, with similar names, if there is neither.
    """
    if name in adapters.nodes.ids():
        return adapters.nodes.load(name)
    node = adapters.nodes.of_function(name) or adapters.library.as_node(name)
    if node is not None:
        return node
    # The ending that all nodes share does not make two of them alike.
    names = {known.removesuffix("_node"): known for known in function_names(adapters)}
    found = get_close_matches(name.removesuffix("_node"), names, n=3)
    near = ", ".join(names[stem] for stem in found)
    raise NodeError(
        f"unknown function {name}",
        hint=f"did you mean {near}?" if near else "`list` shows all nodes",
    )


def function_names(adapters: "Adapters") -> tuple[str, ...]:
    """Return the names of all bundled functions, and the IDs of all nodes."""
    return (*adapters.library.book.functions, *adapters.nodes.ids())


def run_confined(
    adapters: "Adapters",
    node: Node | str,
    given: JSONObject | str,
    files: tuple[str, ...] | None = None,
) -> RunResult:
    """Run a node once, kept or not, on what it is given; `files` as in `prepare_run`.

    Raises NodeError, BadArguments, and ProgramClosed if nothing can be run any more.
    """
    adapters.lifetime.check()
    program, read = prepare_run(adapters, node, given, files)
    with adapters.sandbox.open(program) as session:
        return session.run(read)


def prepare_run(
    adapters: "Adapters",
    node: Node | str,
    given: JSONObject | str,
    files: tuple[str, ...] | None = None,
) -> tuple[Program, JSONObject]:
    """Return a node's live program, and its input. Raises NodeError, BadArguments.

    It may read the files of these paths; with None, those that the input names as @name.
    """
    node = adapters.nodes.load(node) if isinstance(node, str) else node
    budget = ToolBudget(adapters.rules.tool_allowance)
    tools = LiveTools(adapters.toolbox, adapters.replay_tool, budget, lambda event: None)
    read = read_input(adapters, node, given)
    if files is None:
        read, files = granted_input(read, adapters.folder)
    program = Program(
        node.source,
        readable=files,
        out_folder=adapters.out_folder(node.id),
        calls={"call_tool": tools.serve(node.tools).call},
    )
    return program, read


def read_input(adapters: "Adapters", node: Node, given: JSONObject | str) -> JSONObject:
    """Return what a node's program reads for arguments or words. Raises NodeError, BadArguments.

    A node whose parts changed is tested again first.
    """
    if node.tested_with:
        PartVersions(adapters.nodes, adapters.suite_runner()).check(node)
    # Only words need the library, and it takes a while to import.
    return input_of(node, given, lambda: adapters.library)
