"""Tests a compound node again when a node whose function it calls has changed."""

from typing import Protocol

from ..domain.candidate import Candidate, Origin, Suite
from ..domain.decoding import from_json
from ..domain.errors import NodeError
from ..domain.json_value import JSONObject
from ..domain.node import Node
from ..domain.ports import SuiteRunner
from ..domain.task import Specification


class NodesWithParts(Protocol):
    """The nodes, with the versions of their parts that they passed their cases with."""

    def load(self, node_id: str) -> Node:
        """The node as it stands. Raises NodeError."""

    def note_tested_with(self, node_id: str, versions: JSONObject) -> None:
        """Note the versions that a node passed its cases with. Raises NodeError."""


class PartVersions:
    """Compares the parts of compound nodes with the versions they were tested with."""

    def __init__(self, nodes: NodesWithParts, suite_runner: SuiteRunner) -> None:
        self._nodes = nodes
        self._suite_runner = suite_runner

    def trouble(self, node: Node) -> str:
        """Why a node cannot be relied on since its parts changed ("" if it can).

        If a part has another version now, the node's cases run, once: when they pass, the
        version is noted.
        """
        try:
            now = {one: self._nodes.load(one).version for one in node.tested_with}
        except NodeError as error:
            return f"{node.id} calls a function that is gone: {error}"
        changed = [
            f"{one} changed from version {node.tested_with[one]} to {version}"
            for one, version in now.items()
            if version != node.tested_with[one]
        ]
        if not changed:
            return ""
        failure = self._failure(node)
        if failure:
            return f"{' and '.join(changed)}, and {node.id} fails with it: {failure}"
        self._nodes.note_tested_with(node.id, dict(now))
        return ""

    def check(self, node: Node) -> None:
        """Raise NodeError where there is trouble."""
        trouble = self.trouble(node)
        if trouble:
            hint = "solve its task again to accept the change, or roll the part back"
            raise NodeError(trouble, hint=hint)

    def _failure(self, node: Node) -> str:
        try:
            specification = from_json(Specification, node.specification.get("plan"))
            suite = from_json(Suite, node.specification.get("suite"))
        except ValueError as error:
            return f"its cases cannot be read: {error}"
        candidate = Candidate(node.source, Origin.RECALLED)
        report = self._suite_runner.run(candidate, suite, specification)
        return "" if report.all_passed else report.first_failure
