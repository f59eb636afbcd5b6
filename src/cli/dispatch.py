"""Decides whether a line is a command, also in plain English, a greeting, or a task."""

import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

from msgspec import Struct

from ..domain.errors import BadArguments, UnknownCommand
from ..domain.whole_number import whole_number
from .command_registry import FILE_SLOTS, FREE_SLOTS, NUMBER_SLOTS, Command, quoted

SHAPED_SLOTS = frozenset({"ID", "PATH", "DIR", "MODEL", "NAME", "RUN"})
"""One word after a command of two words: "memory show ID" is a command, whatever the ID."""
ANCHORS = frozenset({"NODE", "FUNCTION", "FILE", "KEY", "TOOL"})
_NAMED_SLOTS = frozenset({"NODE", "FUNCTION", "KEY", "TOOL"})
_MOST_NEAR_WORDS = 4

_IT = "(?:it|that|this|the (?:last )?(?:code|function|program|node))"
_CODE = "(?:(?:the|its|that|this|your) )?(?:source )?(?:code|source|function|program)"
_RESULT = "(?:(?:the|that|this|last) )*(?:result|answer|output)"
_SHOW = "(?:show|see|display|print|view)(?: me)?"
_SAVE = "(?:save|write|store)"
_INTO = r"(?: (?:to|in|into|as|under))?(?: (?:the|a) file)? (?P<path>\"[^\"]+\"|\S*[./~]\S*)"
_CLIPBOARD = "(?: to (?:the|my) clipboard)?"
_THAT_IS = (
    "(?:(?:no|nope|yes|yeah|yep|hm+|sorry)[ ,]+)?"
    "(?:(?:that|it|this|(?:the|your) (?:result|answer|output))(?:'s| is| was) )?"
)
_WRONG = "(?:wrong|incorrect|false|not (?:right|correct|true|what i (?:asked for|wanted|meant)))"
_PRAISE = "(?:great|cool|nice|perfect|awesome|super|wow|lovely|excellent|well done)"

_COMMANDS = (
    (f"{_SHOW} {_CODE}(?: again)?", "/show"),
    (f"_|{_SHOW} {_RESULT}(?: again)?", "/show result"),
    (f"(?:explain(?: (?:to )?me)?|describe) (?:{_CODE}|{_IT})", "/explain code"),
    ("how does (?:it|that|this|the code) work", "/explain code"),
    ("why(?: (?:is that|that|not))?|how did you (?:do|get|solve) (?:it|that)", "/explain"),
    (f"{_SAVE} (?:{_IT}|{_CODE}){_INTO}", "/save {path}"),
    (f"{_SAVE} {_RESULT}{_INTO}", "/save {path} result"),
    (f"copy (?:{_IT}|{_CODE}){_CLIPBOARD}", "/copy"),
    (f"copy {_RESULT}{_CLIPBOARD}", "/copy result"),
    (f"make {_IT} (?:run )?(?:faster|quicker)", "/evolve {node}"),
    (f"speed {_IT} up|speed up {_IT}|(?:optimi[sz]e|improve) {_IT}", "/evolve {node}"),
    (f"undo {_IT}|take {_IT} back", "/undo"),
    (f"{_THAT_IS}{_WRONG}(?: (?:result|answer|output))?", "/bad"),
    (f"{_THAT_IS}(?:right|correct)", "/good"),
    ("what can (?:you|i) do(?: here)?|who are you|help me|how does this work", "/help"),
    ("(?:good)?bye(?: bye)?|see you(?: later)?", "/exit"),
)


class ParsedLine(Struct, frozen=True):
    """A command with what was given to it, or, where `command` is None, a task's text."""

    text: str
    command: Command | None = None
    given: Mapping[str, str] | None = None


