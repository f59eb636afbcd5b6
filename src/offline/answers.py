"""Who answers a task offline: arithmetic, a bundled pattern, or nobody?"""

from dataclasses import dataclass

from src.offline.arithmetic import BASIC_NAME, Calculation, answers_arithmetic, read_arithmetic
from src.offline.patterns import Match, Miss, PatternBook
from src.offline.word_reader import NotArithmetic


@dataclass(frozen=True, slots=True)
class Understood:
    """What was understood of a task: exactly one of the first two, or a miss."""

    calculation: Calculation | None
    match: Match | None
    miss: Miss | None


def understand(book: PatternBook, text: str) -> Understood:
    """Read a task as arithmetic, else as a task of a bundled pattern."""
    try:
        return Understood(read_arithmetic(text), None, None)
    except NotArithmetic:
        found = book.find(text)
    if isinstance(found, Match):
        if found.mended:
            try:
                return Understood(read_arithmetic(found.text), None, None)
            except NotArithmetic:
                return Understood(None, found, None)
        return Understood(None, found, None)
    return Understood(None, None, found)


def pattern_accepts(book: PatternBook, name: str, text: str) -> bool:
    """Tell whether the program made for a specification with this `pattern` answers this task.

    True only if it answers the whole of the text as it stands; `name` may be any pattern's,
    or that of an arithmetic program.
    """
    if name.startswith(BASIC_NAME):
        return answers_arithmetic(name, text)
    return name in book.patterns and book.accepts(name, text)
