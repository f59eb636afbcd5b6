"""Reduces a task to a canonical form: tasks of the same form are the same task.

Only what cannot change the result is removed or unified: courtesies, articles, synonyms.
Unknown words are kept, so that they make two tasks different.
"""

from collections.abc import Sequence
from itertools import count

from msgspec import Struct

from .tokenizer import plain_text, read_words
from .vocabulary import COUNTING, DROPPED, NOUNS_BEFORE, PHRASES, SYNONYMS, UNITS_OF_MEASURE

_SIGNS = frozenset(",.:;?!()[]{}\"'`“”")
_ORDERED = frozenset({"to", "from", "than", "before", "after", "by", "between", "per", "and", "or"})
_CONVERTING = frozenset({"convert", "to", "from", "as", "count", "what", *COUNTING})
_QUESTION_VERBS = frozenset({"is", "are", "does", "do", "has", "have", "can", "was", "whether"})
_LETTERS_FOLLOW = frozenset({"letter", "letters", "character", "characters", "count", "of"})
_FUNCTION_WORDS = (DROPPED | {"and", "a"}) - {"from"}
_PLACES = frozenset({"at", "from"})
_ADDING = frozenset({"add", "to", "with"})
_MULTIPLYING = frozenset({"multiply", "by", "with", "times"})
_SHAPES = {
    "<n> minus <n>": "minus",
    "<n> - <n>": "minus",
    "minus <n> from <n>": "minus",
    "divide <n> by <n>": "divide",
    "<n> divide by <n>": "divide",
    "<n> divide <n>": "divide",
    "<n> / <n>": "divide",
}
_MAX_UNORDERED = 4
_ARTICLES = frozenset({"a", "an", "i"})


class FormPart(Struct, frozen=True):
    """A word of the form, or a slot with the numbers of the task's values."""

    word: str
    slots: tuple[int, ...] = ()


class CanonicalForm(Struct, frozen=True):
    """Words in canonical spelling, and the order of the task's values among them."""

    words: tuple[str, ...]
    order: tuple[tuple[int, ...], ...]


def canonical_form(text: str) -> CanonicalForm:
    """Return the canonical form of a task; equal words and slots mean the same task."""
    parts = _with_phrases(_with_lists(_parts(text)))
    if parts and parts[0].word in _QUESTION_VERBS:
        parts = [FormPart("whether"), *(part for part in parts[1:] if part.word != "is")]
    parts = [FormPart(SYNONYMS.get(part.word, part.word), part.slots) for part in parts]
    for read in (_conversion, _operation):
        found = read(parts)
        if found is not None:
            return found
    kept = _with_target(_without_nouns(_without_function_words(parts)))
    words = [_singular(part.word) for part in kept]
    slots = tuple(part.slots for part in kept if part.slots)
    content = [word for word in words if not word.startswith("<")]
    # With one value among few words, no order of theirs gives it another role.
    if len(slots) == 1 and len(content) <= _MAX_UNORDERED and not _ORDERED & set(content):
        words = [*sorted(content), *(word for word in words if word.startswith("<"))]
    return CanonicalForm(tuple(words), slots)


def _parts(text: str) -> list[FormPart]:
    numbers = count()
    return [
        FormPart(word.mark, (next(numbers),) if word.mark.startswith("<") else ())
        for word in read_words(plain_text(text))
    ]


def _with_lists(parts: Sequence[FormPart]) -> list[FormPart]:
    """Three numbers or more in a row become one list; then signs leave."""
    found: list[FormPart] = []
    index = 0
    while index < len(parts):
        numbers, after = _list_at(parts, index)
        if len(numbers) > 2:
            found.append(FormPart("<ns>", numbers))
            index = after
        else:
            found.append(parts[index])
            index += 1
    return [part for part in found if part.word not in _SIGNS]


def _list_at(parts: Sequence[FormPart], index: int) -> tuple[tuple[int, ...], int]:
    numbers: list[int] = []
    after = index
    while index < len(parts) and parts[index].word == "<n>":
        numbers += parts[index].slots
        index = after = index + 1
        while index < len(parts) and parts[index].word in (",", ";", "and"):
            index += 1
    return tuple(numbers), after


