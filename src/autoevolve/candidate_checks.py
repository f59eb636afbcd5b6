"""Tests a node's programs: by the suite it was kept with, and by what it was given in use."""

from collections.abc import Iterable

from ..domain.candidate import Candidate, Origin, Suite, SuiteReport
from ..domain.errors import NodeError
from ..domain.json_value import from_json, parse_json
from ..domain.node import Node
from ..domain.node_contract import Answer, call_input, read_answer
from ..domain.node_runs import RunRecord
from ..domain.ports import Sandbox, SuiteRunner
from ..domain.program_run import Ending, Program
from ..domain.signature import call_text, read_signature
from ..domain.task import Example, Specification
from ..optimize.optimizer import Verify
from .stores import RunHistory

MOST_INPUTS = 5


def suite_of(node: Node) -> tuple[Specification, Suite]:
    """Return what the node was made from and its suite. Raises NodeError if it has neither."""
    try:
        specification = from_json(Specification, node.specification.get("plan"))
        suite = from_json(Suite, node.specification.get("suite"))
    except ValueError as error:
        raise NodeError(f"{node.id} has no suite to be tested by: {error}") from error
    return specification, suite


def retest(runner: SuiteRunner, node: Node, source: str) -> SuiteReport:
    """Run the node's suite on this source. Raises NodeError if it has no suite.

    The signature of a typed function may change as long as its cases pass, its name may not.
    """
    specification, suite = suite_of(node)
    if specification.is_typed:
        try:
            read_signature(source, specification.function)
        except ValueError as problem:
            reason = f"{node.id} calls {specification.function}, and {problem}"
            return SuiteReport((), (), trouble=reason)
    return runner.run(Candidate(source, Origin.EDITED), suite, specification)


class CandidateChecks:
    """What a candidate must pass before it may replace a node's program."""

    def __init__(self, suite_runner: SuiteRunner, sandbox: Sandbox, runs: RunHistory) -> None:
        self._suite_runner = suite_runner
        self._sandbox = sandbox
        self._runs = runs

    def of(self, node: Node, program: Candidate) -> Verify:
        """Return the check of a node's candidates. Raises NodeError if its program fails it."""
        specification, suite = suite_of(node)

        def failure(candidate: Candidate) -> str:
            report = self._suite_runner.run(candidate, suite, specification)
            return "" if report.all_passed else report.first_failure or "no test ran"

        if trouble := failure(program):
            raise NodeError(
                f"{node.id} fails its own suite, so nothing can be proven: {trouble}",
                hint=f"edit {node.id} to fix the program, or delete it",
            )
        replay = ReplayCheck(self._sandbox, node, self._runs.records_of(node.id))
        return lambda candidate: failure(candidate) or replay.trouble(candidate)


class ReplayCheck:
    """Compares a candidate's answers with the node's, for the latest inputs the node answered."""

    def __init__(self, sandbox: Sandbox, node: Node, records: Iterable[RunRecord]) -> None:
        given = [r.given for r in reversed(tuple(records)) if r.finished and not node.tools]
        questions = (question_of(node, one) for one in dict.fromkeys(given))
        self._sandbox = sandbox
        self._node = node
        self._asked = tuple(filter(None, questions))[:MOST_INPUTS]
        self._known: dict[str, Answer] = {}

    def trouble(self, candidate: Candidate) -> str:
        """Name the first input that the candidate answers differently; "" if there is none."""
        for question in self._asked:
            shown = question.description
            if shown not in self._known:
                self._known[shown] = ask_again(self._sandbox, self._node.source, question)
            expected = self._known[shown]
            if expected.ok and ask_again(self._sandbox, candidate.source, question) != expected:
                return f"it answers {shown!r}, an input from use, differently"
        return ""


def ask_again(sandbox: Sandbox, source: str, question: Example) -> Answer:
    """Run a program, confined and without tools. Raises NodeError if it is cancelled."""
    with sandbox.open(Program(source)) as session:
        run = session.run(call_input(question.arguments or {}))
    if run.ending is Ending.CANCELLED:
        raise NodeError("the user wants the machine")
    return read_answer(run)


def question_of(node: Node, given: str) -> Example | None:
    """Return the call that a node's function was given, its result open; None with a file in it."""
    try:
        read = parse_json(given or "null")
    except ValueError:
        return None
    if not node.function or not isinstance(read, dict) or read.keys() != {"arguments"}:
        return None
    arguments = read["arguments"]
    if not isinstance(arguments, dict):
        return None
    files = [one for one in arguments.values() if str(one).startswith(("/", "@"))]
    return None if files else Example(call_text(node.function, arguments), None, arguments)
