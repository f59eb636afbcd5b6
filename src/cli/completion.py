"""Completes commands, what stands behind them, and @files in tasks."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document

from .command_registry import Command
from .commands.usage_grammar import FILE_SLOTS, UsageSlot


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
        """What may stand at the cursor."""
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
            for text in (*self._candidates(grammar.place_after(before), word), *options):
                if text.startswith(word) and text not in seen:
                    seen.add(text)
                    yield Completion(text, -len(word))
            if any(place.name in FILE_SLOTS for place in grammar.place_after(before)):
                yield from _files(word)

    def _candidates(self, places: tuple[UsageSlot, ...], word: str) -> tuple[str, ...]:
        if not places or places[0].is_free:
            return ()
        place = places[0]
        if place.name == "COMMAND" and not word:
            return tuple(one.name for one in self._commands)
        return place.choices or self._known(place.name)


def _files(start: str) -> Iterator[Completion]:
    folder, _, prefix = start.rpartition("/")
    shown = Path(folder + "/" if folder or start.startswith("/") else ".").expanduser()
    try:
        entries = sorted(shown.iterdir())
    except OSError:
        return
    for entry in entries[:500]:
        hidden = entry.name.startswith(".") and not prefix.startswith(".")
        if entry.name.startswith(prefix) and not hidden:
            end = "/" if entry.is_dir() else ""
            yield Completion(entry.name + end, -len(prefix))
