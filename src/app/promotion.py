"""Makes a better program of a node its next version, and tells memory and the log of it."""

from dataclasses import replace

from src.app.house import House
from src.app.retest import suite_of
from src.core.artifact import ArtifactType
from src.core.candidate import Candidate
from src.core.deed import Deed
from src.core.errors import MemoryUnavailable
from src.core.jsonvalue import JSONObject, json_object, to_json
from src.core.measurement import Verdict
from src.core.node import Node, draft_of, lineage_of
from src.core.remembered import artifact_id


class Promotion:
    """Adds versions to nodes: the folder first, as a whole, then memory, then the log."""

    def __init__(self, house: House) -> None:
        self._house = house

    def keep(self, node: Node, best: Candidate, verdict: Verdict) -> Node | None:
        """The node with the better program; None if it was changed by anyone meanwhile.

        Raises NodeError if it cannot be kept.
        """
        if self._house.nodes.load(node.id).version != node.version:
            return None
        draft = draft_of(node, best.source, lineage_of(best, parent=node.version))
        new = self._house.nodes.keep(
            replace(draft, verdict=json_object(verdict), score=node.score * verdict.score)
        )
        self.tell(new, "kept", f"kept version {new.version} of {node.id}: {verdict.reason}")
        self._house.nodes.prune(node.id, self._house.config.settings.auto.versions)
        return new

    def tell(self, node: Node, what: str, text: str) -> None:
        """Write a deed down, and hand memory the program that is now in use."""
        memory = self._house.memory
        code = artifact_id(ArtifactType.CODE, node.id)
        try:
            memory.evolution.add(Deed(what, text, node.id, node.version))
            for artifact in memory.of_node(node.id):
                if artifact.id == code:
                    _, suite = suite_of(node)
                    content: JSONObject = {
                        **artifact.content,
                        "implementation": node.source,
                        "suite": node.suite,
                        "tests": to_json([test.name for test in suite.tests]),
                        "tested_by": to_json(suite),
                    }
                    memory.remember([replace(artifact, version=node.version, content=content)])
        except MemoryUnavailable as error:
            self._house.notes.append(f"{text}; it was not remembered: {error}")
