"""Decides whether a line is a command or a task."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ..domain.errors import BadArguments, UnknownCommand
from .command_registry import Command
from .commands.usage_grammar import FILE_SLOTS, FREE_SLOTS, NUMBER_SLOTS

SHAPED_SLOTS = frozenset({"ID", "PATH", "DIR", "MODEL", "NAME"})
"""One word behind a command of two words: "memory show ID" is no task, whatever the id."""
ANCHORS = frozenset({"NODE", "FILE", "KEY"})


@dataclass(frozen=True, slots=True)
class ParsedLine:
    """A command with what was given to it, or, where `command` is None, a task's text."""

    text: str
    command: Command | None = None
    given: Mapping[str, str] | None = None


class Dispatcher:
    """Reads lines by the grammar of the commands and by what exists.

    `known(slot)` names what exists for a slot: node ids for NODE, settings for KEY ...
    """

    def __init__(
        self, commands: Iterable[Command], known: Callable[[str], tuple[str, ...]]
    ) -> None:
        self.commands = tuple(commands)
        self._by_name = {name: one for one in self.commands for name in one.names}
        self._known = known

    def read(self, line: str) -> ParsedLine:
        """Tell what a line asks for.

        "/word" is always a command; raises UnknownCommand or BadArguments where it is none. A
        bare line is one only if all of it fits and it cannot be a task.
        """
        text = line.strip()
        if text == "?":
            text = "help"
        if text.startswith("/"):
            return self._slashed(text)
        name, rest = _split(text)
        found = self._by_name.get(name)
        if found is None or "\n" in text:
            return ParsedLine(text)
        given = found.fit(rest)
        # A word with a hyphen that is a command's name begins no task.
        if given is not None and ("-" in name or self._cannot_be_task(given)):
            return ParsedLine(text, found, given)
        if not rest and given is None:
            raise _bad(found)
        return ParsedLine(text)

    def named(self, name: str) -> Command:
        """The command of this name. Raises UnknownCommand with the nearest one."""
        name = name.lstrip("/").casefold()
        if name in self._by_name:
            return self._by_name[name]
        near = self._near(name, cutoff=0.6)
        hint = f"Did you mean /{near[0]}?" if near else "Type help for all commands."
        raise UnknownCommand(f"There is no command /{name}.", hint=hint)

    def meant(self, text: str) -> str:
        """The slashed command that a task's text may have been meant as ("" if none)."""
        name, rest = _split(text.strip())
        if len(rest.split()) > 3:
            return ""
        near = [name] if name in self._by_name else self._near(name, cutoff=0.75)
        if not near or self._by_name[near[0]].fit(rest) is None:
            return ""
        return f"/{near[0]} {rest}".rstrip()

    def _near(self, name: str, cutoff: float) -> list[str]:
        import difflib

        return difflib.get_close_matches(name, self._by_name, n=1, cutoff=cutoff)

    def _slashed(self, text: str) -> ParsedLine:
        name, rest = _split(text[1:])
        found = self.named(name)
        given = found.fit(rest)
        if given is None:
            raise _bad(found)
        return ParsedLine(text, found, given)

    def _cannot_be_task(self, given: Mapping[str, str]) -> bool:
        slots = {slot: word for slot, word in given.items() if slot.isupper() and slot != "CHOICE"}
        has_free_text = bool(FREE_SLOTS & slots.keys())
        if has_free_text and not ANCHORS & slots.keys():
            return False
        return all(self._exists(slot, word) for slot, word in slots.items())

    def _exists(self, slot: str, word: str) -> bool:
        if slot in FREE_SLOTS or slot in SHAPED_SLOTS:
            return True
        if slot in NUMBER_SLOTS:
            return word.isdigit()
        if slot in FILE_SLOTS:
            path = Path(word.removeprefix("@")).expanduser()
            # No task is a word and a program's name: where the file is missing, that is to be said.
            return path.is_file() or path.suffix == ".py"
        return word in self._known(slot)


def _split(text: str) -> tuple[str, str]:
    words = text.split(maxsplit=1)
    return (words[0].casefold() if words else ""), (words[1] if len(words) > 1 else "")


def _bad(found: Command) -> BadArguments:
    return BadArguments(
        f"/{found.name} is not complete, or has a word too many.",
        hint="Usage: " + "  or  ".join(found.usages),
    )
