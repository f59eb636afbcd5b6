"""Which functions there are, the user's own and the bundled ones, found by name or by words."""

import warnings
from collections.abc import Callable
from difflib import get_close_matches

from msgspec import Struct

from ..domain.artifact import ArtifactType
from ..domain.errors import Declined, NodeError, UncertainFunction
from ..domain.json_value import JSONObject
from ..domain.listed_function import ListedFunction
from ..domain.node import Node
from ..domain.node_contract import call_input
from ..domain.outcome import Outcome
from ..domain.ports import Library, Memory, NodeStore
from ..domain.program_run import RunResult
from .function_calls import ConfinedFunction, input_schema
from .node_calls import NodeCalls

_NEAR = 20


class KnownFunctions(Struct, frozen=True):
    """All functions, kept or not; library and memory are opened by what needs them."""

    nodes: NodeStore
    library: Callable[[], Library]
    memory: Callable[[], Memory]
    calls: NodeCalls

    def find(self, name: str) -> Node:
        """Return the node of this ID or function, else the bundled one as the node it would be.

        Raises NodeError, with similar names, if there is neither.
        """
        if name in self.nodes.ids():
            return self.nodes.load(name)
        node = self.nodes.of_function(name) or self.library().as_node(name)
        if node is not None:
            return node
        # The ending that all nodes share does not make two of them alike.
        names = {known.removesuffix("_node"): known for known in self.names()}
        found = get_close_matches(name.removesuffix("_node"), names, n=3)
        near = ", ".join(names[stem] for stem in found)
        raise NodeError(
            f"unknown function {name}",
            hint=f"did you mean {near}?" if near else "`list` shows all nodes",
        )

    def names(self) -> tuple[str, ...]:
        """Return the names of all bundled functions, and the IDs of all nodes."""
        return (*self.library().names(), *self.nodes.ids())

    def as_callable(self, name: str) -> ConfinedFunction:
        """Return the function of a node, by its name or the node's ID, else the library's.

        A bundled function that was never kept runs from the library's own source; nothing is
        solved or kept. Raises NodeError, with similar names, if there is neither.
        """
        self.calls.check_open()
        return ConfinedFunction(self.find(name), self.calls.run, name)

    def made_by(self, outcome: Outcome) -> ConfinedFunction:
        """Return the function that an outcome kept. Raises Declined if it kept none.

        Warns with UncertainFunction where its confidence is low.
        """
        if not outcome.solved:
            declined = Declined(outcome.error or "no version passed its tests", hint=outcome.hint)
            if outcome.hint:
                declined.add_note(outcome.hint)  # A traceback shows it.
            raise declined
        if not outcome.node_id or not outcome.function:
            raise Declined(f"“{outcome.task.text}” asks for no function that can be kept")
        made = self.as_callable(outcome.node_id)
        if outcome.confidence and outcome.confidence.is_low:
            reason = str(outcome.confidence) or "no second version agrees"
            said = f"{made.__name__} is uncertain: {reason}. Doctests in a stub would decide."
            warnings.warn(said, UncertainFunction, stacklevel=2)
        return made

    def schema(self, node: Node) -> JSONObject:
        """Return the JSON Schema of its input. Raises NodeError."""
        return input_schema(node)

    def run(self, node: Node, arguments: JSONObject) -> RunResult:
        """Run it once, confined. Raises NodeError, BadArguments."""
        given = call_input(arguments) if node.function else arguments
        return self.calls.run(node, given)

    def search(self, text: str) -> tuple[ListedFunction, ...]:
        """Return those with all words of the text, then similar ones; all for ""."""
        everything = self._all()
        words = text.casefold().split()
        found = [one for one in everything if all(word in one.words for word in words)]
        if not words:
            return tuple(found)
        types = (ArtifactType.CODE.value, ArtifactType.PATTERN.value)
        near = self.memory().recall(text, types=types, limit=_NEAR)
        names = [one.artifact.node_id or one.artifact.id.rpartition(":")[2] for one in near]
        by_name = {one.node_id or one.name: one for one in everything}
        found += [by_name[name] for name in names if name in by_name and by_name[name] not in found]
        return tuple(found)

    def _all(self) -> tuple[ListedFunction, ...]:
        own = [self._own(node_id) for node_id in self.nodes.ids()]
        kept = {one.name for one in own}
        bundled = [one for one in self.library().listed() if one.name not in kept]
        return (*own, *bundled)

    def _own(self, node_id: str) -> ListedFunction:
        try:
            node = self.nodes.load(node_id)
        except NodeError as error:
            return ListedFunction(node_id, "", "", "", node_id, words=node_id, problem=str(error))
        codes = self.memory().of_node(node_id)
        code = next((one for one in codes if one.type is ArtifactType.CODE), None)
        said = (node.id, node.function, node.title, node.kind, node.made_for, *node.tags)
        return ListedFunction(
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