class Dispatcher:
    """Reads lines by the grammar of the commands and by what exists.

    `known(slot)` names what exists for a slot: node ids for NODE, settings for KEY ...; `is_task`
    says whether a text is answered as it is.
    """

    def __init__(
        self,
        commands: Iterable[Command],
        known: Callable[[str], tuple[str, ...]],
        is_task: Callable[[str], bool] = lambda text: False,
    ) -> None:
        self.commands = tuple(commands)
        self._by_name = {name: one for one in self.commands for name in one.names}
        self._known = known
        self._is_task = is_task

    def read(self, line: str, words: Sequence[str] = ()) -> ParsedLine:
        """Read a line as a command or a task.

        "/word" is always a command; raises UnknownCommand or BadArguments if it does not fit one.
        A bare line is one only if all of it fits and it cannot be a task; in a list of arguments
        (`words`), a command's free text may be anything. A line that is nearly a command, and
        that no function answers, raises UnknownCommand.
        """
        as_list = " ".join(map(quoted, words))
        if as_list != line and _split(as_list.removeprefix("/"))[0] in self._by_name:
            parsed = self._read(as_list, True)
            # Free text is taken as it is: quotes would become part of it.
            if parsed.given and not FREE_SLOTS & parsed.given.keys():
                return parsed
        return self._read(line, bool(words) and (len(words) > 1 or " " not in words[0]))

    def _read(self, line: str, is_list: bool) -> ParsedLine:
        text = line.strip()
        if text == "?":
            text = "help"
        if text.startswith("/"):
            name, rest = _split(text[1:])
            meant = self.named(name)
            given = meant.fit(rest)
            if given is None:
                raise _bad(meant)
            return ParsedLine(text, meant, given)
        name, rest = _split(text)
        found = self._by_name.get(name)
        if "\n" in text:
            return ParsedLine(text)
        given = found.fit(rest) if found else None
        # A word with a hyphen that is a command's name begins no task.
        if found and given is not None and ("-" in name or self._cannot_be_task(given, is_list)):
            return ParsedLine(text, found, given)
        if found and not rest and given is None:
            raise _bad(found)
        return self._nearly(text, found, given)

    def _nearly(
        self, text: str, found: Command | None, given: Mapping[str, str] | None
    ) -> ParsedLine:
        """Read a line that is nearly a command as that command, which reports the error.

        A longer line must name a node by an ID: no task has a word such as add_node.
        """
        names_node = given is not None and given.get("NODE", "").endswith("_node")
        if len(text.split()) > _MOST_NEAR_WORDS and not names_node:
            return ParsedLine(text)
        if found and given and self._names_nearly(given) and not self._is_task(text):
            return ParsedLine(text, found, given)
        meant = self.meant(text) if found is None else ""
        if meant and not self._is_task(text):
            name = _split(text)[0]
            raise UnknownCommand(f"Unknown command: {name}.", hint=f"Did you mean: {meant[1:]}?")
        return ParsedLine(text)

    def _names_nearly(self, given: Mapping[str, str]) -> bool:
        """Return True if every missing name is near an existing one, or has the form of a name."""
        missing = [
            (slot, word)
            for slot, word in given.items()
            if slot.isupper() and slot != "CHOICE" and not self._exists(slot, word)
        ]
        return bool(missing) and all(
            slot in _NAMED_SLOTS
            and (re.fullmatch(r"\w+(?:[_.-]\w+)+", word) or _is_near(word, self._known(slot)))
            for slot, word in missing
        )

    def named(self, name: str) -> Command:
        """Return the command of this name. Raises UnknownCommand with the nearest one."""
        name = name.lstrip("/").casefold()
        if name in self._by_name:
            return self._by_name[name]
        near = _closest(name, self._by_name, cutoff=0.6)
        hint = f"Did you mean /{near[0]}?" if near else "Type help for all commands."
        raise UnknownCommand(f"Unknown command: /{name}.", hint=hint)

    def meant(self, text: str) -> str:
        """Return the slashed command that a task's text may have been meant as ("" if none)."""
        name, rest = _split(text.strip())
        if len(rest.split()) > 3:
            return ""
        near = [name] if name in self._by_name else _closest(name, self._by_name, cutoff=0.75)
        if not near or self._by_name[near[0]].fit(rest) is None:
            return ""
        return f"/{near[0]} {rest}".rstrip()

    def _cannot_be_task(self, given: Mapping[str, str], is_list: bool) -> bool:
        slots = {slot: word for slot, word in given.items() if slot.isupper() and slot != "CHOICE"}
        has_free_text = bool(FREE_SLOTS & slots.keys())
        if has_free_text and not (is_list or ANCHORS & slots.keys()):
            # "search gcd": a text that names a function is an argument.
            return any(slots.get(slot, "") in self._known("FUNCTION") for slot in FREE_SLOTS)
        return all(self._exists(slot, word) for slot, word in slots.items())

    def _exists(self, slot: str, word: str) -> bool:
        if slot in FREE_SLOTS or slot in SHAPED_SLOTS:
            return True
        if slot == "ADDRESS":
            return "://" in word
        if slot in NUMBER_SLOTS:
            return whole_number(word) >= 0
        if slot in FILE_SLOTS:
            path = Path(os.path.expanduser(word.removeprefix("@")))
            # No task is a word and a program's name: where the file is missing, that is to be said.
            return path.is_file() or path.suffix == ".py"
        return word in self._known(slot)


