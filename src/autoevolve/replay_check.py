"""Asks programs again what users really asked: a better version answers it as the old one did."""

import json
from collections.abc import Iterable

from ..domain.candidate import Candidate
from ..domain.errors import NodeError
from ..domain.node import Node
from ..domain.node_contract import Answer, call_input, read_answer
from ..domain.node_runs import RunRecord
from ..domain.ports import Sandbox
from ..domain.program_run import Ending, Program
from ..domain.signature import call_text
from ..domain.task import Example

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
