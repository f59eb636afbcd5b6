"""Finds what answers a task offline: the calculator, a bundled pattern, or nothing."""

from dataclasses import dataclass

from ..language.arithmetic_words import WORDS
from ..language.spelling import corrected, corrections
from ..language.word_reader import NotArithmetic
from .calculator import BASIC_NAME, Calculation, answers_arithmetic, read_arithmetic
from .patterns import Match, Miss, PatternBook


@dataclass(frozen=True, slots=True)
class Understood:
    """What was understood of a task: exactly one of the first three.

    `text` is the task with its typing errors mended, `mended` names each (typed, meant).
    """

    calculation: Calculation | None = None
    match: Match | None = None
    miss: Miss | None = None
    text: str = ""
    mended: tuple[tuple[str, str], ...] = ()


def understand(book: PatternBook, text: str) -> Understood:
    """Read a task as arithmetic, else as a task of a bundled pattern; as it stands if that is
    possible, else with its typing errors mended."""
    calculation = _calculation(text)
    if calculation is not None:
        return Understood(calculation, text=text)
    found = book.find(text)
    if isinstance(found, Match):
        return Understood(match=found, text=found.text, mended=found.mended)
    if found.near is None:
        for changes in corrections(text, WORDS):
            mended = corrected(text, changes)
            calculation = _calculation(mended)
            if calculation is not None:
                return Understood(calculation, text=mended, mended=tuple(changes.items()))
    return Understood(miss=found, text=text)


def _calculation(text: str) -> Calculation | None:
    try:
        return read_arithmetic(text)
    except NotArithmetic:
        return None


def pattern_accepts(book: PatternBook, name: str, text: str) -> bool:
    """Tell whether the program made for a specification with this `pattern` answers this task.

    True only if it answers the whole of the text as it stands; `name` may be any pattern's,
    or that of an arithmetic program.
    """
    if name.startswith(BASIC_NAME):
        return answers_arithmetic(name, text)
    return name in book.patterns and book.accepts(name, text)
