"""How things look: colours, marks and what a terminal can do."""

import os
from collections.abc import Mapping
from types import MappingProxyType
from typing import TextIO

from msgspec import Struct

from .output import Tone

_DARK = {
    Tone.STEP: "cyan",
    Tone.GOOD: "green",
    Tone.BAD: "red",
    Tone.WARN: "yellow",
    Tone.HINT: "bright_black",
    Tone.HEAD: "bold",
    Tone.DIM: "bright_black",
    Tone.RESULT: "bold",
}
_LIGHT = {**_DARK, Tone.STEP: "blue", Tone.WARN: "magenta"}
_PLAIN = {Tone.HEAD: "bold", Tone.BAD: "bold", Tone.RESULT: "bold"}

THEMES: Mapping[str, Mapping[Tone, str]] = MappingProxyType(
    {"dark": _DARK, "light": _LIGHT, "plain": _PLAIN}
)

_MARKS = {Tone.STEP: "> ", Tone.GOOD: "✓ ", Tone.BAD: "✗ ", Tone.WARN: "! "}
_ASCII_MARKS = {Tone.STEP: "> ", Tone.GOOD: "ok ", Tone.BAD: "x ", Tone.WARN: "! "}


class TerminalFeatures(Struct, frozen=True):
    """What a stream can show: a terminal at all, colour, cursor movement, Unicode."""

    terminal: bool = False
    colour: bool = False
    moving: bool = False
    unicode: bool = True
    theme: str = "dark"

    def style(self, tone: Tone) -> str:
        """Return the terminal style of a tone ("" for none)."""
        return THEMES[self.theme].get(tone, "")

    def mark(self, tone: Tone) -> str:
        """Return the mark before a line of this tone."""
        return (_MARKS if self.unicode else _ASCII_MARKS).get(tone, "")


def features_of(
    stream: TextIO, environment: Mapping[str, str], theme: str = "auto"
) -> TerminalFeatures:
    """Find out what a stream can show, as NO_COLOR, TERM and ACCESSIBLE ask for."""
    terminal = stream.isatty()
    dumb = environment.get("TERM", "") in ("", "dumb", "unknown")
    return TerminalFeatures(
        terminal=terminal,
        colour=terminal and not dumb and not environment.get("NO_COLOR"),
        moving=terminal and not dumb and not is_accessible(environment),
        unicode=_writes_unicode(stream),
        theme=_chosen_theme(theme, environment),
    )


def is_accessible(environment: Mapping[str, str]) -> bool:
    """Return True if lines may only be appended (for screen readers)."""
    return environment.get("ACCESSIBLE", "") not in ("", "0")


def is_dumb(environment: Mapping[str, str] = os.environ) -> bool:
    """Return True if the terminal cannot move its cursor."""
    return environment.get("TERM", "") in ("dumb", "unknown")


def _writes_unicode(stream: TextIO) -> bool:
    try:
        "✓├─".encode(stream.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _chosen_theme(wanted: str, environment: Mapping[str, str]) -> str:
    if wanted in THEMES:
        return wanted
    # COLORFGBG is "foreground;background"; 7 and 15 are the light backgrounds.
    return "light" if environment.get("COLORFGBG", "").rpartition(";")[2] in ("7", "15") else "dark"
