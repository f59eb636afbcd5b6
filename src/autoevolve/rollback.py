"""Looks after the nodes in use: one that fails goes back to an ancestor that does not."""

from dataclasses import replace

from ..domain.audit_log import ROLLED_BACK, EvolutionEvent
from ..domain.candidate import Origin
from ..domain.node import Lineage, Node, NodeVersion, draft_of
from ..domain.node_contract import Answer
from ..domain.node_runs import RunRecord
from ..domain.ports import NodeStore, Sandbox
from ..domain.task import Example
from .candidate_checks import ask_again, question_of
from .node_health import Condition, Health, condition_of, is_due
from .promotion import Promotion
from .stores import AuditLog, RunHistory
from .tests_from_use import with_test


class RollbackMonitor:
    """Looks at versions in use as often as their health asks for.

    A clean refusal is no failure, nor is an input that every ancestor fails on, too: then the
    input is to blame as much as the version. Programs that call tools or read files cannot be
    asked again, and are left alone.
    """

    def __init__(
        self,
        nodes: NodeStore,
        runs: RunHistory,
        log: AuditLog,
        promotion: Promotion,
        sandbox: Sandbox,
    ) -> None:
        self._nodes = nodes
        self._runs = runs
        self._log = log
        self._promotion = promotion
        self._sandbox = sandbox
        self._looked: dict[tuple[str, int], int] = {}

    def look_at(self, node: Node) -> str:
        """The line to tell ("" if nothing was done). Raises NodeError, MemoryUnavailable."""
        records = self._runs.records_of(node.id)
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
        if not self._ask(node.source, failed).problem:
            self._write("looked", f"{node.id} failed on {shown!r}, but not when asked again", node)
            return ""
        for ancestor in self._ancestors(node, records):
            answer = self._ask(ancestor.source, failed)
            if not answer.problem:
                return self._roll_back(node, ancestor, failed, answer)
        self._write("looked", f"{node.id} and all its ancestors fail on {shown!r}", node)
        return ""

    def _ancestors(self, node: Node, records: tuple[RunRecord, ...]) -> list[NodeVersion]:
        """The ancestors with another program, the healthiest first, of equals the latest."""
        found: list[NodeVersion] = []
        number = self._nodes.version(node.id, node.version).lineage.parent
        while number in node.versions and number not in {one.number for one in found}:
            found.append(self._nodes.version(node.id, number))
            number = found[-1].lineage.parent

        def health(version: NodeVersion) -> tuple[float, int]:
            runs = [record for record in records if record.version == version.number]
            condition: Condition = condition_of(runs)
            return condition.share_of_success, version.number

        others = [one for one in found if one.source != node.source]
        return sorted(others, key=health, reverse=True)

    def _roll_back(self, node: Node, back: NodeVersion, failed: Example, answer: Answer) -> str:
        if self._nodes.load(node.id).version != node.version:
            return ""
        asked = failed.description
        note = f"back to version {back.number}: version {node.version} failed on {asked!r}"
        lineage = Lineage(Origin.ROLLED_BACK, back.number, note=note)
        draft = replace(draft_of(node, back.source, lineage), score=back.score)
        if answer.ok:
            draft = with_test(node, draft, replace(failed, expected=answer.result))
        new = self._nodes.keep(draft)
        line = f"{node.id} went {note}"
        self._promotion.record(new, ROLLED_BACK, line)
        return line

    def _ask(self, source: str, question: Example) -> Answer:
        return ask_again(self._sandbox, source, question)

    def _write(self, what: str, text: str, node: Node) -> None:
        self._log.add(EvolutionEvent(what, text, node.id, node.version))
