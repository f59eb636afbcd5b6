"""Asks programs again what users really asked: a better version answers it as the old one did."""

import json
from collections.abc import Iterable

from ..domain.candidate import Candidate
from ..domain.errors import NodeError
from ..domain.node import Node
from ..domain.node_contract import Answer, call_input, node_input, read_answer
from ..domain.node_runs import RunRecord
from ..domain.ports import Sandbox
from ..domain.program_run import Ending, Program
from ..domain.signature import call_text
from ..domain.task import Example

MOST_INPUTS = 5


def ask_again(sandbox: Sandbox, source: str, question: Example) -> Answer:
    """What a program answers, confined, without any tool. Raises NodeError if it is cancelled."""
    arguments = question.arguments
    with sandbox.open(Program(source)) as session:
        run = session.run(
            node_input(question.description) if arguments is None else call_input(arguments)
        )
    if run.ending is Ending.CANCELLED:
        raise NodeError("the user wants the machine")
    return read_answer(run)


def question_of(node: Node, given: str) -> Example | None:
    """What a node's program was asked, if that is all it was given, and no file; else None.

    A call of a typed function has its arguments; what it must return is not known yet.
    """
    try:
        read = json.loads(given or "null")
    except ValueError:
        return None
    if not isinstance(read, dict):
        return None
    arguments = read.get("arguments")
    if node.function and read.keys() == {"arguments"} and isinstance(arguments, dict):
        files = [one for one in arguments.values() if str(one).startswith(("/", "@"))]
        return None if files else Example(call_text(node.function, arguments), None, arguments)
    description = str(read["description"]) if read.keys() == {"description"} else ""
    return Example(description, None) if description and "@" not in description else None


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
