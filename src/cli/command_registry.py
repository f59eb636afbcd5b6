"""What a command is: its usage lines, how a typed line fits one, and what it does."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

from msgspec import Struct

from .context import CommandContext
from .output import Output

Given: TypeAlias = Mapping[str, str]
Action: TypeAlias = Callable[[CommandContext, Given], Output]
FREE_SLOTS = frozenset({"TEXT", "INPUT", "VALUE", "TASK"})
FILE_SLOTS = frozenset({"FILE", "WITH"})
NUMBER_SLOTS = frozenset({"N", "A", "B", "VERSION"})

_PIECE = re.compile(r"\[[^\]]*\]|--\S+ [A-Z]+|\S+")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"\s*|(\S+)\s*')


class UsageSlot(Struct, frozen=True):
    """One place of a usage: literal choices, or a named slot; `group` numbers an optional part."""

    name: str
    choices: tuple[str, ...] = ()
    group: int = 0

    @property
    def is_free(self) -> bool:
        """True if the place takes all the rest of the line."""
        return self.name in FREE_SLOTS


class Option(Struct, frozen=True):
    """An option of a usage, "--write", or with a value, "--version N"."""

    flag: str
    slot: str = ""
    required: bool = False


class UsageLine(Struct, frozen=True):
    """A parsed usage: the command's name, its places and its options."""

    name: str
    places: tuple[UsageSlot, ...]
    options: tuple[Option, ...]

    def fit(self, line: str) -> dict[str, str] | None:
        """Return the word of each place (choices under "CHOICE"), or None if the line differs."""
        given: dict[str, str] = {}
        rest = self._take_options(line.strip(), given)
        if rest is None:
            return None
        for places in self._variants():
            fitted = _fit(places, rest)
            if fitted is not None:
                return given | fitted
        return None

    def place_after(self, words: int) -> tuple[UsageSlot, ...]:
        """Return the places that may come after so many words, for completion."""
        index = min(words, len(self.places) - 1) if self._ends_free else words
        return self.places[index : index + 1]

    @property
    def _ends_free(self) -> bool:
        return bool(self.places) and self.places[-1].is_free

    def _variants(self) -> Iterable[tuple[UsageSlot, ...]]:
        """Return the places with optional groups left out from the end, the longest first."""
        last = max((place.group for place in self.places), default=0)
        for limit in range(last, -1, -1):
            yield tuple(place for place in self.places if place.group <= limit)

    def _take_options(self, line: str, given: dict[str, str]) -> str | None:
        for option in self.options:
            value = r'\s+("[^"]*"|\S+)' if option.slot else ""
            pattern = rf"(?<!\S){re.escape(option.flag)}{value}(?!\S)"
            found = re.search(pattern, line)
            if found:
                given[option.flag] = found.group(1).strip('"') if option.slot else "yes"
                line = (line[: found.start()] + line[found.end() :]).strip()
            elif option.required:
                return None
        unknown = self.options and re.search(r"(?<!\S)--[a-z]", line) and not self._ends_free
        return None if unknown else line


def quoted(word: str) -> str:
    """Return a word as a usage's place takes it: in quotes if it holds a space."""
    return f'"{word}"' if " " in word and '"' not in word else word


def read_usage(usage: str) -> UsageLine:
    """Read a usage line; optional parts in brackets nest no deeper than one level."""
    name, _, rest = usage.lstrip("/").partition(" ")
    places: list[UsageSlot] = []
    options: list[Option] = []
    group = 0
    for piece in _PIECE.findall(rest):
        words = piece.strip("[]").split()
        if words[0].startswith("--"):
            slot = words[1] if len(words) > 1 else ""
            options.append(Option(words[0], slot, required=not piece.startswith("[")))
            continue
        group += piece.startswith("[")
        places += [_place(word, group if piece.startswith("[") else 0) for word in words]
    return UsageLine(name, tuple(places), tuple(options))


def _place(word: str, group: int) -> UsageSlot:
    if word.isupper():
        return UsageSlot(word, group=group)
    return UsageSlot("CHOICE", tuple(word.split("|")), group)


def _fit(places: tuple[UsageSlot, ...], rest: str) -> dict[str, str] | None:
    given: dict[str, str] = {}
    for place in places:
        if not rest:
            return None
        if place.is_free:
            given[place.name], rest = rest, ""
            continue
        found = _QUOTED.match(rest)
        if found is None:
            return None
        word = found.group(2) if found.group(1) is None else found.group(1)
        if place.choices and word.casefold() not in place.choices:
            return None
        given[place.name] = word.casefold() if place.choices else word
        rest = rest[found.end() :]
    return None if rest else given


class Command(Struct, frozen=True):
    """A command: its usages (the first is shown first), its summary, and what it does.

    `summary` is the first line of the function's docstring, `details` the rest.
    """

    usages: tuple[str, ...]
    action: Action
    aliases: tuple[str, ...] = ()
    group: str = "Session"

    @property
    def grammars(self) -> tuple[UsageLine, ...]:
        """The parsed usages."""
        return tuple(read_usage(usage) for usage in self.usages)

    @property
    def name(self) -> str:
        """The command's word, without the slash."""
        return self.usages[0].lstrip("/").partition(" ")[0]

    @property
    def names(self) -> tuple[str, ...]:
        """The name and its aliases."""
        return (self.name, *self.aliases)

    @property
    def summary(self) -> str:
        """What it does, in one line."""
        return (self.action.__doc__ or "").strip().partition("\n")[0]

    @property
    def details(self) -> str:
        """The details behind the summary ("" for none)."""
        rest = (self.action.__doc__ or "").strip().partition("\n")[2]
        return "\n".join(line.strip() for line in rest.strip().splitlines())

    def fit(self, rest: str) -> dict[str, str] | None:
        """Return the words after the name by their places, or None if they fit no usage."""
        # A word that a usage spells out is never a value of another one.
        spelled = sorted(self.grammars, key=lambda one: not any(p.choices for p in one.places[:1]))
        for grammar in spelled:
            given = grammar.fit(rest)
            if given is not None:
                return given
        return None


def command(
    *usages: str, aliases: tuple[str, ...] = (), group: str = "Session"
) -> Callable[[Action], Command]:
    """Make a command of a function: usage lines as "/run NODE [INPUT]", summary from docstring."""

    def make(action: Action) -> Command:
        return Command(usages, action, aliases, group)

    return make
