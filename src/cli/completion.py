"""Completes commands, their arguments, and @files in tasks."""

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document

from .command_registry import FILE_SLOTS, Command, UsageSlot


class LineCompleter(Completer):
    """Completes a line by the commands' usages; `known` as for the dispatcher."""

    def __init__(
        self, commands: tuple[Command, ...], known: Callable[[str], tuple[str, ...]]
    ) -> None:
        self._commands = commands
        self._known = known

    def get_completions(
        self, document: Document, complete_event: CompleteEvent
    ) -> Iterable[Completion]:
        """Return the completions at the cursor."""
        text = document.text_before_cursor
        words = text.split()
        word = "" if not words or text[-1:].isspace() else words[-1]
        if word.startswith("@"):
            yield from _files(word[1:])
        elif len(words) <= 1 and (word or not text):
            yield from self._names(word)
        elif words:
            yield from self._arguments(words, word)

    def _names(self, word: str) -> Iterator[Completion]:
        slash = "/" if word.startswith("/") else ""
        for one in self._commands:
            for name in one.names if word else (one.name,):
                if name.startswith(word.lstrip("/").casefold()):
                    yield Completion(
                        slash + name,
                        -len(word),
                        display_meta=one.summary if name == one.name else f"the same as {one.name}",
                    )
                    break

    def _arguments(self, words: list[str], word: str) -> Iterator[Completion]:
        name = words[0].lstrip("/").casefold()
        found = next((one for one in self._commands if name in one.names), None)
        if found is None:
            return
        before = len(words) - 1 - bool(word)
        seen: set[str] = set()
        for grammar in found.grammars:
            options = (option.flag for option in grammar.options if option.flag not in words)
            places = grammar.place_after(before)
            for text in (*self._candidates(places, word), *self._named(places, words), *options):
                if text.startswith(word) and text not in seen:
                    seen.add(text)
                    yield Completion(text, -len(word))
            if any(place.name in FILE_SLOTS for place in places):
                yield from _files(word)

    def _named(self, places: tuple[UsageSlot, ...], words: list[str]) -> Iterator[str]:
        """Offer the arguments of the node to run that were not given yet, as "n="."""
        if places and places[0].name == "INPUT" and len(words) > 1:
            for name in self._known(f"INPUT {words[1]}"):
                if not any(word.startswith(f"{name}=") for word in words):
                    yield f"{name}="

    def _candidates(self, places: tuple[UsageSlot, ...], word: str) -> tuple[str, ...]:
        if not places or places[0].is_free:
            return ()
        place = places[0]
        if place.name == "COMMAND" and not word:
            return tuple(one.name for one in self._commands)
        return place.choices or self._known(place.name)


def _files(start: str) -> Iterator[Completion]:
    folder, _, prefix = start.rpartition("/")
    shown = Path(os.path.expanduser(folder + "/" if folder or start.startswith("/") else "."))
    try:
        entries = sorted(shown.iterdir())
    except OSError:
        return
    for entry in entries[:500]:
        hidden = entry.name.startswith(".") and not prefix.startswith(".")
        if entry.name.startswith(prefix) and not hidden:
            end = "/" if entry.is_dir() else ""
            yield Completion(entry.name + end, -len(prefix))
