"""Which whole question on a file does a line mean that goes on from one: "only the two highest"?"""

import re
from collections.abc import Iterator

from .small_talk import wording

_OF_ROWS = wording("(?:where|whose|per|by|(?:for )?each|grouped by) ")
_END = "(?:top|highest|lowest|largest|smallest|biggest)"
_ORDER = wording(
    r",? (?:(?:in )?(?:ascending|descending)(?: order)?|(?:highest|lowest) first"
    rf"|(?:(?:only|just) )?(?:the )?(?:{_END} \w+|\w+ {_END}))$"
)
_LIMITED = wording(rf"\b(?:{_END}|first|last) (?:\d+|two|three|four|five|ten)\b")
_FILE = re.compile(r"\s(?:(?:in|of|from|for)\s+)?@\S+$")


def is_of_rows(rest: str) -> bool:
    """Return True for a condition or a group: "where city is Rome", "per region"."""
    return _OF_ROWS.match(rest) is not None


def is_order(rest: str) -> bool:
    """Return True for an order, or for some of what is in order: "descending", "top 2"."""
    return _ORDER.match(f" {rest}") is not None


def takes_order(task: str, rest: str) -> bool:
    """Return True if an order is for a question on a file that has no other limit to change."""
    limited = _LIMITED.search(without_order(task))
    return is_about_file(task) and is_order(rest) and limited is None


def without_order(task: str) -> str:
    """Return a task without the order at its end."""
    return _ORDER.sub("", task)


def is_about_file(task: str) -> bool:
    """Return True for a question that ends with a file, or with an order behind it."""
    return _FILE.search(without_order(task)) is not None


def goes_on_from_file(task: str, rest: str) -> bool:
    """Return True if a line asks for other rows, groups or another order of a file's question."""
    return is_about_file(task) and (is_of_rows(rest) or is_order(rest))


def of_file(task: str, rest: str) -> Iterator[str]:
    """Yield a question on a file for some rows, or by another group: "only where city is Rome"."""
    unordered = without_order(task)
    file = _FILE.search(unordered)
    if file is None or not is_of_rows(rest):
        return
    question, ending = task[: file.start()], task[file.start() :]
    by = wording(r" (?:by|per|for each) \S+(?= where |$)").search(question)
    if by and not rest.lower().startswith(("where ", "whose ")):
        yield question[: by.start()] + " " + rest + question[by.end() :] + ending
    elif " where " not in question:
        yield f"{question} {rest}{ending}"
