"""What can be asked of the stored nodes: looking, running, editing, exporting, deleting."""

from functools import partial
from pathlib import Path

from ..autoevolve.retest import retest
from ..domain.candidate import SuiteReport
from ..domain.json_value import JSONObject
from ..domain.node import Node, NodeVersion, edited_draft
from ..domain.node_runs import NodeRuns
from ..domain.program_run import RunResult
from ..nodes.export import Exported, export_node
from ..nodes.node_imports import find_imports
from ..sandbox.node_runner import NodeRunner
from ..tasks.node_call import input_schema
from .adapters import Adapters
from .autoevolve_wiring import make_promotion
from .node_calls import prepare_run


class StoredNodes:
    """The part of `App` that is about nodes; memory is opened by what needs it."""

    def __init__(self, adapters: Adapters) -> None:
        self._adapters = adapters

    def ids(self) -> tuple[str, ...]:
        """All nodes, sorted."""
        return self._adapters.nodes.ids()

    def load(self, node_id: str) -> Node:
        """The current version of a node. Raises NodeError."""
        return self._adapters.nodes.load(node_id)

    def version(self, node_id: str, number: int) -> NodeVersion:
        """One kept version. Raises NodeError."""
        return self._adapters.nodes.version(node_id, number)

    def runs_of(self, node_id: str) -> NodeRuns:
        """What a node's latest runs cost, and how many finished."""
        return self._adapters.memory.runs_of(node_id)

    def run(self, node_id: str, given: JSONObject | str) -> RunResult:
        """Run a node on a description or a whole input object. Raises NodeError, BadArguments."""
        return self._adapters.runner.run(node_id, given)

    def run_for_program(self, node_id: str, given: JSONObject) -> RunResult:
        """Run a node for another program, whose @names grant no file. Raises NodeError."""
        prepare = partial(prepare_run, self._adapters, grants_files=False)
        return NodeRunner(self._adapters.sandbox, prepare).run(node_id, given)

    def input_schema(self, node: Node) -> JSONObject:
        """The JSON Schema of the object that a node is given. Raises NodeError."""
        return input_schema(node)

    def export(self, node_id: str, folder: Path) -> Exported:
        """Write a node as a program of its own. Raises NodeError, BadArguments."""
        node = self.load(node_id)
        version = self.version(node_id, node.version)
        imports = find_imports(self._adapters.config.home / "nodes", version.source)
        return export_node(node, version, self.runs_of(node_id), folder, imports)

    def callers_of(self, node_id: str) -> tuple[str, ...]:
        """The nodes whose functions call this node's."""
        nodes = map(self._adapters.nodes.load, self.ids())
        return tuple(node.id for node in nodes if node_id in node.tested_with)

    def delete(self, node_id: str) -> None:
        """Remove a node with all versions, and what memory knows of it. Raises NodeError."""
        self._adapters.nodes.delete(node_id)
        for artifact in self._adapters.memory.of_node(node_id):
            self._adapters.memory.forget(artifact.id)

    def roll_back(self, node_id: str, number: int) -> Node:
        """Make an old version current again. Raises NodeError."""
        node = self._adapters.nodes.roll_back(node_id, number)
        make_promotion(self._adapters).update_memory(node)
        return node

    def edit(self, node_id: str, source: str) -> SuiteReport:
        """Test a source edited by hand; it becomes a version only if it passes."""
        node = self.load(node_id)
        report = retest(self._adapters.suite_runner(), node, source)
        if report.all_passed and source != node.source:
            new = self._adapters.nodes.keep(edited_draft(node, source, "edited"))
            make_promotion(self._adapters).update_memory(new)
        return report
