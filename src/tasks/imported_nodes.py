"""Tests imported programs here, and makes nodes of those that pass."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from ..domain.artifact import Artifact
from ..domain.candidate import Candidate, Origin, Suite
from ..domain.decoding import from_json
from ..domain.json_value import to_json
from ..domain.node import Lineage, Node, NodeDraft
from ..domain.ports import NodeStore, SuiteRunner
from ..domain.task import Specification
from ..language.tokenizer import subject_of


@dataclass(frozen=True, slots=True)
class ImportedNodes:
    """The ids of the nodes that were made, and why other programs were not taken."""

    kept: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()


class ImportedPrograms(Protocol):
    """The part of memory that knows imported programs. Raises MemoryUnavailable."""

    def untested(self) -> tuple[Artifact, ...]:
        """Imported code whose suite has not passed here."""

    def remember(self, artifacts: Sequence[Artifact]) -> None:
        """Store artifacts; one of the same id is replaced."""


def adopt_imported(
    memory: ImportedPrograms, nodes: NodeStore, suite_runner: SuiteRunner
) -> ImportedNodes:
    """Run the suite of every imported program that was not tested here yet."""
    kept: list[str] = []
    refused: list[str] = []
    for artifact in sorted(memory.untested(), key=_calls_nodes):
        try:
            node, trusted = _adopted(artifact, nodes, suite_runner)
            memory.remember([trusted])
            kept.append(node.id)
        except ValueError as error:
            refused.append(f"“{artifact.text[:60]}”: {error}")
    return ImportedNodes(tuple(kept), tuple(refused))


def _calls_nodes(artifact: Artifact) -> bool:
    """Whether its function calls those of other nodes, which must be there when it is tested."""
    made_for = artifact.content.get("made_for")
    return isinstance(made_for, dict) and bool(made_for.get("tested_with"))


def _adopted(
    artifact: Artifact, nodes: NodeStore, suite_runner: SuiteRunner
) -> tuple[Node, Artifact]:
    """The node made of this program, and what memory keeps of it from now on.

    Raises ValueError if the program did not pass its tests here.
    """
    try:
        specification = from_json(Specification, artifact.content.get("made_for"))
        suite = from_json(Suite, artifact.content.get("tested_by"))
    except ValueError as error:
        raise ValueError("it came without the tests to try it by") from error
    candidate = Candidate(str(artifact.content.get("implementation", "")), Origin.RECALLED)
    report = suite_runner.run(candidate, suite, specification)
    if not report.all_passed:
        raise ValueError(f"its tests fail here: {report.first_failure}")
    node = nodes.keep(
        NodeDraft(
            specification.title,
            specification.function
            or subject_of(specification.task.text)
            or specification.kind.value.lower(),
            specification.kind.value,
            candidate.source,
            suite.source,
            Lineage(Origin.RECALLED, note="imported, and tested here"),
            tags=artifact.tags,
            tools=specification.tools,
            specification={
                "plan": to_json(specification),
                "suite": to_json(suite),
                "phrases": artifact.content.get("phrases", []),
            },
        )
    )
    trusted = replace(
        artifact,
        node_id=node.id,
        version=node.version,
        provenance={**artifact.provenance, "imported": False},
    )
    return node, trusted
