"""Watches the nodes in use: one that fails goes back to an ancestor that does not."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from ..domain.candidate import Origin
from ..domain.node import Lineage, Node, NodeVersion, draft_of
from ..domain.node_contract import Answer
from ..domain.node_runs import ROLLED_BACK, EvolutionEvent, RunRecord
from ..domain.ports import NodeStore, Sandbox
from ..domain.replace import replace
from ..domain.task import Example
from .candidate_checks import ask_again, question_of
from .node_ranking import Health, condition_of, is_due
from .promotion import Promotion
from .stores import AuditLog, RunHistory
from .tests_from_use import with_test


@dataclass(eq=False, slots=True)
class RollbackMonitor:
    """Looks at versions in use as often as their health asks for.

    A clean refusal is not a failure, nor is an input that every ancestor fails on as well: then
    the input is to blame as much as the version. Programs that call tools or read files cannot be
    asked again, and are left alone.
    """

    nodes: NodeStore
    runs: RunHistory
    log: AuditLog
    promotion: Promotion
    sandbox: Sandbox
    _looked: dict[tuple[str, int], int] = field(default_factory=dict, init=False)

    def look_at(self, node: Node) -> str:
        """Say what was done, "" if nothing was. Raises NodeError, MemoryUnavailable."""
        records = self.runs.records_of(node.id)
        own = [record for record in records if record.version == node.version]
        condition, key = condition_of(own), (node.id, node.version)
        if not is_due(condition, self._looked.get(key, 0)):
            return ""
        line = ""
        if condition.health is Health.FAILING:
            line = self._replace_failing(node, records, own)
        elif condition.health is Health.DRIFTED:
            self._write("drifted", f"{node.id} became slower than its first runs were", node)
        self._looked[key] = condition.runs
        return line

    def _replace_failing(
        self, node: Node, records: tuple[RunRecord, ...], own: list[RunRecord]
    ) -> str:
        failed = question_of(node, next(r.given for r in reversed(own) if not r.finished))
        if failed is None or node.tools:
            return ""
        shown = failed.description
        if not ask_again(self.sandbox, node.source, failed).problem:
            self._write("looked", f"{node.id} failed on {shown!r}, but not when asked again", node)
            return ""

        def health(version: NodeVersion) -> tuple[float, int]:
            runs = [record for record in records if record.version == version.number]
            return condition_of(runs).share_of_success, version.number

        # The healthiest first, of equals the latest.
        for ancestor in sorted(self._other_ancestors(node), key=health, reverse=True):
            answer = ask_again(self.sandbox, ancestor.source, failed)
            if not answer.problem:
                return self._roll_back(node, ancestor, failed, answer)
        self._write("looked", f"{node.id} and all its ancestors fail on {shown!r}", node)
        return ""

    def _other_ancestors(self, node: Node) -> Iterator[NodeVersion]:
        """Yield the ancestors with another program than the node's."""
        seen, number = {node.version}, self.nodes.version(node.id, node.version).lineage.parent
        while number in node.versions and number not in seen:
            seen.add(number)
            version = self.nodes.version(node.id, number)
            if version.source != node.source:
                yield version
            number = version.lineage.parent

    def _roll_back(self, node: Node, back: NodeVersion, failed: Example, answer: Answer) -> str:
        if self.nodes.load(node.id).version != node.version:
            return ""
        asked = failed.description
        note = f"back to version {back.number}: version {node.version} failed on {asked!r}"
        lineage = Lineage(Origin.ROLLED_BACK, back.number, note=note)
        draft = replace(draft_of(node, back.source, lineage), score=back.score)
        if answer.ok:
            draft = with_test(node, draft, replace(failed, expected=answer.result))
        new = self.nodes.keep(draft)
        line = f"{node.id} went {note}"
        self.promotion.record(new, ROLLED_BACK, line)
        return line

    def _write(self, what: str, text: str, node: Node) -> None:
        self.log.add(EvolutionEvent(what, text, node.id, node.version))
