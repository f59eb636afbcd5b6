"""Which bundled pattern, if any, answers the whole of a task?"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from ..documents.yaml_text import read_yaml
from ..domain.errors import ConfigError
from ..domain.task import Example, TaskKind, Workload
from ..language.phrases import Phrase, PhraseMatch
from ..language.request_cleanup import clean_request
from ..language.slot_types import WHAT_IS_MISSING
from ..language.spelling import corrected, corrections
from ..language.word_reader import NotArithmetic
from .calculator import read_arithmetic
from .pattern_manifest import PatternManifest

_WORDS = re.compile(r"[^\W_]+")
# "12th" is a word, and so is its "th".
_LETTERS = re.compile(r"[^\W\d_]+")
_BRACED = re.compile(r"(\"?)\{(\w+)\}")
# Shared with a pattern, they do not make a task like it.
_SAY_NOTHING = frozenset(
    "a an and as at by do for from give i in into is it make me my of on or please show tell the to"
    " what with write you".split()
)
_ASKS_WHAT_IT_IS = re.compile(r"\s*(?:what(?:['’]?s|\s+is|\s+are)|define)\b", re.IGNORECASE)
_EMPTY_LIST = re.compile(r"\[\s*\]")
# Whoever leaves out the last part leaves out the word before it too: "convert 5 miles".
_LINKS = ("", "to", "and")
_LONGEST = 100_000
_QUOTES = "\"'"


class Pattern:
    """A bundled solution: its manifest, its phrases, and its program."""

    def __init__(self, manifest: PatternManifest, folder: Path) -> None:
        self.manifest = manifest
        self.name = manifest.name
        self.folder = folder
        self.phrases = tuple(Phrase(text, manifest.choices) for text in manifest.phrases)

    @cached_property
    def source(self) -> str:
        """The program's text."""
        return (self.folder / "main.py").read_text(encoding="utf-8")

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word the pattern is described with, lower-case."""
        manifest = self.manifest
        told = " ".join((manifest.title, manifest.description, *manifest.tags))
        return self.literals | frozenset(_WORDS.findall(told.lower()))

    @cached_property
    def literals(self) -> frozenset[str]:
        """Every word its phrases are made of, lower-case."""
        return frozenset().union(*(phrase.words for phrase in self.phrases))

    @property
    def examples(self) -> tuple[Example, ...]:
        """The examples as the suite wants them."""
        return tuple(Example(entry.task, entry.result) for entry in self.manifest.examples)

    @property
    def workload(self) -> Workload:
        """What its program is measured on."""
        return Workload(self.manifest.workload)


@dataclass(frozen=True, slots=True)
class Match:
    """A pattern that answers the whole task, with what stood in its slots.

    `text` is the task with its typing errors mended, `mended` names each (typed, meant).
    """

    pattern: Pattern
    slots: Mapping[str, str]
    text: str
    mended: tuple[tuple[str, str], ...] = ()
    free: str = ""

    @property
    def canonical(self) -> str:
        """The task in the pattern's plainest wording; it must get the same answer.

        The task itself where a slot has neither value nor default.
        """
        manifest = self.pattern.manifest
        values = {**manifest.defaults, **self.slots}
        wanted = _BRACED.findall(manifest.canonical)
        if not all(name in values for _, name in wanted):
            return self.text

        def value(slot: re.Match[str]) -> str:
            quote, name = slot.groups()
            return f'"{values[name].strip().strip(_QUOTES)}' if quote else values[name]

        return _BRACED.sub(value, manifest.canonical)


@dataclass(frozen=True, slots=True)
class Miss:
    """Why no pattern answers, in one sentence, and the pattern that nearly would have."""

    reason: str
    near: Pattern | None = None


class PatternBook:
    """The bundled patterns of a folder, read when they are first needed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @cached_property
    def patterns(self) -> Mapping[str, Pattern]:
        """All patterns by name. Raises ConfigError for a broken manifest."""
        found = map(self._read, sorted(self._folder.glob("*/pattern.yaml")))
        return {pattern.name: pattern for pattern in found}

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Every literal word of every phrase."""
        all_phrases = (phrase for p in self.patterns.values() for phrase in p.phrases)
        return frozenset().union(*(phrase.words for phrase in all_phrases))

    def find(self, text: str) -> Match | Miss:
        """The one pattern that answers the whole of this task, or why there is none.

        A task that matches as it stands is preferred; else misspelt words are read as known
        ones.
        """
        if len(text) > _LONGEST:
            return Miss("it is too long; put it into a file and name it as @file")
        found = self._find_exactly(text)
        if isinstance(found, Match) or found.near is not None:
            return found
        for changes in corrections(text, self.vocabulary):
            attempt = self._find_exactly(corrected(text, changes))
            if isinstance(attempt, Match) and not _touches_slots(attempt, changes):
                return replace(attempt, mended=tuple(changes.items()))
        return found

    def accepts(self, name: str, text: str) -> bool:
        """Tell whether this pattern's program, as it is, answers the whole of this task."""
        found = self._find_exactly(text)
        return isinstance(found, Match) and found.pattern.name == name

    def nearest(self, text: str, limit: int = 3) -> tuple[Pattern, ...]:
        """The patterns that share most words with a task, rare words weighing more."""
        words = frozenset(_stem(word) for word in _LETTERS.findall(text.lower())) - _SAY_NOTHING
        scored = [
            (sum(self._weights.get(word, 0.0) for word in words & stems), name)
            for name, stems in self._stems.items()
        ]
        best = sorted(scored, key=lambda pair: (-pair[0], pair[1]))[:limit]
        floor = 0.4 * best[0][0] if best else 0.0
        return tuple(self.patterns[name] for score, name in best if score > floor)

    @cached_property
    def _stems(self) -> Mapping[str, frozenset[str]]:
        return {n: frozenset(map(_stem, p.words)) for n, p in self.patterns.items()}

    @cached_property
    def _weights(self) -> Mapping[str, float]:
        counts: dict[str, int] = {}
        for stems in self._stems.values():
            for stem in stems:
                counts[stem] = counts.get(stem, 0) + 1
        return {stem: 1.0 / count for stem, count in counts.items()}

    def _read(self, path: Path) -> Pattern:
        manifest = read_yaml(path, PatternManifest)
        if manifest.name != path.parent.name:
            raise ConfigError(f"{path}: name: expected {path.parent.name}, as the folder is called")
        try:
            return Pattern(manifest, path.parent)
        except ValueError as error:
            raise ConfigError(f"{path}: phrases: {error}") from error

    def _find_exactly(self, text: str) -> Match | Miss:
        wish = clean_request(text, self.vocabulary)
        words = _words_of(wish)
        matches = sorted(self._matches(wish, words), key=lambda pair: len(pair[1].free))
        if not matches:
            return self._miss(wish, words)
        pattern, match = matches[0]
        if pattern.manifest.kind is TaskKind.SIMPLE_CONTENT and _ASKS_WHAT_IT_IS.match(text):
            return Miss("it asks what such a text is, and only the text itself can be made")
        rivals = {p.name for p, m in matches if len(m.free) == len(match.free)}
        if len(rivals) > 1:
            return Miss(f"it could mean {' or '.join(sorted(rivals))}", pattern)
        objection = match.objection or self._wish_within(wish, match, pattern)
        if objection:
            return Miss(objection, pattern)
        return Match(pattern, match.slots, text, free=match.free)

    def _wish_within(self, wish: str, match: PhraseMatch, pattern: Pattern) -> str:
        """The objection to taking for a text what is another pattern's task, or makes one."""
        for text, before in match.texts:
            behind = (before + text).strip()
            for within in (text, *((behind,) if behind != wish.strip() else ())):
                if self._is_wish(clean_request(within, self.vocabulary), pattern):
                    return f"“{within}” is a task of its own; put it in quotes if it is the text"
        return ""

    def _is_wish(self, wish: str, besides: Pattern) -> bool:
        found = self._matches(wish, _words_of(wish)) if len(wish.split()) > 1 else ()
        if any(pattern is not besides for pattern, _ in found):
            return True
        return _is_arithmetic(wish)

    def _matches(self, wish: str, words: frozenset[str]) -> Iterator[tuple[Pattern, PhraseMatch]]:
        """The best match of every pattern that matches; without objection if there is one."""
        for pattern in self.patterns.values():
            found = [
                m
                for m in (p.match(wish, words, pattern.literals) for p in pattern.phrases)
                if m is not None
            ]
            if found:
                yield pattern, min(found, key=lambda m: (bool(m.objection), len(m.free)))

    def _miss(self, wish: str, words: frozenset[str]) -> Miss:
        if _is_arithmetic(_EMPTY_LIST.sub("[1, 2]", wish)):
            return Miss("the list is empty; it needs at least one number")
        for link in _LINKS:
            shown = words | {link} if link else words
            for pattern in self.patterns.values():
                for phrase in pattern.phrases:
                    missing = phrase.missing_slots(f"{wish} {link}".rstrip(), shown)
                    if missing and not (link and len(missing) > 1):
                        return Miss(_sentence(missing, link), pattern)
        return Miss("no bundled pattern covers the whole of this task")


def _is_arithmetic(wish: str) -> bool:
    try:
        return bool(read_arithmetic(wish).shape)
    except NotArithmetic:
        return False


def _sentence(missing: tuple[str, ...], link: str) -> str:
    """What is asked for where slots are empty; `link` is the word that was left out as well."""
    if link == "to" and missing == ("unit",):
        wanted = "the unit to convert to"
    else:
        wanted = " and ".join(WHAT_IS_MISSING.get(kind, f"a {kind}") for kind in missing)
    return f"it does not say all that is needed: {wanted} is missing"


def _touches_slots(match: Match, changes: Mapping[str, str]) -> bool:
    """True if a word was mended in what the user gave, where nothing may be changed."""
    given = match.free.lower()
    return any(right in given for right in changes.values())


def _words_of(wish: str) -> frozenset[str]:
    return frozenset((*_WORDS.findall(wish.lower()), *_LETTERS.findall(wish.lower())))


def _stem(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") else word
