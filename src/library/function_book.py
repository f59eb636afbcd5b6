"""Finds the bundled function that answers the whole of a task, and its arguments."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import groupby, product

from msgspec import Struct

from ..domain.json_value import JSONObject, JSONValue
from ..domain.replace import replace
from ..domain.signature import Signature, read_signature
from ..domain.task import TaskKind
from ..language.phrases import Phrase, PhraseMatch, words_of
from ..language.slot_types import WHAT_IS_MISSING
from ..language.slot_values import read_slot
from ..language.small_talk import clean_request, with_table_last
from ..language.spelling import corrected, corrections
from .bundled import BundledFunction
from .calculator import calculation_in
from .render import render

_WORDS = re.compile(r"[^\W_]+")
_LETTERS = re.compile(r"[^\W\d_]{2,}")
# Shared with a function, they do not make a task like it.
_SAY_NOTHING = frozenset(
    "a an and as at by do for from give i in into is it make me my of on or please show tell the to"
    " what with write you".split()
)
_ASKS_WHAT_IT_IS = re.compile(r"\s*(?:what(?:['’]?s|\s+is|\s+are)|define)\b", re.IGNORECASE)
_EMPTY_LIST = re.compile(r"\[\s*\]")
# Leaving out the last part also leaves out the word before it: "convert 5 miles".
_LINKS = ("", "to", "and")
# With "a text" the word before it goes: "count vowels", "the area of a circle".
_LEFT_OUT = ("", "in", "of", "radius", "side")
_LONGEST = 100_000
_NEAR = 0.5


class WordedFunction:
    """A bundled function with its phrases ready to be matched."""

    def __init__(self, entry: BundledFunction) -> None:
        self.entry = entry
        self.name = entry.name
        choices = {kind: tuple(words) for kind, words in entry.choices.items()}
        self.phrases = tuple(Phrase(text, choices) for text in entry.phrases)

    @cached_property
    def source(self) -> str:
        """The function as a module of its own."""
        return render(self.entry.function)

    @cached_property
    def signature(self) -> Signature:
        """How the function is called."""
        return read_signature(self.source, self.name)

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word the function is described with, lower-case."""
        said = " ".join((self.entry.title, self.entry.description))
        return self.literals | frozenset(_WORDS.findall(said.lower()))

    @cached_property
    def literals(self) -> frozenset[str]:
        """Every word its phrases are made of, lower-case."""
        return frozenset().union(*(phrase.words for phrase in self.phrases))

    def read(self, text: str) -> JSONObject | None:
        """Return the arguments that one of the function's phrases reads from a text, or None."""
        request = clean_request(text, self.literals)
        for one in dict.fromkeys((request, with_table_last(request))):
            words = words_of(one)
            for phrase in self.phrases:
                match = phrase.match(one, words, self.literals)
                if match is not None and not match.objection:
                    return self.arguments(phrase, match.slots)
        return None

    def arguments(self, phrase: Phrase, slots: Mapping[str, str]) -> JSONObject:
        """Return the arguments that a matched wording gives. Raises ValueError with a reason."""
        if self.entry.objection is not None:
            objection = self.entry.objection(slots)
            if objection:
                raise ValueError(objection)
        return self.fixed_arguments(phrase, slots)

    def fixed_arguments(self, phrase: Phrase, slots: Mapping[str, str]) -> JSONObject:
        """Return the arguments that the slots with a value give. Raises ValueError."""
        given: dict[str, JSONValue] = {}
        for name, raw in slots.items():
            words = self.entry.choices.get(phrase.slot_types[name])
            meanings = {word: word for word in words} if isinstance(words, tuple) else words
            given[name] = read_slot(phrase.slot_types[name], raw, meanings)
        constants = self.entry.constants.get(phrase.text, {})
        return {**constants, **given}  # type: ignore[dict-item]


class Match(Struct, frozen=True):
    """A function that answers the whole task, with its arguments.

    `text` is the task with its typing errors corrected, `corrected` names each (typed, meant).
    `has_bare_words` says that a text or word among the arguments is neither in quotes nor behind
    a colon.
    """

    function: WordedFunction
    arguments: JSONObject
    text: str
    free: str = ""
    has_bare_words: bool = False
    corrected: tuple[tuple[str, str], ...] = ()


class AnyMatch(Struct, frozen=True):
    """A function that does what a wording about any values says.

    `slots` are its phrase's slots in the order of the phrase, `arguments` those it fixes.
    """

    function: WordedFunction
    slots: tuple[str, ...]
    arguments: JSONObject


