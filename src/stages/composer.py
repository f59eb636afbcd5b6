"""Puts solved steps together: a program that calls their nodes in order, and its suite."""

import json
import re
import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from src.core.candidate import Suite, SuiteTest, tool_question
from src.core.contract import FRAME
from src.core.jsonvalue import JSONValue
from src.core.parts import Step, Value, filled, in_words, known_values, values_of
from src.core.slots import fill, slots_of
from src.core.task import Example, Task
from src.core.wording import plain_text
from src.stages.plain_tests import example_test, preamble_for

Absolute = Callable[[str], str]
"""How a text reads to a program: with the paths of its granted files made absolute."""

_WIDTH = 76
_OTHER_NUMBERS = (7, 12, 5, 31, 2, 18, 44, 3)
_OTHER_WORDS = ("one warm evening by the lake", "green hills and a small red boat")
_PATTERNS = {"<s>": r"\"[^\"]*\"|“[^”]*”|'[^']*'", "<file>": r"@(?:\"[^\"]+\"|\S+)"}

_PROGRAM = '''"""{title}"""

import json
import re
import sys

from node_runtime import call_tool

FORM = re.compile({form}re.IGNORECASE,
)
# Each step: the node that does it, what it is asked, the name of its result, whether that is text.
STEPS = (
{steps})
SHOWN = {shown}


def in_words(value: object) -> str:
    """A result as it is put into the next question: a text as it is, a flat list with commas."""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and value and not any(isinstance(v, (list, dict)) for v in value):
        return ", ".join(in_words(item) for item in value)
    return json.dumps(value, ensure_ascii=False)


def filled(question: str, known: dict[str, str]) -> str:
    """The question with the values in; a text that goes between quotes loses its own."""

    def value(match: re.Match[str]) -> str:
        quote, text = match.group(1), known[match.group(2)]
        return quote + (text.replace('"', "'") if quote else text)

    return re.sub(r"(\\"?)\\{{(\\w+)\\}}", value, question)


def solve(description: str) -> object:
    """Do the steps in order, each with what those before it gave."""
    found = FORM.fullmatch(" ".join(description.split()).rstrip(" .!?"))
    if found is None:
        raise ValueError("this program does one form of task only: " + FORM.pattern)
    known = {{name: value.strip() for name, value in found.groupdict().items()}}
    results: dict[str, object] = {{}}
    for number, (node, question, name, is_text) in enumerate(STEPS, start=1):
        said = call_tool(node, filled(question, known))
        result = said if is_text else json.loads(said)
        known[str(number)] = in_words(result)
        if number in SHOWN:
            results[name] = result
    return results if len(results) > 1 else results.popitem()[1]
'''


@dataclass(frozen=True, slots=True)
class Composition:
    """The steps of a task, and the numbers of those whose results are its answer."""

    task: Task
    steps: tuple[Step, ...]
    shown: tuple[int, ...]

    def source(self) -> str:
        """The program: it takes the values out of its description, so it serves other values."""
        steps = "".join(_indented(_step_source(step)) for step in self.steps)
        title = "; ".join(step.label for step in self.steps)
        title = textwrap.shorten("Does in order: " + title, 92).replace('"', "'")
        title = title.replace("\\", "/") + ("" if title.endswith(".") else ".")
        form = _form(self.task.text)
        body = _PROGRAM.format(title=title, form=form, steps=steps, shown=self.shown)
        return body + FRAME

    def result(self, answers: Sequence[JSONValue]) -> JSONValue:
        """The task's answer, from the answers of all steps."""
        results = {self.steps[n - 1].label: answers[n - 1] for n in self.shown}
        return results if len(results) > 1 else next(iter(results.values()))

    def questions(self, text: str, answers: Sequence[JSONValue]) -> tuple[str, ...]:
        """What each step is asked for a task of this form, as the answers come."""
        known = known_values(text)
        asked: list[str] = []
        for number, (step, answer) in enumerate(zip(self.steps, answers, strict=True), start=1):
            asked.append(filled(step.ask, known))
            known[str(number)] = in_words(answer)
        return tuple(asked)

    def replies(
        self, text: str, answers: Sequence[JSONValue], absolute: Absolute
    ) -> Mapping[str, str]:
        """What the steps' nodes answer, by the questions that the program asks them."""
        asked = self.questions(text, answers)
        return {
            tool_question({"name": step.node_id, "prompt": absolute(question), "arguments": {}}): (
                answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False)
            )
            for step, question, answer in zip(self.steps, asked, answers, strict=True)
        }

    def suite(self, answers: Sequence[JSONValue], absolute: Absolute) -> Suite:
        """Tests that the steps are asked in order with the right values, and their results kept.

        The nodes' replies are written down beforehand, for the task and for tasks with other
        values; what the nodes themselves are worth, their own suites test.
        """
        given = self.task.examples
        tests = [example_test(f"test_users_{n}", e, from_user=True) for n, e in enumerate(given, 1)]
        replies: dict[str, str] = {}
        tasks = (self.task.text, *_variations(self.task.text))
        for number, text in enumerate(tasks, start=1):
            said = answers if number == 1 else tuple(_varied(a, number) for a in answers)
            replies |= self.replies(text, said, absolute)
            if text not in {example.description for example in given}:
                tests.append(_test(number, Example(text, self.result(said))))
        return Suite(
            tuple(tests), preamble_for(tests), by="steps", tool_replies=(*replies.items(),)
        )


