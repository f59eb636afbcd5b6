"""A wording of a task that a node is known to answer, and the list of them that a node keeps."""

from collections.abc import Callable, Iterable

from msgspec import Struct

from .json_value import JSONObject, JSONValue


class Wording(Struct, frozen=True):
    """The text of a solved task, what its function was called with, and its phrase.

    The phrase reads other values from the same form of task ("" where only this very text is
    known). `arguments` is None for a program that reads the text itself; its phrase is the
    template of the texts that it reads.
    """

    text: str
    arguments: JSONObject | None
    phrase: str = ""


EditWordings = Callable[[tuple[Wording, ...]], tuple[Wording, ...]]
"""What becomes of the wordings of a node."""


def read_wordings(kept: JSONValue) -> tuple[Wording, ...]:
    """Read the wordings of a list of JSON objects; anything else in it is ignored."""
    found: list[Wording] = []
    for one in kept if isinstance(kept, list) else ():
        if isinstance(one, dict) and isinstance(one.get("text"), str):
            arguments = one.get("arguments")
            given = arguments if isinstance(arguments, dict) else None
            found.append(Wording(str(one["text"]), given, str(one.get("phrase", ""))))
    return tuple(found)


def with_wording(wordings: Iterable[Wording], new: Wording) -> tuple[Wording, ...]:
    """Add a wording, unless its phrase or, without a phrase, its text is known."""
    kept = tuple(wordings)
    if any(_name(wording) == _name(new) for wording in kept):
        return kept
    return (*(wording for wording in kept if wording.text != new.text), new)


def without_wording(wordings: Iterable[Wording], text: str) -> tuple[Wording, ...]:
    """Return the wordings without the one of this text."""
    return tuple(wording for wording in wordings if wording.text != text)


def _name(wording: Wording) -> tuple[bool, str]:
    return bool(wording.phrase), wording.phrase or wording.text
