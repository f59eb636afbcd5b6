"""Is a task one that a node answered before: word for word, by its phrase, or in other words?"""

import re
from functools import cached_property

from msgspec import Struct

from ..domain.json_value import JSONObject, JSONValue
from ..domain.wording import Wording
from .canonical_form import canonical_form
from .learned_phrases import arguments_by, request_of
from .phrases import Phrase, words_of
from .slot_values import read_quantity
from .task_conflicts import conflict
from .task_parts import clauses_of
from .tokenizer import template_of
from .values_in_text import Slot, TextValue, slots_of, values_in
from .values_of_call import parts_of
from .vocabulary import PHRASES, SYNONYMS

_QUOTED = re.compile(r"(\"[^\"]*\"|(?<!\w)'[^']*'(?!\w))")
_NESTED = re.compile(r"[\[({]\s*[\[({]|[{\\]")
_SLOT = re.compile(r"\{[^{}]*\}")
_LONGEST = 1_000
_MEANT = frozenset("add convert divide minus multiply to whether".split()).union(
    SYNONYMS.values(), *(meant for _, meant in PHRASES)
)
_COINED = _MEANT | {word.removesuffix("s") for word in _MEANT}
"""Words of a canonical form that need not stand in the text."""


class AskedTask:
    """A task's text, read once for all wordings that it is compared with."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.request = request_of(text)

    @cached_property
    def template(self) -> str:
        """The text with its values abstracted."""
        return template_of(self.text)

    @cached_property
    def words(self) -> frozenset[str]:
        """The words of the request."""
        return words_of(self.request)

    @cached_property
    def keys(self) -> tuple[str, str]:
        """What the text is looked up by: with the case of its words, and without."""
        return case_kept(self.request), case_folded(self.request)

    @cached_property
    def literal_words(self) -> frozenset[str]:
        """Words that stand in every text which makes the same request."""
        return frozenset(word for word in self.words if word.isascii())

    @cached_property
    def kept_words(self) -> frozenset[str]:
        """Words that stand in every text which says the same in other words."""
        words = self.in_words.words if self.in_words else ()
        return frozenset(word for word in words if word.isascii() and word.isalpha()) - _COINED

    @cached_property
    def in_words(self) -> "WordedValues | None":
        """The text's canonical form with its values; None if it has none that can be compared."""
        return worded_values(self.text)


