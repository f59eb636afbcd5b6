"""The parts of a compound task, with placeholders for values and results.

In a part's wording {a}, {b} ... stand for the values of the whole task, {1}, {2} ... for the
results of earlier parts.
"""

import json
import re
from collections.abc import Iterator, Mapping
from string import ascii_lowercase

from ..domain.json_value import JSONValue
from ..domain.understanding import PLACEHOLDER
from .tokenizer import plain_text
from .values_in_text import slots_of

_VERBS = frozenset(
    "add analyze append calculate capitalize change check combine compare compose compute convert"
    " count create decode decrypt delete describe determine divide draw encode encrypt evaluate"
    " explain extract filter find fix format generate get give group join keep list make merge"
    " multiply name order pick plot print produce rank read remove repeat replace report return"
    " reverse rewrite rotate round say search select send shorten shout show shuffle simplify sort"
    " split square store subtract suggest sum summarize summarise take tell test translate"
    " transpose turn uppercase lowercase use work write".split()
)
_ASIDE = "and|then|finally|afterwards|next|also"
_JOINT = re.compile(
    rf"\s*[,;.]\s+(?:(?:{_ASIDE})\s+)*(?=(\w+))|\s+(?:(?:{_ASIDE})\s+)+(?=(\w+))", re.IGNORECASE
)
_QUOTED = re.compile(r"\"[^\"]*\"|“[^“”]*”|(?<!\w)'[^']*'(?!\w)|(?<!\S)@\S*[^\s,;:?!.]")


def clauses_of(text: str) -> tuple[str, ...]:
    """Return the requests that a text joins, in order; the whole text where it is one.

    It is cut only before a verb in the imperative, and never within
    quotes: "count the words and write a poem" is two, "add 10 and 20" is one.
    """
    plain = plain_text(text).rstrip(" .!?")
    hidden = _QUOTED.sub(lambda match: "x" * len(match.group()), plain)
    pieces: list[str] = []
    at = 0
    for joint in _JOINT.finditer(hidden):
        verb = (joint.group(1) or joint.group(2)).lower()
        if verb in _VERBS and joint.start() > at:
            pieces.append(plain[at : joint.start()])
            at = joint.end()
    return (*pieces, plain[at:])


_BETWEEN = re.compile(r"[\s,]*(?:and)?\s*")


def known_values(text: str) -> dict[str, str]:
    """Return what each letter means in a task: its values in order, like ones once.

    Numbers that make a list are one value. "one" is none: it mostly refers to what was named
    before ("the longest one").
    """
    return dict(zip(ascii_lowercase, dict.fromkeys(_grouped(plain_text(text)))))


def _grouped(plain: str) -> Iterator[str]:
    slots = [slot for slot in slots_of(plain) if slot.raw.lower() != "one"]
    index = 0
    while index < len(slots):
        first = last = slots[index]
        while index + 1 < len(slots) and last.mark == slots[index + 1].mark == "<n>":
            between = plain[last.end : slots[index + 1].start]
            if not between.strip() or not _BETWEEN.fullmatch(between):
                break
            index += 1
            last = slots[index]
        raw = plain[first.start : last.end]
        # A comma behind a file's name belongs to the sentence.
        yield raw.rstrip(",;:?!.") if first.mark == "<file>" else raw
        index += 1


def abstracted(ask: str, known: Mapping[str, str]) -> str:
    """Return the wording with the mark of each known value in its place, longer values first."""
    marks = {raw: mark for mark, raw in known.items() if raw}
    if not marks:
        return ask
    longest_first = sorted(marks, key=lambda raw: (-len(raw), raw))
    values = "|".join(map(re.escape, longest_first))
    return re.sub(
        rf"\{{\w+\}}|(?<!\w)(?:{values})(?!\w)",
        lambda match: f"{{{marks[match.group()]}}}" if match.group() in marks else match.group(),
        ask,
    )


def filled(ask: str, known: Mapping[str, str]) -> str:
    """Return the wording with the values in; a text that goes between quotes loses its own."""

    def value(match: re.Match[str]) -> str:
        quote, text = match.group(1), known[match.group(2)]
        return quote + (text.replace('"', "'") if quote else text)

    return PLACEHOLDER.sub(value, ask)


def value_text(value: JSONValue) -> str:
    """Write a result as the next request says it: a text as it is, a list with commas."""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and value and not any(isinstance(v, (list, dict)) for v in value):
        return ", ".join(value_text(item) for item in value)
    return json.dumps(value, ensure_ascii=False)
