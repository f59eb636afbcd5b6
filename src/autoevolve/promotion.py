"""Makes a better program of a node its next version, and passes it on to memory and the log."""

from collections.abc import Callable
from contextlib import suppress

from msgspec import Struct

from ..domain.artifact import ArtifactType
from ..domain.candidate import Candidate
from ..domain.errors import MemoryUnavailable, NodeError
from ..domain.json_value import JSONObject, json_object, to_json
from ..domain.measurement import Verdict
from ..domain.node import Node, draft_of, lineage_of
from ..domain.node_artifacts import artifact_id
from ..domain.node_runs import EvolutionEvent
from ..domain.ports import Memory
from ..domain.replace import replace
from .candidate_checks import suite_of
from .stores import AuditLog, VersionedNodes


class Promotion(Struct, frozen=True):
    """Adds versions to nodes: the folder first, completely, then memory, then the log.

    Of branches that lost only the `versions` latest are kept; `report` hears, in a line, what
    memory or the log could not take.
    """

    nodes: VersionedNodes
    memory: Memory
    log: AuditLog
    report: Callable[[str], None]
    versions: int

    def keep(self, node: Node, best: Candidate, verdict: Verdict) -> Node | None:
        """Return the node with the better program; None if it was changed meanwhile.

        Raises NodeError if it cannot be kept.
        """
        if self.nodes.load(node.id).version != node.version:
            return None
        draft = draft_of(node, best.source, lineage_of(best, parent=node.version))
        new = self.nodes.keep(
            replace(draft, verdict=json_object(verdict), score=node.score * verdict.score)
        )
        self.record(new, "kept", f"kept version {new.version} of {node.id}: {verdict.reason}")
        self.nodes.prune(node.id, self.versions)
        return new

    def record(self, node: Node, what: str, text: str) -> None:
        """Update memory to the program that is now in use, and log how it came to be."""
        self.update_memory(node)
        try:
            self.log.add(EvolutionEvent(what, text, node.id, node.version))
        except MemoryUnavailable as error:
            self.report(f"{text}; it was not written down: {error}")

    def update_memory(self, node: Node) -> None:
        """Give memory the node's program and suite, if it remembers the node at all."""
        code = artifact_id(ArtifactType.CODE, node.id)
        try:
            for artifact in self.memory.of_node(node.id):
                if artifact.id == code:
                    content = {**artifact.content, **_content_of(node)}
                    new = replace(artifact, version=node.version, content=content)
                    self.memory.remember([new])
        except MemoryUnavailable as error:
            self.report(f"version {node.version} of {node.id} was not remembered: {error}")


def _content_of(node: Node) -> JSONObject:
    content: JSONObject = {"implementation": node.source, "suite": node.suite}
    with suppress(NodeError):  # Of a node without a suite memory keeps what it has.
        _, suite = suite_of(node)
        content |= {
            "tests": to_json([test.name for test in suite.tests]),
            "tested_by": to_json(suite),
        }
    return content
