"""What does a phrase of a function match, and what is in its slots?

Phrases are written in a small language: literal words, `word?` (its last letter may be
missing), `[a|b]` optional and `(a|b)` required alternatives, which nest, `{name:type}` slots,
whose types are in `slot_types.py`, and a backslash before a sign that means itself. A phrase
answers a request only if it matches the whole of it. Case, closing punctuation and what
`small_talk.py` takes away ("please", "what is", "calculate", a leading article) do not
count and are never written.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from msgspec import Struct

from .ambiguity import is_set_off, objection_to
from .conditions import names_rows
from .generic_wordings import GENERIC, MAY_BE_LEFT_OUT
from .slot_types import ALWAYS_OPTIONAL, FREE_TYPES, QUOTED, SEPARATED_BY_SIGNS, SLOT_PATTERNS

_TOKEN = re.compile(r"\s*(\\.|\{\w+:\w+\}|[\[\]()|]|[^\s\[\](){}|\\]+)")
_SIGNS = re.compile(r"[\[\](){}|?\\]")
_SLOT = re.compile(r"\{(\w+):(\w+)\}")
_BARE_WORDS = FREE_TYPES | {"hexa", "roman", "node", "path", "address", "listed"}
_WORDS = re.compile(r"[^\W_]+")
# "12th" is a word, and so is its "th".
_LETTERS = re.compile(r"[^\W\d_]+")
_NUMERIC = frozenset({"int", "natural", "count", "number", "numbers", "quantity"})


class PhraseMatch(Struct, frozen=True):
    """What stood in the slots, the free text among it, and any objection to taking it so.

    `texts` are the texts that are neither in quotes nor behind a colon, each with what stood
    before it. `has_bare_words` says that such a text, or a word, is among the values.
    """

    slots: Mapping[str, str]
    free: str
    objection: str = ""
    texts: tuple[tuple[str, str], ...] = ()
    has_bare_words: bool = False


class Phrase:
    """One phrase, compiled when it is first needed."""

    def __init__(self, text: str, choices: Mapping[str, tuple[str, ...]]) -> None:
        self.text = text
        self.slot_types = dict(_SLOT.findall(text))
        self._choices = choices
        self._tokens = _TOKEN.findall(text)
        self._patterns: dict[_SlotPattern, re.Pattern[str]] = {}
        self._required = _required_words(self._tokens)
        unknown = set(self.slot_types.values()) - SLOT_PATTERNS.keys() - choices.keys()
        if unknown:
            raise ValueError(f"phrase {text!r}: unknown slot type {min(unknown)!r}")

    @property
    def needed_words(self) -> frozenset[str]:
        """Words of which a request has at least one; "" if it may do without any."""
        return min(self._required, key=len, default=frozenset({""}))

    @cached_property
    def words(self) -> frozenset[str]:
        """Every literal word of the phrase and of its choices, lower-case."""
        found: set[str] = set()
        for token in self._tokens:
            if token[0].isalpha():
                found.add(token.rstrip("?").lower())
                found.add(token.lower()[:-2] if token.endswith("?") else token.lower())
        for kind in self.slot_types.values():
            found.update(re.findall(r"[^\W\d_]+", " ".join(self._choices.get(kind, ())).lower()))
        return frozenset(found)

    def match(
        self, request: str, words: frozenset[str], literals: frozenset[str] = frozenset()
    ) -> PhraseMatch | None:
        """Match the whole request, or return None; `words` are its words in lower case.

        `literals` are all words that the function's phrases are made of.
        """
        found = self._found(_with_value, request, words)
        if found is None:
            return None
        given = {name: value for name, value in found.groupdict().items() if value is not None}
        nouns = (value for name, value in given.items() if self.slot_types[name] == "row_noun")
        if not all(names_rows(noun, request) for noun in nouns):
            return None
        free = "\n".join(v for n, v in given.items() if self.slot_types[n] in FREE_TYPES)
        objections = (
            objection_to(self.slot_types[name], value, request[: found.start(name)], literals)
            for name, value in given.items()
        )
        bare = [
            (name, (value, request[: found.start(name)]))
            for name, value in given.items()
            if self.slot_types[name] in ("text", "any", "word", "items")
            and not is_set_off(value, request[: found.start(name)])
        ]
        texts = tuple(text for name, text in bare if self.slot_types[name] in ("text", "any"))
        objection = next(filter(None, objections), "")
        return PhraseMatch(given, free, objection, texts, bool(bare))

    def missing_slots(self, request: str, words: frozenset[str]) -> tuple[str, ...]:
        """Return the types of the slots that the request leaves out of this phrase."""
        found = self._found(_with_value_or_nothing, request, words) if self.slot_types else None
        if found is None:
            return ()
        missing = (self.slot_types[n] for n, v in found.groupdict().items() if v is None)
        return tuple(kind for kind in missing if kind not in ALWAYS_OPTIONAL)

    def match_any(self, request: str, words: frozenset[str]) -> Mapping[str, str] | None:
        """Return the slots with a value in a request such as "is a number divisible by 3".

        In the other slots are generic words ("a number"), or what follows is left out. None if
        the request is not this phrase.
        """
        found = self._found(_with_value_or_generic, request, words) if self.slot_types else None
        if found is None:
            return None
        return {name: value for name, value in found.groupdict().items() if value is not None}

    def _found(
        self, slot: "_SlotPattern", request: str, words: frozenset[str]
    ) -> re.Match[str] | None:
        if any(some.isdisjoint(words) for some in self._required):
            return None
        if slot not in self._patterns:
            text = _Builder(self._tokens, self._choices, slot).sequence() + r"\s*+"
            try:
                self._patterns[slot] = re.compile(text, re.IGNORECASE | re.DOTALL)
            except re.error as error:
                raise ValueError(f"phrase {self.text!r}: {error}") from error
        return self._patterns[slot].fullmatch(request)


_SlotPattern = Callable[[str, str, str], str]
"""Makes the regular expression of a slot from its name, its type and its values' expression."""


