"""Asks programs again what users really asked: a better version answers it as the old one did."""

import json
from collections.abc import Iterable

from ..domain.candidate import Candidate
from ..domain.errors import NodeError
from ..domain.node import Node
from ..domain.node_contract import Answer, node_input, read_answer
from ..domain.node_runs import RunRecord
from ..domain.ports import Sandbox
from ..domain.program_run import Ending, Program

MOST_INPUTS = 5


def ask_again(sandbox: Sandbox, source: str, description: str) -> Answer:
    """What a program answers, confined, without any tool. Raises NodeError if it is cancelled."""
    with sandbox.open(Program(source)) as session:
        run = session.run(node_input(description))
    if run.ending is Ending.CANCELLED:
        raise NodeError("the user wants the machine")
    return read_answer(run)


def description_of(given: str) -> str:
    """What a program was asked, if that is all it was given, and no file; else ""."""
    try:
        read = json.loads(given or "null")
    except ValueError:
        return ""
    alone = isinstance(read, dict) and list(read) == ["description"]
    description = str(read["description"]) if alone else ""
    return "" if "@" in description else description


class ReplayCheck:
    """The latest inputs that a node answered, and what it answers to them now."""

    def __init__(self, sandbox: Sandbox, node: Node, records: Iterable[RunRecord]) -> None:
        asked = [description_of(r.given) for r in records if r.finished and not node.tools]
        latest = dict.fromkeys(filter(None, reversed(asked)))
        self._sandbox = sandbox
        self._node = node
        self._asked = tuple(latest)[:MOST_INPUTS]
        self._known: dict[str, Answer] = {}

    def trouble(self, candidate: Candidate) -> str:
        """The first of them that is answered otherwise, in a sentence; "" if there is none."""
        for description in self._asked:
            if description not in self._known:
                self._known[description] = ask_again(self._sandbox, self._node.source, description)
            expected = self._known[description]
            if expected.ok and ask_again(self._sandbox, candidate.source, description) != expected:
                return f"it answers {description!r}, which was really asked, otherwise"
        return ""
