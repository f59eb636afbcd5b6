"""What commands answer, before it is known how it is shown: lines, grids, code, trees, JSON."""

from enum import StrEnum
from typing import TypeAlias

from msgspec import Struct

from ..domain.json_value import JSONObject, JSONValue, to_json

_PROGRAMS = frozenset({"ollama", "pip", "python", "make", "sudo", "apt"})


class Tone(StrEnum):
    """How a line is meant; the theme decides how it looks."""

    PLAIN = "plain"
    STEP = "step"
    GOOD = "good"
    BAD = "bad"
    WARN = "warn"
    HINT = "hint"
    HEAD = "head"
    DIM = "dim"
    RESULT = "result"


class Line(Struct, frozen=True):
    """A line of text; `verbatim` is never wrapped at words nor shortened."""

    text: str
    tone: Tone = Tone.PLAIN
    verbatim: bool = False


class Grid(Struct, frozen=True):
    """Rows under columns; the last column takes what room is left."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Code(Struct, frozen=True):
    """Source text to be highlighted."""

    source: str
    language: str = "python"


class Branch(Struct, frozen=True):
    """A label with branches below it."""

    label: str
    branches: tuple["Branch", ...] = ()
    tone: Tone = Tone.PLAIN


Part: TypeAlias = Line | Grid | Code | Branch


class Output(Struct, frozen=True):
    """What a command answers: parts for people, the same facts as JSON for scripts.

    `ok` is False where a script should see a failure; `paged` shows what is longer than the screen
    in a pager.
    """

    parts: tuple[Part, ...] = ()
    answer: JSONValue = None
    ok: bool = True
    paged: bool = False


def picked(one: object, *names: str) -> JSONObject:
    """Return the named attributes of a value as a JSON object."""
    return {name: to_json(getattr(one, name)) for name in names}


def count(number: int, noun: str) -> str:
    """Return a number with its noun in the right form."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def capital(text: str) -> str:
    """Capitalize a text that begins with a plain word, not with a file or a name."""
    first = text.partition(" ")[0].rstrip(",")
    return text[:1].upper() + text[1:] if first.isalpha() and first.islower() else text


def hint_text(hint: str) -> str:
    """Return a hint as a sentence; a command to type is introduced by "Try:"."""
    return f"Try: {hint}" if hint.partition(" ")[0] in _PROGRAMS else capital(hint)


def said(text: str, tone: Tone = Tone.PLAIN, answer: JSONValue = None) -> Output:
    """Return an output of one line."""
    return Output((Line(text, tone),), {"message": text} if answer is None else answer)
