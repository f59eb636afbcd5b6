"""Generates the inputs a program is measured on: the task's sentence with other values."""

import re
from collections.abc import Sequence

from ..domain.task import Task, Workload
from ..guest_code.guest_source import guest_function
from ..guest_code.task_variation import vary_task

_NUMBER = re.compile(r"(?<![\w.@/-])\d+(?:\.\d+)?(?![\w/.-]*\w)")
_LIST = re.compile(r"(?<![\w.])-?\d+(?:\s*,\s*-?\d+){2,}")


def workload_for(task: Task, variations: Sequence[str] = ()) -> Workload | None:
    """Seeded variations of the task; None where only the task itself is known.

    The sentence's numbers and number lists vary; a task without numbers is varied by the other
    descriptions that are known of it. Sentences with files are measured as they are.
    """
    others = tuple(dict.fromkeys((task.text, *variations)))
    if task.files:
        return _of((), (), (task.text,))
    kinds, pieces = _split_at_values(task.text)
    if kinds:
        return _of(kinds, pieces, ())
    return _of((), (), others) if len(others) > 1 else None


def _split_at_values(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The kinds of the varying values, and the text between them."""
    kinds: list[str] = []
    pieces: list[str] = []
    end = 0
    lists = {match.start(): match for match in _LIST.finditer(text)}
    inside = [(m.start(), m.end()) for m in lists.values()]
    numbers = [
        m
        for m in _NUMBER.finditer(text)
        if not any(start <= m.start() < stop for start, stop in inside)
    ]
    for match in sorted([*lists.values(), *numbers], key=lambda m: m.start()):
        pieces.append(text[end : match.start()])
        kinds.append(_kind(match.group(), match.start() in lists))
        end = match.end()
    return tuple(kinds), (*pieces, text[end:])


def _kind(number: str, is_list: bool) -> str:
    if is_list:
        return "list"
    return "decimal" if "." in number else "whole"


def _of(kinds: Sequence[str], pieces: Sequence[str], others: Sequence[str]) -> Workload:
    source = guest_function(
        "make_input", vary_task, kinds=list(kinds), pieces=list(pieces), others=list(others)
    )
    return Workload(source)
