"""Answers a task by a bundled function as the pattern of the same name answered it."""

import json
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any, get_type_hints

import msgspec

from src.domain.json_value import JSONValue
from src.language.phrases import Phrase
from src.language.slot_values import read_slot
from src.library.bundled import BundledFunction
from src.library.catalogue import bundled_functions
from src.library.pattern_manifest import PatternManifest
from src.library.patterns import Match, Pattern, PatternBook

PATTERNS = Path(__file__).resolve().parents[2] / "tools" / "patterns"
OLD = PatternBook(PATTERNS)


class FunctionPattern(Pattern):
    """A bundled function as a pattern that the matching of PatternBook knows."""

    def __init__(self, entry: BundledFunction) -> None:
        choices = {name: tuple(words) for name, words in entry.choices.items()}
        manifest = PatternManifest(
            entry.name,
            entry.title,
            entry.description,
            entry.kind,
            entry.reason,
            entry.tags,
            entry.phrases,
            "",
            (),
            "",
            opposites=entry.opposites,
            choices=choices,
        )
        super().__init__(manifest, PATTERNS)
        self.entry = entry


class TransitionBook(PatternBook):
    """The functions that there are, and the patterns that are not functions yet."""

    @cached_property
    def patterns(self) -> dict[str, Pattern]:
        functions = {name: FunctionPattern(one) for name, one in bundled_functions().items()}
        return {**OLD.patterns, **functions}


NEW = TransitionBook(PATTERNS)


def arguments_of(entry: BundledFunction, match: Match) -> dict[str, Any]:
    """The arguments that a matched wording gives, as JSON values. Raises ValueError."""
    wanted = dict(match.slots)
    phrase = next(one for one in match.pattern.phrases if _fits(one, match, wanted))
    given: dict[str, Any] = {}
    for name, raw in wanted.items():
        kind = phrase.slot_types[name]
        words = entry.choices.get(kind)
        if words is not None and not hasattr(words, "items"):
            words = {word: word for word in words}
        given[name] = read_slot(kind, raw, words)
    if entry.objection is not None:
        said = entry.objection(wanted)
        if said:
            raise ValueError(said)
    return {**entry.constants.get(phrase.text, {}), **given}


def _fits(phrase: Phrase, match: Match, wanted: dict[str, str]) -> bool:
    from src.library.patterns import _words_of, wish_of

    wish = wish_of(match.text, NEW.vocabulary)
    found = phrase.match(wish, _words_of(wish), match.pattern.literals)
    return found is not None and dict(found.slots) == wanted


def called(entry: BundledFunction, arguments: dict[str, Any]) -> JSONValue:
    """What the function returns for JSON arguments, as JSON; a refusal as text."""
    hints = get_type_hints(entry.function)
    try:
        typed = {n: msgspec.convert(v, hints[n], strict=True) for n, v in arguments.items()}
        result = msgspec.to_builtins(entry.function(**typed))
    except msgspec.ValidationError as error:
        raise AssertionError(f"{entry.name}({arguments}): {error}") from error
    except ValueError as refusal:
        return f"refused: {refusal}"
    value: JSONValue = json.loads(json.dumps(result))
    return value


def new_answer(name: str, text: str) -> JSONValue:
    """What the function of that name answers to a task; text that says why it does not."""
    found = NEW.find(text)
    if not isinstance(found, Match):
        return f"refused: {found.reason}"
    if found.pattern.name != name:
        return f"answered by {found.pattern.name}"
    entry = bundled_functions()[name]
    try:
        return called(entry, arguments_of(entry, found))
    except ValueError as refusal:
        return f"refused: {refusal}"


def old_solver(pattern: Pattern) -> Callable[[str], JSONValue]:
    """The old program's own solve(); a refusal is given back as text."""
    module = ModuleType(pattern.name)
    code = compile(pattern.source, pattern.name, "exec")
    exec(code, module.__dict__)  # pylint: disable=exec-used

    def answer(description: str) -> JSONValue:
        try:
            # As it would arrive: through JSON.
            result: JSONValue = json.loads(json.dumps(module.__dict__["solve"](description)))
            return result
        except ValueError as refusal:
            return f"refused: {refusal}"

    return answer
