"""Writes short texts about a topic from templates."""

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from ..documents.yaml_text import read_yaml
from ..domain.errors import Declined
from ..language.inflection import Topic, syllables, with_article
from ..language.request_cleanup import clean_request
from ..language.text_form import TextForm, form_of

_SLOT = re.compile(r"\{(\^?)(a )?(\w+)\}")
_TOPIC = re.compile(
    r"\b(?:about|on|for|of|to|involving|featuring)\s+(.+)$", re.IGNORECASE | re.DOTALL
)
_MADE = re.compile(
    r"^(?:(?:write|tell|make|compose|create|generate|give|say|show|sing|come|up|with|me|us|an?|one"
    r"|some|new|nice|good|short|funny|little|quick|simple|small|rhyming|bedtime|friendly|warm"
    r"|please|the|random|original|sweet|beautiful|silly|clever|cute|clean)\b\s*)+",
    re.IGNORECASE,
)
_MOST_TOPIC = 60
_WITHOUT_REPEATS = 50
_TRIES = 20


@dataclass(frozen=True, slots=True)
class Grammar:
    """A kind of text: the words that ask for it, its openings, and the rules they expand by.

    `start` is for topics that count (cats), `start_plain` for those that do not (rain),
    `start_name` for named ones (Anna, my boss) where they need other sentences, `start_none`
    where no topic was named. `{rule}` draws an option of a rule, each only once in a text;
    `{^rule}` begins with a capital, `{a rule}` takes its article. Forms of the topic: see
    Topic.forms. Lines that lack syllables are filled up by `end_N` or replaced by `line_N`.
    """

    name: str
    asked_by: tuple[str, ...]
    start: tuple[str, ...]
    start_plain: tuple[str, ...]
    start_none: tuple[str, ...]
    rules: Mapping[str, tuple[str, ...]]
    start_name: tuple[str, ...] = ()
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
        """A text for the prompt; the same seed writes the same text.

        Raises Declined for any kind of text that no grammar makes.
        """
        request = clean_request(prompt)
        grammar, topic = self._asked(request)
        asked = replace(form_of(prompt), topic=())
        if asked != TextForm() and asked != TextForm(lines=len(grammar.line_syllables)):
            raise Declined("no template keeps to a length", hint="leave out the length")
        read = Topic.read(topic) if topic else None
        texts: list[str] = []
        for number in range(seed - seed % _WITHOUT_REPEATS, seed + 1):
            texts.append(_fresh(grammar, read, f"{number} {prompt}", texts))
        return texts[-1]

    def _asked(self, request: str) -> tuple[Grammar, str | None]:
        for grammar in self.grammars:
            word = "|".join(map(re.escape, grammar.asked_by))
            found = re.search(rf"^(.*?)\b(?:{word})\b(.*)$", request, re.IGNORECASE | re.DOTALL)
            if found is None:
                continue
            before = _MADE.sub("", found.group(1)).strip()
            behind = _TOPIC.search(found.group(2))
            topic = behind.group(1).strip() if behind else before
            if len(topic) <= _MOST_TOPIC and len(before.split()) <= 1:
                return grammar, topic or None
        kinds = ", ".join(grammar.name for grammar in self.grammars)
        raise Declined(
            "no template makes this kind of text",
            hint=f"without a language model there are: {kinds}, about a topic in a few words",
        )


def _fresh(grammar: Grammar, topic: Topic | None, seed: str, earlier: Sequence[str]) -> str:
    """A text that is not among the earlier ones, if a few tries can find one."""
    text = ""
    for attempt in range(_TRIES):
        draw = _Draw(grammar, topic.forms if topic else {}, random.Random(f"{seed} {attempt}"))
        text = draw.text(_starts(grammar, topic))
        if text not in earlier:
            break
    return text


def _starts(grammar: Grammar, topic: Topic | None) -> tuple[str, ...]:
    if topic is None:
        return grammar.start_none
    if topic.counts:
        return grammar.start
    return grammar.start_name if topic.named and grammar.start_name else grammar.start_plain


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
        """The line, or one from the rule line_N, so that it has its syllables."""
        if number >= len(wanted):
            return line
        missing = wanted[number] - syllables(line)
        if missing == 0:
            return line
        if f"end_{missing}" in self._grammar.rules:
            return f"{line} {self._option(f'end_{missing}')}"
        return self._expanded(self._option(f"line_{wanted[number]}"))

    def _expanded(self, text: str) -> str:
        return _SLOT.sub(self._slot, text)

    def _slot(self, match: re.Match[str]) -> str:
        capital, article, name = match.groups()
        value = self._forms[name] if name in self._forms else self._expanded(self._option(name))
        if article:
            value = with_article(value)
        return value[:1].upper() + value[1:] if capital else value

    def _option(self, rule: str) -> str:
        """One option of the rule that this text does not have yet, if there is one left."""
        options = self._grammar.rules[rule]
        fresh = [option for option in options if option not in self._used] or list(options)
        option = self._chosen.choice(fresh)
        self._used.add(option)
        return option