def _with_value(name: str, kind: str, values: str) -> str:
    glued = "|(?=[a-z°])" if kind in _NUMERIC else ""
    parted = r"|\s*+[,;]\s*+" if kind in SEPARATED_BY_SIGNS else ""
    # A value that may end in a blank, before blanks that may end earlier, takes their square.
    return rf"(?P<{name}>{values})(?<!\s)(?:[,;:]?\s++|$|(?=[^\w\s.,]){glued}{parted})"


def _with_value_or_nothing(name: str, kind: str, values: str) -> str:
    return f"(?:{_with_value(name, kind, values)})?"


def _with_value_or_generic(name: str, kind: str, values: str) -> str:
    # Bare words would be taken for a value, whatever they are: here they have to be in quotes.
    value = QUOTED if kind in _BARE_WORDS else values
    generic = f"{GENERIC.get(kind, '(?!)')}|(?:a|an|the|any|given)?\\s*(?:input\\s+)?{name}"
    ending = r"(?<!\s)(?:[,;:]?\s++|$|(?=[^\w\s.,]))"
    left_out = "|$" if kind in MAY_BE_LEFT_OUT else ""
    return rf"(?:(?:(?P<{name}>{value})|{generic}){ending}{left_out})"


@dataclass(slots=True)
class _Builder:
    """Writes the regular expression of a phrase, one token after the other."""

    _tokens: list[str]
    _choices: Mapping[str, tuple[str, ...]]
    _slot_pattern: _SlotPattern
    _at: int = 0

    def sequence(self) -> str:
        parts: list[str] = []
        while self._at < len(self._tokens) and self._tokens[self._at] not in "])|":
            parts.append(self._element())
        return "".join(parts)

    def _element(self) -> str:
        token = self._tokens[self._at]
        self._at += 1
        if token in "[(":
            return self._group(optional=token == "[")
        slot = _SLOT.fullmatch(token)
        if slot is not None:
            return self._slot(*slot.groups())
        return _literal(token)

    def _group(self, *, optional: bool) -> str:
        alternatives = [self.sequence()]
        while self._tokens[self._at] == "|":
            self._at += 1
            alternatives.append(self.sequence())
        self._at += 1
        return f"(?:{'|'.join(alternatives)})" + ("?" if optional else "")

    def _slot(self, name: str, kind: str) -> str:
        words = self._choices.get(kind)
        pattern = SLOT_PATTERNS.get(kind, "")
        if words is not None:
            longest_first = sorted(words, key=len, reverse=True)
            pattern = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in longest_first)
        return self._slot_pattern(name, kind, pattern)


def words_of(request: str) -> frozenset[str]:
    """Return the words of a request as phrases look for them, lower-case."""
    return frozenset((*_WORDS.findall(request.lower()), *_LETTERS.findall(request.lower())))


def as_literal(text: str) -> str:
    """Return the text as a part of a phrase that matches this text and nothing else."""
    return _SIGNS.sub(r"\\\g<0>", text)


def _literal(token: str) -> str:
    token = token.removeprefix("\\")
    optional = token.endswith("?") and len(token) > 2
    word = re.escape(token[:-2]) + re.escape(token[-2]) + "?" if optional else re.escape(token)
    if token[0].isalnum():
        return rf"{word}(?:[,:]?\s++|$|(?=[^\w\s]))"
    return rf"{word}\s*+"


def _required_words(tokens: list[str]) -> tuple[frozenset[str], ...]:
    """Set of words, of each of which one must be there; so most phrases need no matching."""
    found: list[frozenset[str]] = []
    alternatives: list[set[str]] = []
    opened: list[str] = []
    for token in tokens:
        if token in "[(":
            if not opened and token == "(":
                alternatives = [set()]
            opened.append(token)
        elif token in "])":
            opened.pop()
            if not opened and token == ")" and all(alternatives):
                found.append(frozenset().union(*alternatives))
        elif token == "|":
            if opened == ["("]:
                alternatives.append(set())
        elif not opened:
            found += [words for words in (_forms(token),) if words]
        elif opened == ["("]:
            alternatives[-1] |= _forms(token)
    return tuple(found)


def _forms(token: str) -> frozenset[str]:
    """Return the words a literal may show up as; none for a slot or a sign."""
    if not token[0].isalpha():
        return frozenset()
    plain = token.lower().rstrip("?")
    first = re.match(r"[^\W_]+", plain)
    whole = first.group() if first else plain
    return frozenset({whole, whole[:-1]} if token.endswith("?") else {whole})
