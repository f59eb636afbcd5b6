"""What `good` and `bad` change: the quality of a node, its confidence, its tests and wordings."""

from collections.abc import Callable
from contextlib import suppress

from msgspec import Struct

from ..domain.artifact import ArtifactType
from ..domain.errors import NodeError
from ..domain.json_value import JSONObject, json_object
from ..domain.node import Node
from ..domain.node_artifacts import artifact_id
from ..domain.node_contract import call_input
from ..domain.outcome import Level, Outcome
from ..domain.ports import NodeStore
from ..domain.replace import replace
from .node_calls import NodeInputs
from .own_functions import OwnFunctions


class UserVerdict(Struct, frozen=True):
    """Notes what a user says of a result.

    `rate` changes the quality of an artifact and returns it; `add_test` makes a test of a result
    and the input of its run.
    """

    nodes: NodeStore
    inputs: NodeInputs
    own: Callable[[], OwnFunctions]
    rate: Callable[[str], float]
    add_test: Callable[[Outcome, JSONObject], None]

    def note(self, last: Outcome | None, *, good: bool) -> str:
        """Note that a result was good or bad; return a line that says so. Raises NodeError."""
        if last is None or not last.solved or not last.node_id:
            raise NodeError(f"nothing to rate: {_missing(last)}", hint="solve a task first")
        quality = self.rate(artifact_id(ArtifactType.CODE, last.node_id))
        if good:
            self._accept(last)
        else:
            self.own().forget(last.node_id, last.wording or last.task.text)
        with suppress(NodeError):  # The node may be gone already.
            self._set_confidence(self.nodes.load(last.node_id), Level.HIGH if good else Level.LOW)
        word = "good" if good else "bad"
        return f"Noted as {word}: {last.node_id}, quality now {quality:.2f}."

    def _accept(self, last: Outcome) -> None:
        """Make an accepted result a test, and learn a wording that waited for the user's word."""
        node = self.nodes.load(last.node_id)
        if not last.code_is_result:
            asked = last.task.text if last.arguments is None else call_input(last.arguments)
            self.add_test(last, self.inputs.read(node, asked))
        if last.is_unconfirmed and last.arguments is not None:
            self.own().learn(node, last.task.text, last.arguments)

    def _set_confidence(self, node: Node, level: Level) -> None:
        """Make what the user said the confidence of a node's code, where it has one."""
        if node.confidence is not None:
            said = f"you said {'good' if level is Level.HIGH else 'bad'} to a result"
            rated = replace(node.confidence, level=level, note=said)
            self.nodes.note_confidence(node.id, json_object(rated))


def _missing(last: Outcome | None) -> str:
    if last is None:
        return "no task has been solved in this session"
    if not last.solved:
        return "the last task was not solved"
    return "the last task's program was not kept"
