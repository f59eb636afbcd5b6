"""Takes back a version that fails in use: its healthiest ancestor follows, under one test more."""

import json
from collections.abc import Iterator

from src.app.growing import grown
from src.app.house import House
from src.app.promotion import Promotion
from src.app.retest import suite_of
from src.core.candidate import Candidate
from src.core.contract import Answer, read_answer
from src.core.node import Node
from src.core.ports import Sandbox
from src.core.running import Program
from src.core.task import Example
from src.evolution.health import Condition, condition_of
from src.memory.runs import RunRecord

MOST_INPUTS = 5


class Mender:
    """Looks for whose fault a failure is; tools answer from what was recorded."""

    def __init__(self, house: House, sandbox: Sandbox) -> None:
        self._house = house
        self._sandbox = sandbox

    def mend(self, node: Node, records: tuple[RunRecord, ...]) -> str:
        """The line to tell if the node was rolled back, else "".

        Where no ancestor does better on the failing input, the input is to blame, or all
        versions are: going back would help nobody.
        """
        for description in _failed_inputs(records, node.version):
            if self.answer(node.source, description).ok:
                continue  # what failed once and does not fail again is no test
            for number in self._ancestors(node, records):
                source = self._house.nodes.version(node.id, number).source
                answer = self.answer(source, description)
                if answer.ok:
                    return self._go_back(node, number, Example(description, answer.result))
        return ""

    def answer(self, source: str, description: str) -> Answer:
        """What a program answers, confined, without any live tool."""
        program = Program(source, calls={"call_tool": self._house.replay_tool})
        with self._sandbox.open(program) as session:
            return read_answer(session.run({"description": description}))

    def _go_back(self, node: Node, number: int, example: Example) -> str:
        _, suite = suite_of(node)
        note = (
            f"version {node.version} failed on {example.description!r}, which is a test now:"
            f" back to version {number}"
        )
        new = Promotion(self._house).go_back(node, number, grown(suite, example), note)
        return f"{node.id}: {note} (as version {new.version})"

    def _ancestors(self, node: Node, records: tuple[RunRecord, ...]) -> list[int]:
        """The versions this one came from, the healthiest first, the latest of equals."""
        conditions: dict[int, Condition] = {
            number: condition_of([r for r in records if r.version == number])
            for number in ancestors_of(self._house, node)
        }
        return sorted(conditions, key=lambda n: (-conditions[n].share_of_success, -n))


def ancestors_of(house: House, node: Node) -> Iterator[int]:
    """The versions that the current one came from, the nearest first."""
    number, known = node.version, set(node.versions)
    while True:
        number = house.nodes.version(node.id, number).lineage.parent
        if number not in known:
            return
        known.discard(number)
        yield number


def recorded_descriptions(records: tuple[RunRecord, ...]) -> Iterator[tuple[str, RunRecord]]:
    """What the runs were given, the latest first, each once; only what is a description alone."""
    seen: set[str] = set()
    for record in reversed(records):
        try:
            given = json.loads(record.given or "null")
        except ValueError:
            continue
        description = given.get("description") if isinstance(given, dict) else None
        if isinstance(description, str) and len(given) == 1 and description not in seen:
            seen.add(description)
            yield description, record


def _failed_inputs(records: tuple[RunRecord, ...], version: int) -> list[str]:
    failed = tuple(r for r in records if r.version == version and not r.finished)
    return [description for description, _ in recorded_descriptions(failed)][:MOST_INPUTS]


def differs_on_recorded(mender: Mender, node: Node, records: tuple[RunRecord, ...]) -> "Verifying":
    """A check for candidates: do they answer what users really asked as the node does?"""
    finished = tuple(record for record in records if record.finished)
    asked = [description for description, _ in recorded_descriptions(finished)][:MOST_INPUTS]
    return Verifying(mender, node, tuple(asked))


class Verifying:
    """Compares answers on real inputs; the node's own are asked for once."""

    def __init__(self, mender: Mender, node: Node, asked: tuple[str, ...]) -> None:
        self._mender = mender
        self._node = node
        self._asked = () if node.tools else asked
        self._known: dict[str, Answer] = {}

    def trouble(self, candidate: Candidate) -> str:
        """The first recorded input that is answered otherwise, "" if there is none."""
        for description in self._asked:
            if description not in self._known:
                self._known[description] = self._mender.answer(self._node.source, description)
            expected = self._known[description]
            if expected.ok and self._mender.answer(candidate.source, description) != expected:
                return f"it answers {description!r}, which was really asked, otherwise"
        return ""
