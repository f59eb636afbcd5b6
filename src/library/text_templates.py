"""Writes short texts about a topic from templates."""

import random
import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path

from msgspec import Struct

from ..documents.yaml_text import read_yaml
from ..domain.errors import Declined
from ..domain.replace import replace
from ..language.small_talk import clean_request
from ..language.text_form import TextForm, form_of

_SLOT = re.compile(r"\{(\w+)\}")
_BEFORE = r"(?:(?!about\b)[\w'’-]+\s+){0,8}"
_TOPIC = r"(?:\s+(?:about|on|for|of|to|involving|featuring)\s+(?P<topic>.{1,60}))?"
_OWNER = re.compile(r"^(?:the|an?|some|my|your|our|his|her|their)\s+", re.IGNORECASE)


class Grammar(Struct, frozen=True):
    """A kind of text: the words that ask for it, its openings, and the rules they expand by.

    `start_none` are the openings where no topic was named. `{rule}` draws an option of a rule,
    each only once in a text, `{topic}` is the topic as it was named, `{dear}` somebody addressed.
    Lines that lack syllables are filled up by `end_N` or replaced by `line_N`.
    """

    name: str
    asked_by: tuple[str, ...]
    start: tuple[str, ...]
    start_none: tuple[str, ...]
    rules: Mapping[str, tuple[str, ...]]
    line_syllables: tuple[int, ...] = ()


class TemplateWriter:
    """Writes jokes, haiku, poems, stories and greetings from the grammars of a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @cached_property
    def grammars(self) -> tuple[Grammar, ...]:
        """All grammars. Raises ConfigError for a broken one."""
        return tuple(read_yaml(path, Grammar) for path in sorted(self._folder.glob("*.yaml")))

    def write(self, prompt: str, seed: int) -> str:
        """Return a text for the prompt; the same seed writes the same text.

        Raises Declined for any kind of text that no grammar makes.
        """
        grammar, topic = self._asked(clean_request(prompt))
        asked = replace(form_of(prompt), topic=())
        if asked != TextForm() and asked != TextForm(lines=len(grammar.line_syllables)):
            raise Declined("no template keeps to a length", hint="leave out the length")
        bare = _OWNER.sub("", topic)
        dear = bare if bare[:1].isupper() else f"dear {bare}"
        draw = _Draw(grammar, {"topic": topic, "dear": dear}, random.Random(f"{seed} {prompt}"))
        return draw.text(grammar.start if topic else grammar.start_none)

    def _asked(self, request: str) -> tuple[Grammar, str]:
        for grammar in self.grammars:
            kind = "|".join(map(re.escape, grammar.asked_by))
            found = re.fullmatch(rf"{_BEFORE}(?:{kind}){_TOPIC}", request, re.IGNORECASE)
            if found is not None:
                return grammar, (found["topic"] or "").strip("\"' ")
        kinds = ", ".join(grammar.name for grammar in self.grammars)
        raise Declined(
            "no template makes this kind of text",
            hint=f"without a language model there are: {kinds}, about a topic in a few words",
        )


class _Draw:
    """One text in the making."""

    def __init__(self, grammar: Grammar, forms: Mapping[str, str], chosen: random.Random) -> None:
        self._grammar = grammar
        self._forms = forms
        self._chosen = chosen
        self._used: set[str] = set()

    def text(self, starts: Sequence[str]) -> str:
        lines = self._expanded(self._chosen.choice(starts)).strip().split("\n")
        wanted = self._grammar.line_syllables
        fitted = [self._fitted(n, line, wanted) for n, line in enumerate(lines)]
        return "\n".join(line[:1].upper() + line[1:] for line in fitted)

    def _fitted(self, number: int, line: str, wanted: Sequence[int]) -> str:
        """Return the line, or one from the rule line_N, so that it has its syllables."""
        if number >= len(wanted):
            return line
        missing = wanted[number] - syllables(line)
        if missing == 0:
            return line
        if f"end_{missing}" in self._grammar.rules:
            return f"{line} {self._option(f'end_{missing}')}"
        return self._option(f"line_{wanted[number]}")

    def _expanded(self, text: str) -> str:
        return _SLOT.sub(lambda found: self._option(found[1]), text)

    def _option(self, rule: str) -> str:
        """Return one option of the rule that this text does not have yet, if there is one left."""
        if rule in self._forms:
            return self._forms[rule]
        options = self._grammar.rules[rule]
        fresh = [option for option in options if option not in self._used] or list(options)
        option = self._chosen.choice(fresh)
        self._used.add(option)
        return self._expanded(option)


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
