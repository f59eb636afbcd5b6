"""Tests programs again by their suites: nodes whose parts changed, and imported programs."""

from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct

from ..domain.artifact import Artifact
from ..domain.candidate import Candidate, Origin, Suite
from ..domain.errors import NodeError
from ..domain.json_value import JSONValue, from_json, to_json
from ..domain.node import Lineage, Node, NodeDraft
from ..domain.ports import Library, NodeStore, SuiteRunner
from ..domain.replace import replace
from ..domain.signature import call_text, read_signature
from ..domain.task import Example, Specification
from ..language.tokenizer import subject_of
from ..verify.inputs import DRAWN_PROBES, CaseDrawer
from .case_writer import case_suite

FurtherCases = Callable[[Specification, str], tuple[Example, ...]]
"""What a source must pass besides its own suite. Raises ValueError if it cannot be used."""


class PartVersions(Struct, frozen=True):
    """Compares the parts of compound nodes with the versions they were tested with."""

    nodes: NodeStore
    suite_runner: SuiteRunner

    def trouble(self, node: Node) -> str:
        """Return why a node cannot be relied on since its parts changed ("" if it can).

        If a part has another version now, the node's cases run, once: if they pass, the
        version is noted.
        """
        try:
            now = {one: self.nodes.load(one).version for one in node.tested_with}
        except NodeError as error:
            return f"{node.id} calls a function that is gone: {error}"
        changed = [
            f"{one} changed from version {node.tested_with[one]} to {version}"
            for one, version in now.items()
            if version != node.tested_with[one]
        ]
        if not changed:
            return ""
        try:
            stored = node.specification
            specification, suite = _tested_by(stored.get("plan"), stored.get("suite"))
            report = self.suite_runner.run(
                Candidate(node.source, Origin.RECALLED), suite, specification
            )
            failure = "" if report.all_passed else report.first_failure
        except ValueError as error:
            failure = f"its cases cannot be read: {error}"
        if failure:
            return f"{' and '.join(changed)}, and {node.id} fails with it: {failure}"
        self.nodes.note_tested_with(node.id, dict(now))
        return ""

    def check(self, node: Node) -> None:
        """Raise NodeError where there is trouble."""
        trouble = self.trouble(node)
        if trouble:
            hint = "solve its task again to accept the change, or roll the part back"
            raise NodeError(trouble, hint=hint)


def _tested_by(plan: JSONValue, suite: JSONValue) -> tuple[Specification, Suite]:
    """Read a stored plan and suite. Raises ValueError."""
    return from_json(Specification, plan), from_json(Suite, suite)


class ImportedNodes(Struct, frozen=True):
    """The IDs of the nodes that were made, and why other programs were refused."""

    kept: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()


def adopt_imported(
    untested: Iterable[Artifact],
    remember: Callable[[Sequence[Artifact]], None],
    nodes: NodeStore,
    suite_runner: SuiteRunner,
    further: FurtherCases,
) -> ImportedNodes:
    """Run the suite of every imported program not tested here yet, and further cases."""
    kept: list[str] = []
    refused: list[str] = []
    for artifact in sorted(untested, key=_calls_nodes):
        try:
            node, trusted = _adopted(artifact, nodes, suite_runner, further)
            remember([trusted])
            kept.append(node.id)
        except ValueError as error:
            refused.append(f"“{artifact.text[:60]}”: {error}")
    return ImportedNodes(tuple(kept), tuple(refused))


def _calls_nodes(artifact: Artifact) -> bool:
    """Tell whether its function calls other nodes', which must exist when it is tested."""
    made_for = artifact.content.get("made_for")
    return isinstance(made_for, dict) and bool(made_for.get("tested_with"))


def _adopted(
    artifact: Artifact, nodes: NodeStore, suite_runner: SuiteRunner, further: FurtherCases
) -> tuple[Node, Artifact]:
    """Return the node made of this program, and what memory keeps of it from now on.

    Raises ValueError if the program did not pass its tests here.
    """
    content = artifact.content
    try:
        specification, suite = _tested_by(content.get("made_for"), content.get("tested_by"))
    except ValueError as error:
        raise ValueError("it came without the tests to try it by") from error
    candidate = Candidate(str(content.get("implementation", "")), Origin.RECALLED)
    report = suite_runner.run(candidate, suite, specification)
    if not report.all_passed:
        raise ValueError(f"its tests fail here: {report.first_failure}")
    cases = further(specification, candidate.source)
    if cases:
        drawn = case_suite(specification, held_out=cases)
        report = suite_runner.run(candidate, drawn, specification)
        if not report.all_passed:
            raise ValueError(f"it differs from the bundled function: {report.first_failure}")
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
                "phrases": content.get("phrases", []),
            },
        )
    )
    provenance = {**artifact.provenance, "imported": False}
    return node, replace(artifact, node_id=node.id, version=node.version, provenance=provenance)


class ImportedTrial(Struct, frozen=True):
    """Draws further cases for an imported function, whose own cases came with it."""

    library: Library
    drawer: CaseDrawer

    def cases(self, plan: Specification, source: str) -> tuple[Example, ...]:
        """Return what the bundled function that answers the task gives on drawn arguments.

        () if there is none; then the imported function must at least answer some. Raises
        ValueError if it does not.
        """
        if not plan.function or plan.tools or plan.task.files:
            return ()
        bundled = self.library.understand(plan.task).plan
        if bundled is not None and not bundled.tools:
            return self._expected(bundled, plan, source)
        stub = f"def {plan.signature}:\n    return None\n"
        is_drawable = bool(self.drawer.draw(stub, plan.function, DRAWN_PROBES))
        if is_drawable and not self.drawer.draw(source, plan.function, DRAWN_PROBES):
            raise ValueError("it answers none of the arguments that were drawn here")
        return ()

    def _expected(
        self, bundled: Specification, plan: Specification, source: str
    ) -> tuple[Example, ...]:
        """Return what the bundled function gives, as cases of the imported one.

        Parameters that only the imported function has keep their defaults.
        """
        signature = read_signature(source, plan.function)
        names = [parameter.name for parameter in signature.parameters]
        found: list[Example] = []
        for case in self.drawer.draw(self.library.source(bundled), bundled.function):
            given = case.arguments or {}
            arguments = given if given.keys() <= {*names} else dict(zip(names, given.values()))
            if len(arguments) < len(given) or not arguments.keys() >= {*signature.required}:
                raise ValueError("its parameters are not those of the bundled function")
            shown = call_text(plan.function, arguments)
            found.append(Example(shown, case.expected, arguments))
        return tuple(found)
