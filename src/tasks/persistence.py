"""Keeps what was accepted: the node's folder first, then the database, then the index."""

from collections.abc import Callable

from msgspec import Struct

from ..domain.artifact import ArtifactType
from ..domain.candidate import Candidate, Review, Severity, Suite
from ..domain.errors import MemoryUnavailable, NodeError
from ..domain.events import NodeKept, Noted, Notify
from ..domain.json_value import JSONObject, json_object, to_json
from ..domain.measurement import Iteration
from ..domain.node import Node, NodeDraft, lineage_of
from ..domain.node_artifacts import ArtifactLabels, artifact_id, artifacts_of
from ..domain.outcome import Attempt, Confidence, TraceStep
from ..domain.ports import Memory, NodeStore
from ..domain.program_run import RunResult
from ..domain.replace import replace
from ..domain.task import Specification
from ..language.tokenizer import subject_of
from .lessons import Lessons

PENALTY = {Severity.ERROR: 0.10, Severity.WARNING: 0.02, Severity.STYLE: 0.005}
START_QUALITY, LEAST_QUALITY = 0.8, 0.3


class Solution(Struct, frozen=True):
    """Everything known of an accepted program when it is kept."""

    specification: Specification
    candidate: Candidate
    suite: Suite
    review: Review
    attempts: tuple[Attempt, ...] = ()
    iterations: tuple[Iteration, ...] = ()
    score: float = 1.0
    confidence: Confidence | None = None

    @property
    def kept_suite(self) -> Suite:
        """The suite with what tools answered in it, so that testing again asks no model."""
        reports = [attempt.report for attempt in self.attempts if attempt.report is not None]
        heard = reports[-1].tool_replies if reports else ()
        return replace(self.suite, tool_replies=(*self.suite.tool_replies, *heard))


class Persistence(Struct, frozen=True):
    """Puts solutions into the node store and memory, and notes their runs there."""

    nodes: NodeStore
    memory: Memory
    now: Callable[[], float]
    notify: Notify

    def knows(self, node_id: str) -> bool:
        """Tell whether the node was kept here; a folder may also have been copied in.

        What was imported, or made of the folders when the database was rebuilt, does not say so.
        """
        try:
            known = [one.provenance for one in self.memory.of_node(node_id)]
            return any(not one.get("rebuilt") and one.get("imported") is not True for one in known)
        except MemoryUnavailable:
            return True

    def keep(
        self, solution: Solution, trace: tuple[TraceStep, ...], replaces: str = ""
    ) -> Node | None:
        """Make a node of the solution and remember it; None where nodes cannot be written.

        It becomes a new version of the node `replaces`, where that is named.

        A program that cannot be kept answers its task all the same, and a memory that cannot be
        reached costs the remembering, not the node.
        """
        try:
            node = self.nodes.keep(replace(_draft(solution), node_id=replaces))
        except NodeError as error:
            self.notify(Noted(f"not kept: {error}", error.hint))
            return None
        self.notify(NodeKept(node.id, node.version))
        labels = _labels(solution, trace, self.now())
        artifacts = artifacts_of(node, solution.specification, solution.kept_suite, labels)
        try:
            self.memory.remember(artifacts)
        except MemoryUnavailable as error:
            self.notify(Noted(f"not remembered: {error}", error.hint))
        return node

    def learn(self, specification: Specification, attempts: tuple[Attempt, ...]) -> None:
        """Remember what the attempts teach: failures to avoid, and what fixed one."""
        try:
            Lessons(self.memory, self.now).record(
                specification.task, specification.kind.value, attempts
            )
        except MemoryUnavailable as error:
            self.notify(Noted(f"nothing was learned: {error}", error.hint))

    def record(self, node: Node, run: RunResult, given: JSONObject, *, succeeded: bool) -> None:
        """Count a run of the node and what it cost."""
        try:
            self.memory.record(node.id, node.version, run, given)
            self.memory.record_use(artifact_id(ArtifactType.CODE, node.id), succeeded)
        except MemoryUnavailable as error:
            self.notify(Noted(f"the run was not recorded: {error}", error.hint))


def _draft(solution: Solution) -> NodeDraft:
    specification, candidate = solution.specification, solution.candidate
    verdicts = [i.verdict for i in solution.iterations if i.verdict.kept]
    return NodeDraft(
        title=specification.title,
        subject=specification.function
        or subject_of(specification.task.text)
        or specification.kind.value.lower(),
        kind=specification.kind.value,
        source=candidate.source,
        suite=solution.suite.source,
        lineage=lineage_of(candidate),
        tags=(specification.kind.value.lower(), *specification.tools),
        tools=specification.tools,
        specification={"plan": to_json(specification), "suite": to_json(solution.kept_suite)},
        metrics={
            "attempts": len(solution.attempts),
            "score": solution.score,
            "confidence": to_json(solution.confidence),
        },
        verdict=json_object(verdicts[-1]) if verdicts else {},
        score=solution.score,
    )


def _labels(solution: Solution, trace: tuple[TraceStep, ...], now: float) -> ArtifactLabels:
    specification, candidate = solution.specification, solution.candidate
    # At the start 0.3 to 0.8; use moves it, by success, failure and the users' verdicts.
    penalty = sum(PENALTY[finding.severity] for finding in solution.review.findings)
    return ArtifactLabels(
        max(LEAST_QUALITY, START_QUALITY - penalty),
        {
            "origin": candidate.origin.value,
            "model": candidate.model,
            "pattern": specification.pattern,
            "digest": candidate.digest,
        },
        now,
        practice=tuple(i.note for i in solution.iterations if i.verdict.kept),
        workflow={
            "plan": to_json(specification.steps),
            "steps": to_json(trace),
            "tools": to_json(specification.tools),
            "performance": {"score": solution.score, "attempts": len(solution.attempts)},
        },
    )
