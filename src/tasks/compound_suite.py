"""Writes the suite of a compound task's program: it must call its nodes correctly and in order."""

import json
from collections.abc import Iterator, Sequence
from itertools import count

from ..domain.candidate import Suite, tool_question
from ..domain.json_value import JSONObject, JSONValue
from ..domain.task import Example
from ..language.task_parts import TaskValue, values_of
from ..language.tokenizer import plain_text
from ..language.values import fill, slots_of
from .compound_program import Absolute, Composition
from .plain_tests import example_test, preamble_for

_VARIATIONS = 2


def composed_suite(whole: Composition, answers: Sequence[JSONValue], absolute: Absolute) -> Suite:
    """Tests on the task and on two with other values, with the nodes' replies written down.

    What the nodes themselves are worth, their own suites test.
    """
    text, given = whole.task.text, whole.task.examples
    replies = Replies(whole, answers, absolute)
    tests = [example_test(f"test_users_{n}", e, from_user=True) for n, e in enumerate(given, 1)]
    for turn, asked in enumerate((text, *_variations(text))):
        example = Example(asked, replies.result(asked, turn))
        if asked not in {one.description for one in given}:
            tests.append(example_test(f"test_steps_in_order_{turn + 1}", example))
    return Suite((*tests,), preamble_for(tests), by="steps", tool_replies=replies.recorded)


class Replies:
    """What the nodes answer, one reply a question; `answers` are those to the task itself."""

    def __init__(
        self, whole: Composition, answers: Sequence[JSONValue], absolute: Absolute
    ) -> None:
        self._whole = whole
        self._answers = tuple(answers)
        self._absolute = absolute
        self._held: dict[str, JSONValue] = {}
        self.result(whole.task.text, 0)

    def result(self, text: str, turn: int) -> JSONValue:
        """The whole's answer to a task of its form; what no node was asked before is made up.

        Turn 0 is the task itself, whose answers are known.
        """
        given: list[JSONValue] = []
        for number, (step, known) in enumerate(zip(self._whole.steps, self._answers), start=1):
            asked = self._whole.question(number, text, given, self._absolute)
            question: JSONObject = {"name": step.node_id, "prompt": asked, "arguments": {}}
            made_up = _varied(known, 10 * turn + number) if turn else known
            given.append(self._held.setdefault(tool_question(question), made_up))
        return self._whole.result(text, given, self._absolute)

    @property
    def recorded(self) -> tuple[tuple[str, str], ...]:
        """Each question, and the reply as the node's JSON."""
        held = self._held.items()
        return tuple((question, json.dumps(a, ensure_ascii=False)) for question, a in held)


def _variations(text: str) -> Iterator[str]:
    """Tasks of the same form with other values, none of them twice; none without values."""
    plain, values = plain_text(text), values_of(text)
    fresh = _FreshValues(plain)
    for _ in range(_VARIATIONS if values else 0):
        # What is the same twice stays the same twice: that is part of the task's form.
        others: dict[str, str] = {}
        pieces: list[str] = []
        at = 0
        for value in values:
            if value.letter not in others:
                others[value.letter] = fresh.instead_of(value)
            pieces += [plain[at : value.start], others[value.letter]]
            at = value.end
        yield "".join([*pieces, plain[at:]])


class _FreshValues:
    """Values that neither a task holds nor anybody was given before."""

    def __init__(self, plain: str) -> None:
        self._numbers = (str(number) for number in count(11) if str(number) not in plain)

    def instead_of(self, value: TaskValue) -> str:
        """Another value of the same kind; a list keeps its length."""
        if value.mark == "<n>":
            return fill(value.raw, [next(self._numbers) for _ in slots_of(value.raw)])
        number = next(self._numbers)
        if value.mark == "<file>":
            return f"@other{number}.csv"
        return f"{value.raw[0]}another text {number}{value.raw[-1]}"


def _varied(answer: JSONValue, by: int) -> JSONValue:
    """Another answer of the same type, to be told apart from those of other steps and tasks."""
    if isinstance(answer, str):
        return f"answer {by}"
    if isinstance(answer, bool) or answer is None:
        return answer
    if isinstance(answer, (int, float)):
        return answer + by
    if isinstance(answer, list):
        return [_varied(item, by) for item in answer]
    return {key: _varied(value, by) for key, value in answer.items()}
