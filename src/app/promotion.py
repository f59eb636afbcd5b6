"""Makes a better program of a node its next version, and tells memory and the log of it."""

from contextlib import suppress
from dataclasses import replace

from ..domain.artifact import ArtifactType
from ..domain.audit_log import EvolutionEvent
from ..domain.candidate import Candidate
from ..domain.errors import MemoryUnavailable, NodeError
from ..domain.json_value import JSONObject, json_object, to_json
from ..domain.measurement import Verdict
from ..domain.node import Node, draft_of, lineage_of
from ..domain.node_artifacts import artifact_id
from .adapters import Adapters
from .retest import suite_of


class Promotion:
    """Adds versions to nodes: the folder first, as a whole, then memory, then the log."""

    def __init__(self, adapters: Adapters) -> None:
        self._adapters = adapters

    def keep(self, node: Node, best: Candidate, verdict: Verdict) -> Node | None:
        """The node with the better program; None if it was changed by anyone meanwhile.

        Raises NodeError if it cannot be kept.
        """
        if self._adapters.nodes.load(node.id).version != node.version:
            return None
        draft = draft_of(node, best.source, lineage_of(best, parent=node.version))
        new = self._adapters.nodes.keep(
            replace(draft, verdict=json_object(verdict), score=node.score * verdict.score)
        )
        self.tell(new, "kept", f"kept version {new.version} of {node.id}: {verdict.reason}")
        self._adapters.nodes.prune(node.id, self._adapters.config.settings.auto.versions)
        return new

    def tell(self, node: Node, what: str, text: str) -> None:
        """Hand memory the program that is now in use, and write the deed down."""
        self.hand_over(node)
        try:
            self._adapters.memory.evolution.add(EvolutionEvent(what, text, node.id, node.version))
        except MemoryUnavailable as error:
            self._adapters.notes.append(f"{text}; it was not written down: {error}")

    def hand_over(self, node: Node) -> None:
        """Hand memory the node's program and suite, if it remembers the node at all."""
        memory = self._adapters.memory
        code = artifact_id(ArtifactType.CODE, node.id)
        try:
            for artifact in memory.of_node(node.id):
                if artifact.id == code:
                    content = {**artifact.content, **_content_of(node)}
                    memory.remember([replace(artifact, version=node.version, content=content)])
        except MemoryUnavailable as error:
            self._adapters.notes.append(
                f"version {node.version} of {node.id} was not remembered: {error}"
            )


def _content_of(node: Node) -> JSONObject:
    content: JSONObject = {"implementation": node.source, "suite": node.suite}
    with suppress(NodeError):  # Of a node without a suite memory keeps what it has.
        _, suite = suite_of(node)
        content |= {
            "tests": to_json([test.name for test in suite.tests]),
            "tested_by": to_json(suite),
        }
    return content
