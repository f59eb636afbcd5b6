"""A node whose parts changed is tested again, once, and says which part it fails with."""

from dataclasses import dataclass, field

import pytest

from src.domain.candidate import Candidate, FailedCase, Suite, SuiteReport
from src.domain.errors import NodeError
from src.domain.json_value import JSONObject, to_json
from src.domain.node import Node
from src.domain.task import Specification, TaskKind
from src.language.task_reading import read_task
from src.tasks.retested_nodes import PartVersions

PLAN = Specification(
    read_task("add twice"),
    TaskKind.ALGORITHM,
    *("twice", "twice"),
    function="twice",
    tested_with={"add_node": 1, "double_node": 3},
)


def parent() -> Node:
    kept: JSONObject = {"plan": to_json(PLAN), "suite": to_json(Suite(()))}
    return Node("twice_node", "t", "", "source", "", 1, "", specification=kept)


@dataclass
class Nodes:
    """Parts by their versions; runs suites that pass or not."""

    versions: dict[str, int]
    passes: bool = True
    runs: int = 0
    noted: list[tuple[str, JSONObject]] = field(default_factory=list)

    def load(self, node_id: str) -> Node:
        if node_id not in self.versions:
            raise NodeError(f"unknown node {node_id}")
        return Node(node_id, "", "", "", "", self.versions[node_id], "")

    def note_tested_with(self, node_id: str, versions: JSONObject) -> None:
        self.noted.append((node_id, versions))

    def run(self, candidate: Candidate, suite: Suite, specification: Specification) -> SuiteReport:
        assert (candidate.source, specification.function) == ("source", "twice")
        self.runs += 1
        failed = () if self.passes else (FailedCase("test_case_1", "twice(1) gave 3"),)
        return SuiteReport(("a",), failed)


def test_unchanged_parts_cost_no_run() -> None:
    nodes = Nodes({"add_node": 1, "double_node": 3})

    assert PartVersions(nodes, nodes).trouble(parent()) == ""
    assert nodes.runs == 0


def test_a_changed_part_that_still_passes_is_noted() -> None:
    nodes = Nodes({"add_node": 2, "double_node": 3})

    assert PartVersions(nodes, nodes).trouble(parent()) == ""
    assert nodes.noted == [("twice_node", {"add_node": 2, "double_node": 3})]


def test_a_changed_part_that_fails_is_named_and_not_noted() -> None:
    nodes = Nodes({"add_node": 2, "double_node": 3}, passes=False)

    with pytest.raises(NodeError) as raised:
        PartVersions(nodes, nodes).check(parent())

    assert str(raised.value) == (
        "add_node changed from version 1 to 2, and twice_node fails with it:"
        " test_case_1: twice(1) gave 3"
    )
    assert nodes.noted == []


def test_a_part_that_is_gone_is_named() -> None:
    nodes = Nodes({"add_node": 1})

    trouble = PartVersions(nodes, nodes).trouble(parent())

    assert trouble == "twice_node calls a function that is gone: unknown node double_node"