class Miss(Struct, frozen=True):
    """Why no function answers, in one sentence, and the function that nearly would have."""

    reason: str
    near: WordedFunction | None = None


class FunctionBook:
    """The bundled functions, found by their phrases."""

    def __init__(self, entries: Mapping[str, BundledFunction]) -> None:
        self.entries = entries

    @cached_property
    def functions(self) -> Mapping[str, WordedFunction]:
        """All functions by name."""
        return {name: WordedFunction(entry) for name, entry in self.entries.items()}

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Every literal word of every phrase."""
        return frozenset().union(*(one.literals for one in self.functions.values()))

    def find(self, text: str) -> Match | Miss:
        """Return the one function that answers the whole of this task, or why there is none.

        A task that matches as it is is preferred; otherwise misspelt words are read as known
        ones.
        """
        if len(text) > _LONGEST:
            return Miss("it is too long; put it into a file and name it as @file")
        found = self.find_exactly(text) or self._miss(text)
        if isinstance(found, Match) or found.near is not None:
            return found
        for changes in corrections(text, self.vocabulary):
            attempt = self.find_exactly(corrected(text, changes))
            if not isinstance(attempt, Match):
                continue
            # In what the user gave, nothing may be changed.
            if not any(right in attempt.free.lower() for right in changes.values()):
                return replace(attempt, corrected=tuple(changes.items()))
        return found

    def find_any(self, wordings: Iterable[str]) -> AnyMatch | Miss:
        """Return the one function that the first of these wordings about any values describes."""
        for wording, left_out in product(wordings, _LEFT_OUT):
            request = clean_request(f"{wording} {left_out}", self.vocabulary)
            words = words_of(request)
            found = {one.function.name: one for one in self._matches_any(request, words)}
            if len(found) == 1:
                return next(iter(found.values()))
            if found:
                return Miss(f"it could mean {' or '.join(sorted(found))}")
        return Miss("no bundled function does the whole of this")

    def _matches_any(self, request: str, words: frozenset[str]) -> Iterator[AnyMatch]:
        for function, phrases in self._candidates(words):
            for phrase in phrases:
                slots = phrase.match_any(request, words)
                if slots is None:
                    continue
                try:
                    arguments = function.fixed_arguments(phrase, slots)
                except ValueError:
                    continue
                yield AnyMatch(function, tuple(phrase.slot_types), arguments)
                break

    def _candidates(self, words: Iterable[str]) -> Iterator[tuple[WordedFunction, list[Phrase]]]:
        """Yield the functions with the phrases that may match these words, in the book's order."""
        places = {place for word in (*words, "") for place in self._places.get(word, ())}
        found = (self._phrases[place] for place in sorted(places))
        for function, pairs in groupby(found, key=lambda pair: pair[0]):
            yield function, [phrase for _, phrase in pairs]

    @cached_property
    def _phrases(self) -> Sequence[tuple[WordedFunction, Phrase]]:
        return [(one, phrase) for one in self.functions.values() for phrase in one.phrases]

    @cached_property
    def _places(self) -> Mapping[str, list[int]]:
        """Where the phrases are that need a word."""
        places: dict[str, list[int]] = {}
        for place, (_, phrase) in enumerate(self._phrases):
            for word in phrase.needed_words:
                places.setdefault(word, []).append(place)
        return places

    def nearest(self, text: str, limit: int = 3) -> tuple[WordedFunction, ...]:
        """Return functions that share half of a task's words, and two; rare words weigh more."""
        words = frozenset(_stem(word) for word in _LETTERS.findall(text.lower())) - _SAY_NOTHING
        scored = [
            (sum(self._weights.get(word, 0.0) for word in words & stems), name)
            for name, stems in self._stems.items()
            if len(words & stems) >= max(_NEAR * len(words), min(2, len(words)))
        ]
        best = sorted(scored, key=lambda pair: (-pair[0], pair[1]))[:limit]
        floor = 0.4 * best[0][0] if best else 0.0
        return tuple(self.functions[name] for score, name in best if score > max(floor, 0.0))

    def names_another(self, name: str, words: Iterable[str]) -> bool:
        """Say whether one of the words is in the phrases of other functions, but not of this."""
        stems = frozenset(map(_stem, words)) - _SAY_NOTHING
        return any(stem in self._weights for stem in stems - self._stems[name])

    @cached_property
    def _stems(self) -> Mapping[str, frozenset[str]]:
        return {n: frozenset(map(_stem, one.words)) for n, one in self.functions.items()}

    @cached_property
    def _weights(self) -> Mapping[str, float]:
        counts = Counter(stem for stems in self._stems.values() for stem in stems)
        return {stem: 1.0 / count for stem, count in counts.items()}

    def find_exactly(self, text: str) -> Match | Miss | None:
        """Return the one function that answers a task as it is, or why none does.

        None where no phrase matches: why not takes a while to find out.
        """
        found = self._find(text)
        if found is None:
            request = clean_request(text, self.vocabulary)
            moved = with_table_last(request)
            found = self._find(moved) if moved != request else None
        return found

    def _find(self, text: str) -> Match | Miss | None:
        request = clean_request(text, self.vocabulary)
        words = words_of(request)
        matches = sorted(self._matches(request, words), key=lambda one: len(one[2].free))
        if not matches:
            return None
        function, phrase, match = matches[0]
        if function.entry.kind is TaskKind.SIMPLE_CONTENT and _ASKS_WHAT_IT_IS.match(text):
            return Miss("it asks what such a text is, and only the text itself can be made")
        rivals = {one.name for one, _, other in matches if len(other.free) == len(match.free)}
        if len(rivals) > 1:
            return Miss(f"it could mean {' or '.join(sorted(rivals))}", function)
        objection = match.objection or self._request_within(request, match, function)
        if objection:
            return Miss(objection, function)
        try:
            arguments = function.arguments(phrase, match.slots)
        except ValueError as refusal:
            return Miss(str(refusal), function)
        return Match(function, arguments, text, match.free, match.has_bare_words)

    def _request_within(self, request: str, match: PhraseMatch, function: WordedFunction) -> str:
        """Object to taking for a text what is another function's task, or makes one."""
        for text, before in match.texts:
            behind = (before + text).strip()
            for within in (text, *((behind,) if behind != request.strip() else ())):
                if self._is_request(clean_request(within, self.vocabulary), function):
                    return f"“{within}” is a task of its own; put it in quotes if it is the text"
        return ""

    def _is_request(self, request: str, besides: WordedFunction) -> bool:
        found = self._matches(request, words_of(request)) if len(request.split()) > 1 else ()
        is_other = any(function is not besides for function, _, _ in found)
        return is_other or calculation_in(request) is not None

    def _matches(
        self, request: str, words: frozenset[str]
    ) -> Iterator[tuple[WordedFunction, Phrase, PhraseMatch]]:
        """Yield the best match of each function, one without objection if possible."""
        for function, phrases in self._candidates(words):
            found = [
                (phrase, match)
                for phrase in phrases
                if (match := phrase.match(request, words, function.literals)) is not None
            ]
            if found:
                best = min(found, key=lambda one: (bool(one[1].objection), len(one[1].free)))
                yield function, *best

    def _miss(self, text: str) -> Miss:
        request = clean_request(text, self.vocabulary)
        words = words_of(request)
        filled = _EMPTY_LIST.sub("[1, 2]", request)
        if filled != request and calculation_in(filled):
            return Miss("the list is empty; it needs at least one number")
        for link in _LINKS:
            shown = words | {link} if link else words
            for function, phrases in self._candidates(shown):
                for phrase in phrases:
                    missing = phrase.missing_slots(f"{request} {link}".rstrip(), shown)
                    may_be = missing and not (link and len(missing) > 1)
                    if may_be and _can_be_missing(missing, request):
                        return Miss(_sentence(missing, link), function)
        return Miss("no bundled function covers the whole of this task")


def _can_be_missing(kinds: tuple[str, ...], request: str) -> bool:
    """Return True if all these can be asked for, and the request does not name one."""
    # "amount in @sales.csv" lacks a measure; longer questions on a file seldom ask for one.
    wants_other = "measure" in kinds and (len(request.split()) > 4 or ".txt" in request)
    is_named = "table" in kinds and "@" in request
    can_be_asked = WHAT_IS_MISSING.keys() >= {*kinds} and len({*kinds}) == len(kinds)
    return can_be_asked and not is_named and not wants_other


def _sentence(missing: tuple[str, ...], link: str) -> str:
    """Say what is missing; `link` is the word that was left out as well."""
    wanted = " and ".join(WHAT_IS_MISSING[kind] for kind in missing)
    if link == "to" and missing == ("unit",):
        wanted = "the unit to convert to"
    is_missing = "is missing" if len(missing) == 1 else "are missing"
    return f"it does not say all that is needed: {wanted} {is_missing}"


def _stem(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") else word