def _with_phrases(parts: list[FormPart]) -> list[FormPart]:
    present = {part.word for part in parts}
    for phrase, meant in PHRASES:
        if not present.issuperset(phrase):
            continue
        present.update(meant)
        index = 0
        while index + len(phrase) <= len(parts):
            if all(parts[index + i].word == word for i, word in enumerate(phrase)):
                parts = parts[:index] + [FormPart(m) for m in meant] + parts[index + len(phrase) :]
                index += len(meant)
            else:
                index += 1
    return parts


def _without_function_words(parts: Sequence[FormPart]) -> list[FormPart]:
    """Drop the words that change nothing; "a" stays where it may be a letter."""
    light = DROPPED | COUNTING if any(part.word == "count" for part in parts) else DROPPED
    kept: list[FormPart] = []
    before = ""
    for index, part in enumerate(parts):
        between = kept and kept[-1].slots and any(later.slots for later in parts[index + 1 :][:1])
        joins = part.word == "and" and between
        behind = [later.word for later in parts[index + 1 : index + 3]]
        # "At" or "from" says where to begin; with "to" behind, that is said anyway.
        place = part.word in _PLACES and behind[:1] == ["<n>"] and behind[1:] != ["to"]
        letter = part.word in _ARTICLES and before in _LETTERS_FOLLOW
        if part.slots or letter or place or not (joins or part.word in light | _ARTICLES):
            kept.append(part)
        before = part.word
    return kept


def _with_target(parts: list[FormPart]) -> list[FormPart]:
    """Read "convert 'abc' to uppercase" as "uppercase 'abc'"."""
    if len(parts) == 4 and [parts[0].word, parts[2].word] == ["convert", "to"] and parts[1].slots:
        return [parts[3], parts[1]]
    return parts


def _conversion(parts: Sequence[FormPart]) -> CanonicalForm | None:
    """Return one number and two units: from the unit that follows the number to the other."""
    kept = [part for part in parts if part.slots or part.word not in _FUNCTION_WORDS]
    units = [part.word for part in kept if part.word in UNITS_OF_MEASURE]
    places = [index for index, part in enumerate(kept) if part.slots]
    if len(set(units)) != 2 or len(units) != 2 or len(places) != 1:
        return None
    number = kept[places[0]]
    source = kept[places[0] + 1].word if places[0] + 1 < len(kept) else ""
    rest = {part.word for part in kept if not part.slots} - set(units) - _CONVERTING
    if rest or source not in units or number.word != "<n>":
        return None
    target = units[1] if source == units[0] else units[0]
    return CanonicalForm(("convert", "<n>", source, "to", target), (number.slots,))


def _operation(parts: Sequence[FormPart]) -> CanonicalForm | None:
    """Plain arithmetic on the task's values and nothing else, however it is said."""
    kept = [part for part in parts if part.slots or part.word not in _FUNCTION_WORDS]
    slots = [part.slots for part in kept if part.slots]
    shape = " ".join(part.word for part in kept)
    words = {part.word for part in kept if not part.slots}
    values = [part.word for part in kept if part.slots]
    if not values or not words or not {*values} <= {"<n>", "<ns>"}:
        return None
    if "add" in words and words <= _ADDING and shape.startswith(("add", "<n> add <n>")):
        return CanonicalForm(("add", *values), tuple(slots))
    if "multiply" in words and words <= _MULTIPLYING:
        return CanonicalForm(("multiply", *values), tuple(slots))
    if shape not in _SHAPES:
        return None
    if shape == "minus <n> from <n>":
        slots.reverse()
    # The mark keeps apart what only names the two numbers: "subtract 3 and 10".
    return CanonicalForm((_SHAPES[shape], "<in order>", "<n>", "<n>"), tuple(slots))


def _without_nouns(parts: Sequence[FormPart]) -> list[FormPart]:
    """Drop what only names the kind of value behind it: "the string 'abc'"."""
    kept: list[FormPart] = []
    for part in reversed(parts):
        behind = kept[-1].word if kept else ""
        if part.slots or part.word not in NOUNS_BEFORE.get(behind, frozenset()):
            kept.append(part)
    return kept[::-1]


def _singular(word: str) -> str:
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word
