"""The functions of a compound task's program, which are written into it as they stand here."""

# Nothing is called here, so that the import is for type checkers alone.
# pylint: disable=used-before-assignment

import json
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from node_runtime import call_tool

# Each program has a form, steps and results of its own.
FORM = re.compile("")
STEPS: tuple[tuple[str, str, str], ...] = ()
SHOWN: tuple[int, ...] = ()
BLANKS = re.compile(r"(\x22[^\x22]*\x22|“[^”]*”|(?<!\w)'[^']*'(?!\w))|\s+")


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

    return re.sub(r"(\"?)\{(\w+)\}", value, question)


def solve(description: str) -> object:
    """Do the steps in order, each with what those before it gave."""
    plain = BLANKS.sub(lambda part: part.group(1) or " ", description.strip())
    found = FORM.fullmatch(plain.rstrip(" .!?"))
    if found is None:
        raise ValueError("this program does one form of task only: " + FORM.pattern)
    known = {name: value.strip() for name, value in found.groupdict().items()}
    results: dict[str, object] = {}
    for number, (node, question, name) in enumerate(STEPS, start=1):
        # A node that is called by its id answers JSON.
        result = json.loads(call_tool(node, filled(question, known)))
        known[str(number)] = in_words(result)
        if number in SHOWN:
            results[filled(name, known)] = result
    return results if len(results) > 1 else results.popitem()[1]
