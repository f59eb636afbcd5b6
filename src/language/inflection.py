"""Inflects a topic for a sentence: singular, plural, article and verb."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

_IRREGULAR: Mapping[str, str] = MappingProxyType(
    {
        "man": "men",
        "woman": "women",
        "child": "children",
        "person": "people",
        "mouse": "mice",
        "goose": "geese",
        "foot": "feet",
        "tooth": "teeth",
        "ox": "oxen",
        "wolf": "wolves",
        "leaf": "leaves",
        "knife": "knives",
        "wife": "wives",
        "life": "lives",
        "elf": "elves",
        "thief": "thieves",
        "half": "halves",
        "shelf": "shelves",
        "potato": "potatoes",
        "tomato": "tomatoes",
        "hero": "heroes",
        "cactus": "cacti",
        "octopus": "octopuses",
        "bus": "buses",
    }
)
_SAME_IN_BOTH = frozenset("sheep fish deer aircraft series species moose salmon".split())
_PLURALS = frozenset((*_IRREGULAR.values(), "police", "cattle", "data", "media"))
_MASS = frozenset(
    "rain snow love music coffee tea water weather winter summer spring autumn fall space time"
    " money work homework sleep sand light darkness silence happiness sadness joy fear hope peace"
    " war nature science mathematics maths physics chemistry history art poetry software hardware"
    " code programming python java javascript linux debugging cooking gardening fishing traffic"
    " bread rice sugar salt milk beer wine cheese chocolate fire ice wind fog smoke air gold"
    " silver football tennis chess golf yoga life death freedom courage friendship knowledge luck"
    " christmas easter halloween monday tuesday wednesday thursday friday saturday sunday".split()
)
_SINGULAR_IN_S = re.compile(r"(?:ss|us|is|os|news|lens|gas)$")
_PREPOSITION = re.compile(
    r"\s+(?:of|to|in|on|at|with|without|from|for|by|who|that|which|under|over|between|during)\s+"
)
_ARTICLE = re.compile(r"^(?:the|a|an|some|my|your|our|his|her|their)\s+", re.IGNORECASE)
_COUNTED = re.compile(
    r"(?:\d+|two|three|four|five|six|seven|eight|nine|ten|twelve|many|all)\s", re.I
)
_VOWEL_SOUND = re.compile(
    r"(?:[aeiou](?!ni(?![nm])|s[eu]|uro|ne\b)|hou?r|hon(?:est|our|or)|heir|x-)"
)


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic's forms: `one` ("a cat"), `single` ("cat"), `many` ("cats"); and if it counts.

    For what cannot be counted (rain, Anna) all three are the same word.
    """

    one: str
    single: str
    many: str
    counts: bool
    plural: bool
    named: bool = False

    @classmethod
    def read(cls, words: str) -> "Topic":
        """The forms of a topic as the user wrote it."""
        bare = words.strip().strip("\"'")
        owned = re.match(r"(?:my|your|our|his|her|their|the)\s", bare, re.IGNORECASE) is not None
        core = _ARTICLE.sub("", bare)
        head, tail = _head_and_tail(core)
        last = head.split()[-1].lower() if head.split() else ""
        if " and " in core.lower() or _COUNTED.match(core):
            return cls(bare, bare, bare, counts=False, plural=True)
        if head[:1].isupper():
            return cls(core, core, core, counts=False, plural=False, named=True)
        if last in _MASS or last.endswith("ing"):
            return cls(core, core, core, counts=False, plural=False)
        if owned and not _is_plural(last):
            return cls(bare, bare, bare, counts=False, plural=False, named=True)
        if _is_plural(last):
            single = _with_last(head, singular(last)) + tail
            return cls(with_article(single), single, core, counts=True, plural=True)
        many = _with_last(head, plural(last)) + tail
        return cls(with_article(core), core, many, counts=True, plural=True)

    @property
    def forms(self) -> Mapping[str, str]:
        """Every form a grammar may ask for, by name; verbs agree with `many`."""
        several = self.plural
        return {
            "one": self.one,
            "single": self.single,
            "many": self.many,
            "dear": self.many if self.many[:1].isupper() else f"dear {_ARTICLE.sub('', self.many)}",
            "do": "do" if several else "does",
            "is": "are" if several else "is",
            "has": "have" if several else "has",
            "was": "were" if several else "was",
            "s": "" if several else "s",
            "es": "" if several else "es",
            "them": "them" if several else "it",
            "they": "they" if several else "it",
        }


def with_article(words: str) -> str:
    """The words with "a" or "an" before them, by sound: an hour, a unicorn."""
    return f"{'an' if _VOWEL_SOUND.match(words.lower()) else 'a'} {words}"


def plural(word: str) -> str:
    """The plural of an English noun."""
    lower = word.lower()
    if lower in _SAME_IN_BOTH:
        return word
    if lower in _IRREGULAR:
        return _IRREGULAR[lower]
    if re.search(r"(?:s|x|z|ch|sh)$", lower):
        return word + "es"
    if re.search(r"[^aeiou]y$", lower):
        return word[:-1] + "ies"
    return word + "s"


def singular(word: str) -> str:
    """The singular of an English plural."""
    lower = word.lower()
    for one, many in _IRREGULAR.items():
        if lower == many:
            return one
    if re.search(r"(?:ss|x|z|ch|sh)es$", lower):
        return word[:-2]
    if lower.endswith("ies") and len(lower) > 4:
        return word[:-3] + "y"
    return word[:-1] if lower.endswith("s") and not lower.endswith("ss") else word


def syllables(text: str) -> int:
    """About how many syllables a text has when it is spoken."""
    return sum(map(_syllables_of, re.findall(r"[a-z]+", text.lower().replace("'", ""))))


def _syllables_of(word: str) -> int:
    groups = len(re.findall(r"[aeiouy]+", word))
    if re.search(r"[^aeiouyl]e$", word) or re.search(r"[aeiouy]le$", word):
        groups -= 1
    if re.search(r"[^aeiouytd]ed$", word) or re.search(r"[^aeiouysxzcg]es$", word):
        groups -= not re.search(r"[^aeiouy][lr]es$", word)
    groups += len(re.findall(r"i[ao](?!u)|[^tscg]ion|uou|eo(?!u)|ying", word))
    groups -= len(re.findall(r"[tscg]io", word))
    return max(groups, 1)


def _is_plural(word: str) -> bool:
    if word in _PLURALS:
        return True
    return len(word) > 3 and word.endswith("s") and not _SINGULAR_IN_S.search(word)


def _head_and_tail(core: str) -> tuple[str, str]:
    """ "trip to the moon" is ("trip", " to the moon")."""
    found = _PREPOSITION.search(core)
    return (core[: found.start()], core[found.start() :]) if found else (core, "")


def _with_last(head: str, word: str) -> str:
    return " ".join((*head.split()[:-1], word))
