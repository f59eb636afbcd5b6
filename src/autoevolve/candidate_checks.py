"""What a candidate must pass before it may replace a node's program: suite and real questions."""

import json
from collections.abc import Iterable

from ..domain.candidate import Candidate
from ..domain.errors import NodeError
from ..domain.node import Node
from ..domain.node_contract import Answer, call_input, read_answer
from ..domain.node_runs import RunRecord
from ..domain.ports import Sandbox, SuiteRunner
from ..domain.program_run import Ending, Program
from ..domain.signature import call_text
from ..domain.task import Example
from ..optimize.optimizer import Verify
from .retest import suite_of, verify_by_suite
from .stores import RunHistory


class CandidateChecks:
    """The node's suite, and the inputs that the node was given in use."""

    def __init__(self, suite_runner: SuiteRunner, sandbox: Sandbox, runs: RunHistory) -> None:
        self._suite_runner = suite_runner
        self._sandbox = sandbox
        self._runs = runs

    def of(self, node: Node, program: Candidate) -> Verify:
        """The check of a node's candidates. Raises NodeError if its program fails its own suite."""
        by_suite = verify_by_suite(self._suite_runner, *suite_of(node))
        if failure := by_suite(program):
            raise NodeError(
                f"{node.id} fails its own suite, so that nothing can be proven: {failure}",
                hint=f"edit {node.id} to mend the program, or delete it",
            )
        replay = ReplayCheck(self._sandbox, node, self._runs.records_of(node.id))
        return lambda candidate: by_suite(candidate) or replay.trouble(candidate)


MOST_INPUTS = 5


def ask_again(sandbox: Sandbox, source: str, question: Example) -> Answer:
    """What a program answers, confined, without any tool. Raises NodeError if it is cancelled."""
    with sandbox.open(Program(source)) as session:
        run = session.run(call_input(question.arguments or {}))
    if run.ending is Ending.CANCELLED:
        raise NodeError("the user wants the machine")
    return read_answer(run)


def question_of(node: Node, given: str) -> Example | None:
    """The call that a node's function was given, if no file is in it; else None.

    What it must return is not known yet.
    """
    try:
        read = json.loads(given or "null")
    except ValueError:
        return None
    if not node.function or not isinstance(read, dict) or read.keys() != {"arguments"}:
        return None
    arguments = read["arguments"]
    if not isinstance(arguments, dict):
        return None
    files = [one for one in arguments.values() if str(one).startswith(("/", "@"))]
    return None if files else Example(call_text(node.function, arguments), None, arguments)


class ReplayCheck:
    """The latest inputs that a node answered, and what it answers to them now."""

    def __init__(self, sandbox: Sandbox, node: Node, records: Iterable[RunRecord]) -> None:
        given = [r.given for r in reversed(tuple(records)) if r.finished and not node.tools]
        questions = (question_of(node, one) for one in dict.fromkeys(given))
        self._sandbox = sandbox
        self._node = node
        self._asked = tuple(filter(None, questions))[:MOST_INPUTS]
        self._known: dict[str, Answer] = {}

    def trouble(self, candidate: Candidate) -> str:
        """The first of them that is answered otherwise, in a sentence; "" if there is none."""
        for question in self._asked:
            shown = question.description
            if shown not in self._known:
                self._known[shown] = ask_again(self._sandbox, self._node.source, question)
            expected = self._known[shown]
            if expected.ok and ask_again(self._sandbox, candidate.source, question) != expected:
                return f"it answers {shown!r}, which was really asked, otherwise"
        return ""
