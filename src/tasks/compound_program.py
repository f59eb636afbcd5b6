"""Writes the program of a compound task, which calls the parts' nodes in order."""

import inspect
import json
import re
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..domain.json_value import JSONValue
from ..domain.node_contract import FRAME
from ..domain.split import SolvedPart
from ..domain.task import Task
from ..language.task_parts import TaskValue, filled, known_values, value_text, values_of
from ..language.tokenizer import plain_text
from . import compound_functions as functions

Absolute = Callable[[str], str]
"""How a value reads to a program: a granted file with its whole path."""

_WIDTH = 76
_NUMBER = r"[-+]?\d+(?:[.,]\d+)*"
_FORMS = {
    "<s>": r"\x22[^\x22]*\x22|“[^”]*”|'[^']*'",
    "<file>": r"@(?:\x22[^\x22]+\x22|\S+)",
    "<n>": rf"{_NUMBER}(?:(?:,\s*|\s+)(?:and\s+)?{_NUMBER})*",
    "in words": r"[a-z]+(?:[- ][a-z]+){0,9}",
}

_HEAD = '''"""{title}"""

import json
import re
import sys

from node_runtime import call_tool

FORM = re.compile({form}
)
# Blanks count within quotes alone.
BLANKS = re.compile(r"{blanks}")
# Each step: the node that does it, what it is asked, and the name of its result.
STEPS = (
{steps})
SHOWN = {shown}
'''
_FUNCTIONS = (functions.in_words, functions.filled, functions.solve)


@dataclass(frozen=True, slots=True)
class Composition:
    """The steps of a task, and the numbers of those whose results are its answer."""

    task: Task
    steps: tuple[SolvedPart, ...]
    shown: tuple[int, ...]

    def source(self) -> str:
        """The program: it takes the values out of its description, so it serves other values."""
        steps = "".join(textwrap.indent(_step_source(step), "    ") for step in self.steps)
        title = textwrap.shorten("Does in order: " + "; ".join(s.name for s in self.steps), 92)
        title = title.replace('"', "'").replace("\\", "/").rstrip(".") + "."
        form = _form(self.task.text)
        blanks = functions.BLANKS.pattern
        head = _HEAD.format(title=title, form=form, steps=steps, shown=self.shown, blanks=blanks)
        return (
            "\n\n".join([head, *(inspect.getsource(function) for function in _FUNCTIONS)]) + FRAME
        )

    def result(self, text: str, answers: Sequence[JSONValue], absolute: Absolute) -> JSONValue:
        """The answer to a task of this form, from the answers of all steps."""
        known = _known(text, answers, absolute)
        results = {filled(self.steps[n - 1].name, known): answers[n - 1] for n in self.shown}
        return results if len(results) > 1 else next(iter(results.values()))

    def question(
        self, number: int, text: str, answers: Sequence[JSONValue], absolute: Absolute
    ) -> str:
        """What a step is asked (1-based) for a task of this form, after these answers."""
        return filled(self.steps[number - 1].ask, _known(text, answers, absolute))


def _known(text: str, answers: Sequence[JSONValue], absolute: Absolute) -> dict[str, str]:
    values = {letter: absolute(raw) for letter, raw in known_values(text).items()}
    return values | {str(n): value_text(answer) for n, answer in enumerate(answers, start=1)}


def _form(text: str) -> str:
    """The task's form as the source of a regular expression: each value a group of its letter.

    Case counts in the values, not in the words between them.
    """
    plain = plain_text(text).rstrip(" .!?")
    pieces: list[str] = []
    seen: set[str] = set()
    at = 0
    for value in values_of(text):
        pieces += [*_words(plain[at : value.start]), _group(value, seen)]
        seen.add(value.letter)
        at = value.end
    pieces += _words(plain[at:])
    # Joined by signs: strings side by side in a call are what pylint takes for a missing comma.
    return "\n    " + "\n    + ".join(f'r"{piece}"' for piece in pieces)


def _group(value: TaskValue, seen: set[str]) -> str:
    if value.letter in seen:
        return f"(?P={value.letter})"
    spelled_out = value.mark == "<n>" and not any(sign.isdigit() for sign in value.raw)
    return f"(?P<{value.letter}>{_FORMS['in words' if spelled_out else value.mark]})"


def _words(text: str) -> list[str]:
    """The literal words of a form, in pieces that fit a line."""
    pieces = [""]
    for word in re.findall(r" ?[^ ]+| +", text):
        if len(pieces[-1]) + len(word) > _WIDTH // 2:
            pieces.append("")
        # In a raw string a quote sign is said by its number.
        pieces[-1] += re.escape(word).replace(r"\ ", " ").replace('"', r"\x22")
    return [f"(?i:{piece})" for piece in pieces if piece]


def _step_source(step: SolvedPart) -> str:
    parts = [_literal(step.node_id), _literal(step.ask), _literal(step.name)]
    return "(\n" + "".join(f"    {part},\n" for part in parts) + "),\n"


def _literal(text: str) -> str:
    """A text as Python source; a long one in pieces, one under the other."""
    if len(text) <= _WIDTH:
        return _as_string(text)
    pieces = [text[at : at + _WIDTH - 10] for at in range(0, len(text), _WIDTH - 10)]
    return "(\n" + "".join(f"        {_as_string(piece)}\n" for piece in pieces) + "    )"


def _as_string(text: str) -> str:
    return json.dumps(text, ensure_ascii=False) if '"' not in text else repr(text)