def _test(number: int, example: Example) -> SuiteTest:
    return example_test(f"test_steps_in_order_{number}", example)


def _variations(text: str) -> tuple[str, ...]:
    """Two tasks of the same form with other values; none where there are no values."""
    slots = slots_of(text)
    found: list[str] = []
    for turn, words in enumerate(_OTHER_WORDS if slots else ()):
        others: dict[str, str] = {}
        for slot in slots:
            number = str(_OTHER_NUMBERS[(len(others) + 3 * turn) % len(_OTHER_NUMBERS)])
            text_ = f"{slot.raw[0]}{words}{len(others) or ''}{slot.raw[-1]}"
            other = {"<n>": number, "<file>": f"@other{turn}_{len(others)}.csv"}.get(
                slot.mark, text_
            )
            # What is the same twice stays the same twice: that is part of the task's form.
            others.setdefault(slot.raw, slot.raw if slot.raw.lower() == "one" else other)
        found.append(fill(text, [others[slot.raw] for slot in slots]))
    return tuple(found)


def _varied(answer: JSONValue, number: int) -> JSONValue:
    """Another answer of the same type, to be told apart from the first."""
    if isinstance(answer, str):
        return f"answer {number}"
    if isinstance(answer, bool) or answer is None:
        return answer
    if isinstance(answer, (int, float)):
        return answer + number
    if isinstance(answer, list):
        return [_varied(item, number) for item in answer]
    return {key: _varied(value, number) for key, value in answer.items()}


def _form(text: str) -> str:
    """The task's form as the source of a regular expression: each value a group of its letter."""
    plain = plain_text(text).rstrip(" .!?")
    pieces: list[str] = []
    at = 0
    seen: set[str] = set()
    for value in values_of(text):
        letter = value.letter
        group = f"(?P={letter})" if letter in seen else f"(?P<{letter}>{_pattern(value)})"
        pieces += [*_words(plain[at : value.start]), group]
        seen.add(letter)
        at = value.end
    pieces += _words(plain[at:])
    lines = "".join(f"    r{_quoted(piece)}\n" for piece in pieces if piece)
    return f"\n{lines.rstrip()},\n    "


def _pattern(value: Value) -> str:
    return _PATTERNS.get(value.mark, ".+?")


def _words(text: str) -> list[str]:
    """The literal words of a form in pieces that fit a line; any blank matches any blank."""
    spaced = re.sub(r"\s", " ", text)
    pieces = [""]
    for word in re.findall(r" ?[^ ]+| $| ", spaced):
        if len(pieces[-1]) + len(word) > _WIDTH // 2:
            pieces.append("")
        pieces[-1] += re.escape(word).replace(r"\ ", " ")
    return pieces


def _quoted(pattern: str) -> str:
    """A pattern as a raw string; a quote sign in it is said by its number."""
    return '"' + pattern.replace(r"\"", r"\x22").replace('"', r"\x22") + '"'


def _step_source(step: Step) -> str:
    parts = [_literal(step.node_id), _literal(step.ask), _literal(step.label), str(step.is_text)]
    return "(\n" + "".join(f"    {part},\n" for part in parts) + "),\n"


def _literal(text: str) -> str:
    """A text as Python source; a long one in pieces, one under the other."""
    if len(text) <= _WIDTH:
        return _as_string(text)
    pieces = [text[at : at + _WIDTH - 10] for at in range(0, len(text), _WIDTH - 10)]
    return "(\n" + "".join(f"        {_as_string(piece)}\n" for piece in pieces) + "    )"


def _as_string(text: str) -> str:
    return json.dumps(text, ensure_ascii=False) if '"' not in text else repr(text)


def _indented(block: str) -> str:
    return textwrap.indent(block, "    ")