def _closest(name: str, known: Iterable[str], cutoff: float = 0.7) -> list[str]:
    import difflib

    return difflib.get_close_matches(name, known, n=1, cutoff=cutoff)


def _is_near(word: str, known: Iterable[str]) -> bool:
    """Return True if a word is close to a name, or a short name with its letters mixed up."""
    stems = [name.removesuffix("_node") for name in known]
    mixed_up = sorted(word)
    return any(sorted(stem) == mixed_up for stem in stems) or bool(_closest(word, stems))


def _split(text: str) -> tuple[str, str]:
    words = text.split(maxsplit=1)
    return (words[0].casefold() if words else ""), (words[1] if len(words) > 1 else "")


def _bad(found: Command) -> BadArguments:
    return BadArguments(
        f"/{found.name} is not complete, or has a word too many.",
        hint="Usage: " + "  or  ".join(found.usages),
    )


def spoken_command(text: str, last_node: str) -> str:
    """Return the slashed command that a line in plain English is ("" if none).

    `last_node` is the node that answered the last task, which "make it faster" is about.
    """
    # Imported here and below: its patterns are compiled with the first line, not at the start.
    from ..language.small_talk import without_small_talk

    line = text.strip().rstrip("?!. ")
    for said in dict.fromkeys((line, without_small_talk(line))):
        for pattern, command in _command_wordings():
            found = pattern.fullmatch(said)
            if found and (last_node or "{node}" not in command):
                return command.format(node=last_node, **found.groupdict())
    return ""


def small_talk_reply(text: str) -> str:
    """Return what is said to a greeting or to thanks ("" if the line is neither)."""
    from ..language.small_talk import HELLO, THANKS, wording

    line = text.strip().rstrip("?!. ")
    greeting = rf"{HELLO}(?: (?:there|everyone|you))?"
    asked = r"how (?:are|'re) you(?: doing)?(?: today)?|how is it going|what's up"
    if wording(rf"{greeting}|(?:{greeting}[\s,!.]*)?(?:{asked})").fullmatch(line):
        return "Hello. Type a task, such as “add 10 and 20”, or help."
    praised = wording(rf"(?:(?:ok(?:ay)?|{_PRAISE})[\s,!.]*)*(?:{THANKS}|{_PRAISE})")
    return "You are welcome." if praised.fullmatch(line) else ""


@cache
def _command_wordings() -> tuple[tuple[re.Pattern[str], str], ...]:
    from ..language.small_talk import wording

    return tuple((wording(pattern), command) for pattern, command in _COMMANDS)
