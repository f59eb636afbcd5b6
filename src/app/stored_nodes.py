"""What can be asked of the stored nodes: looking, running, editing, rating, exporting, deleting."""

from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from ..autoevolve.candidate_checks import retest
from ..autoevolve.tests_from_use import add_accepted_result
from ..domain.candidate import SuiteReport
from ..domain.errors import NodeError
from ..domain.json_value import JSONObject
from ..domain.node import Node, NodeVersion, edited_draft
from ..domain.outcome import Outcome
from ..domain.program_run import RunResult
from ..library.library_plans import bundled_functions
from ..memory.import_export import Imported
from ..nodes.export import Exported, export_all, export_node, packaged, packaged_nodes
from ..nodes.node_imports import find_imports
from ..nodes.node_repair import BrokenNodes, survey
from ..tasks.function_calls import output_schema
from ..tasks.retested_nodes import ImportedNodes, ImportedTrial, adopt_imported
from ..tasks.user_verdict import UserVerdict
from ..verify.inputs import CaseDrawer
from .adapters import Adapters
from .autoevolve_wiring import make_promotion


class StoredNodes(Struct, frozen=True):
    """The part of `App` that is about nodes; memory is opened by what needs it."""

    adapters: Adapters

    def ids(self) -> tuple[str, ...]:
        """Return the IDs of all nodes, sorted."""
        return self.adapters.nodes.ids()

    def load(self, node_id: str) -> Node:
        """Return the current version of a node. Raises NodeError."""
        return self.adapters.nodes.load(node_id)

    def find(self, name: str) -> Node:
        """Return a node by its ID or function, or a bundled function as one. Raises NodeError."""
        return self.adapters.functions.find(name)

    def functions(self) -> tuple[str, ...]:
        """Return the names that `find` knows: bundled functions and nodes."""
        return self.adapters.functions.names()

    def survey(self, ids: Sequence[str]) -> tuple[tuple[Node, ...], BrokenNodes]:
        """Return the nodes of these IDs that can be read, and why each of the others cannot."""
        return survey(self.adapters.nodes.load, ids)

    def repair(self) -> tuple[str, ...]:
        """Repair unreadable nodes, and what memory knows of them; a line for each."""
        from .doctor import repair

        return tuple(repair(self.adapters))

    def version(self, node_id: str, number: int) -> NodeVersion:
        """Return one kept version. Raises NodeError."""
        return self.adapters.nodes.version(node_id, number)

    def run(
        self, node_id: str, given: JSONObject | str, files: tuple[str, ...] | None = None
    ) -> RunResult:
        """Run a node on a description or a whole input object. Raises NodeError, BadArguments.

        It may read these files; with None, those that the input names as @name.
        """
        return self.adapters.node_calls.run(node_id, given, files)

    def output_schema(self, node: Node) -> JSONObject:
        """Return the JSON Schema of an object with the node's result. Raises NodeError."""
        return output_schema(node)

    def export(self, node_id: str, folder: Path) -> Exported:
        """Write a node as a program of its own. Raises NodeError, BadArguments."""
        node = self.load(node_id)
        version = self.version(node_id, node.version)
        imports = find_imports(self.adapters.config.home / "nodes", version.source)
        return export_node(node, version, folder, imports)

    def export_all(self, folder: Path) -> tuple[Exported, tuple[str, ...]]:
        """Write one package of all functions: the nodes', and the bundled ones of other names.

        Also returns what cannot be part of it, each with the reason. Raises BadArguments.
        """
        nodes, broken = self.survey(self.ids())
        found, skipped = packaged_nodes(nodes, self.adapters.config.home / "nodes")
        own = {one.node_id for one in found}
        for one in bundled_functions(self.adapters.library.book):
            if one.id not in own:
                found.append(packaged(one, one.source))
        unread = [f"{node_id}: {error}" for node_id, error in broken]
        return export_all(found, folder), (*unread, *skipped)

    def callers_of(self, node_id: str) -> tuple[str, ...]:
        """Return the nodes whose functions call this node's."""
        nodes, _ = self.survey(self.ids())
        return tuple(node.id for node in nodes if node_id in node.tested_with)

    def delete(self, node_id: str) -> None:
        """Remove a node with all versions, and what memory knows of it. Raises NodeError."""
        memory = self.adapters.memory
        known = memory.of_node(node_id)
        # First: what is left of it here would be taken for that of the next node of this name.
        for artifact in known:
            memory.forget(artifact.id)
        try:
            self.adapters.nodes.delete(node_id)
        except (NodeError, OSError):
            memory.remember(known)
            raise

    def roll_back(self, node_id: str, number: int) -> Node:
        """Make an old version current again. Raises NodeError."""
        node = self.adapters.nodes.roll_back(node_id, number)
        make_promotion(self.adapters).update_memory(node)
        return node

    def edit(self, node_id: str, source: str) -> SuiteReport:
        """Test a source edited by hand; it becomes a version only if it passes."""
        node = self.load(node_id)
        report = retest(self.adapters.suite_runner(), node, source)
        if report.all_passed and source != node.source:
            new = self.adapters.nodes.keep(edited_draft(node, source, "edited"))
            make_promotion(self.adapters).update_memory(new)
        return report

    def judge(self, last: Outcome | None, *, good: bool) -> str:
        """Note that a result was good or bad; return a line that says so. Raises NodeError."""
        adapters = self.adapters

        def add_test(outcome: Outcome, given: JSONObject) -> None:
            promotion = make_promotion(adapters)
            add_accepted_result(outcome, given, adapters.nodes, adapters.suite_runner(), promotion)

        return UserVerdict(
            adapters.nodes,
            adapters.node_calls.inputs,
            lambda: adapters.own_functions,
            lambda artifact: adapters.memory.give_verdict(artifact, good).quality,
            add_test,
        ).note(last, good=good)

    def import_memory(self, path: Path) -> tuple[Imported, ImportedNodes]:
        """Merge an export in; programs that pass here become nodes. Raises MemoryUnavailable."""
        adapters = self.adapters
        came = adapters.memory.import_from(path)
        trial = ImportedTrial(adapters.library, CaseDrawer(adapters.sandbox))
        runner = adapters.suite_runner()
        untested, remember = adapters.memory.untested(), adapters.memory.remember
        return came, adopt_imported(untested, remember, adapters.nodes, runner, trial.cases)