class KnownWording:
    """A wording of a node, compiled when it is first compared."""

    def __init__(self, node_id: str, wording: Wording) -> None:
        self.node_id = node_id
        self.wording = wording

    @cached_property
    def key(self) -> str:
        """What the same text is looked up by; case counts where a text without quotes is one."""
        request = request_of(self.wording.text)
        return case_kept(request) if self._keeps_case else case_folded(request)

    def is_same_text(self, task: AskedTask) -> bool:
        """Tell whether a task is this text; how a bare text in it is spelled counts."""
        kept, folded = task.keys
        is_same = self.key == (kept if self._keeps_case else folded)
        return is_same and self._holds_texts(task.text)

    def holds(self, words: frozenset[str]) -> bool:
        """Tell whether all these words occur in its text, which is cheaper than to read it."""
        text = self.wording.text
        if not text.isascii() or not text.isprintable():
            return True
        lower = text.lower()
        return all(word in lower for word in words)

    def is_template_of(self, task: AskedTask) -> bool:
        """Tell whether this is a program of steps that reads any text of the task's form."""
        wording = self.wording
        return wording.arguments is None and wording.phrase == task.template

    def read(self, task: AskedTask) -> JSONObject | None:
        """Return the arguments that its phrase reads from a task; None if it does not read it."""
        if not self._literals <= task.words or self._phrase is None:
            return None
        return arguments_by(self._phrase, task.request, task.words)

    def read_in_other_words(self, task: AskedTask) -> JSONObject | None:
        """Return the arguments of a task that says the same in other words."""
        own, asked, given = self._in_words, task.in_words, self.wording.arguments
        if own is None or asked is None or given is None or own.words != asked.words:
            return None
        if len(own.values) != len(asked.values) or conflict(task.text, self.wording.text):
            return None
        if own.values == asked.values:
            return given if self._holds_texts(task.text) else None
        names = self._names
        return dict(zip(names, asked.values, strict=True)) if names else None

    @cached_property
    def _keeps_case(self) -> bool:
        quoted = {one[1:-1] for one in _QUOTED.findall(self.wording.text)}
        return self.wording.arguments is None or not self._texts <= quoted

    def _holds_texts(self, text: str) -> bool:
        """Tell whether the texts of its arguments stand in a text as often as in the wording."""
        own = self.wording.text
        return all(_occurrences(one, text) >= _occurrences(one, own) for one in self._texts)

    @cached_property
    def _texts(self) -> frozenset[str]:
        parts = parts_of([*(self.wording.arguments or {}).values()])
        return frozenset(one for one in parts if isinstance(one, str))

    @cached_property
    def _phrase(self) -> Phrase | None:
        if self.wording.arguments is None or not self.wording.phrase:
            return None
        return Phrase(self.wording.phrase, {})

    @cached_property
    def _literals(self) -> frozenset[str]:
        """The plain words of its phrase: a task without one of them is not compared further."""
        words = _SLOT.sub(" ", self.wording.phrase).lower().split()
        return frozenset(word for word in words if word.isascii() and word.isalpha())

    @cached_property
    def _in_words(self) -> "WordedValues | None":
        return worded_values(self.wording.text)

    @cached_property
    def _names(self) -> tuple[str, ...]:
        """The parameter of each value of its canonical form; () if one is unclear."""
        if self._phrase is None or self._in_words is None:
            return ()
        given = self.wording.arguments or {}
        slots = {name: given[name] for name in self._phrase.slot_types if name in given}
        names: list[str] = []
        for value in self._in_words.values:
            is_value = TextValue("", value, 0, 0).equals
            names += [name for name, argument in slots.items() if is_value(argument)]
        is_whole = sorted(names) == sorted(slots) and len(names) == len(self._in_words.values)
        return tuple(names) if is_whole else ()


class WordedValues(Struct, frozen=True):
    """The words of a text in canonical form, and its values in the order of that form."""

    words: tuple[str, ...]
    values: tuple[JSONValue, ...]


def worded_values(text: str) -> WordedValues | None:
    """Return the canonical form of a text with its values; None if that loses meaning."""
    if len(text) > _LONGEST or _NESTED.search(text) or len(clauses_of(text)) > 1:
        return None
    for date in reversed([one for one in values_in(text) if one.form == "date"]):
        text = f"{text[: date.start]}'{date.value}'{text[date.end :]}"
    form, slots = canonical_form(text), slots_of(text)
    try:
        values = [[_value(slots[number]) for number in numbers] for numbers in form.order]
    except ValueError:
        return None
    lists = [word == "<ns>" for word in form.words if word in ("<ns>", "<n>", "<s>", "<file>")]
    if len(lists) != len(values):
        return None
    pairs = zip(lists, values, strict=True)
    meant = tuple(items if is_list else items[0] for is_list, items in pairs)
    return WordedValues(form.words, meant)


def case_kept(request: str) -> str:
    """Return the request; how its first letter is written does not count."""
    return request[:1].lower() + request[1:]


def case_folded(request: str) -> str:
    """Return the request in lower case outside of quotes."""
    pieces = _QUOTED.split(request)
    pieces[::2] = map(str.lower, pieces[::2])
    return "".join(pieces)


def _occurrences(text: str, within: str) -> int:
    return len(re.findall(rf"(?<!\w){re.escape(text)}(?!\w)", within)) if text else 0


def _value(slot: Slot) -> JSONValue:
    if slot.mark == "<s>":
        return slot.raw[1:-1]
    return read_quantity(slot.raw) if slot.mark == "<n>" else slot.raw[1:].strip('"')
