"""Which calculation or bundled function answers the whole of a text, and with which values?"""

import re

from msgspec import Struct

from ..domain.json_value import JSONValue
from ..domain.replace import replace
from ..domain.signature import read_signature
from ..language.arithmetic_words import WORDS
from ..language.number_words import number_of
from ..language.slot_types import SPOKEN_NUMBER
from ..language.small_talk import without_small_talk
from ..language.spelling import corrected, corrections
from .calculator import Calculation, calculation_in
from .function_book import FunctionBook, Match, Miss
from .library_plans import formula_function

_SPOKEN = re.compile(SPOKEN_NUMBER, re.IGNORECASE)
_NAMES_TEXT = re.compile(r"[\"“@]|(?<!\w)'")


class Known(Struct, frozen=True):
    """A task that was read whole: as a calculation, or as a bundled function's.

    `text` is the task with its typing errors corrected, `corrected` names each (typed, meant).
    `function_only` says that it asks for the function alone, without values to call it with;
    `numbers` is the list that a calculation on any list is called with.
    """

    text: str
    calculation: Calculation | None = None
    match: Match | None = None
    corrected: tuple[tuple[str, str], ...] = ()
    function_only: bool = False
    numbers: list[JSONValue] | None = None

    @property
    def function(self) -> str:
        """The name of the function that answers it."""
        if self.calculation is not None:
            return formula_function(self.calculation).name
        assert self.match is not None
        return self.match.function.name

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of its parameters."""
        if self.calculation is not None:
            signature = read_signature(formula_function(self.calculation).source)
        else:
            assert self.match is not None
            signature = self.match.function.signature
        return tuple(one.name for one in signature.parameters)


def read_known(book: FunctionBook, text: str) -> Known | Miss:
    """Read a text as arithmetic, else as a function's task; typing errors are corrected last."""
    found = read_exactly(book, text)
    if isinstance(found, Known) or (found and found.near is not None):
        return found
    plain = without_small_talk(text)
    match = book.find(plain)
    if isinstance(match, Match):
        return Known(match.text, match=match, corrected=match.corrected)
    if match.near is not None:
        return match
    for changes in corrections(plain, WORDS):
        meant = corrected(plain, changes)
        calculation = calculation_in(meant)
        if calculation is not None:
            return Known(meant, calculation, corrected=tuple(changes.items()))
    return match


def read_exactly(book: FunctionBook, text: str) -> Known | Miss | None:
    """Read a text as it is; if no phrase matches, with its numbers in digits."""
    found = _read_as_it_is(book, text)
    spoken = {words: str(number_of(words)) for words in _SPOKEN.findall(text)}
    if found is not None or not spoken or _NAMES_TEXT.search(text):
        return found
    meant = _read_as_it_is(book, _SPOKEN.sub(lambda words: spoken[words[0]], text))
    if not isinstance(meant, Known) or meant.match is None or meant.match.free:
        return None
    # "reverse one, two" names words as well as numbers.
    has_list = any(isinstance(value, list) for value in meant.match.arguments.values())
    return None if has_list else replace(meant, corrected=tuple(spoken.items()))


def _read_as_it_is(book: FunctionBook, text: str, readings: int = 3) -> Known | Miss | None:
    """Read a text as it is, or the request in it without the small talk around it.

    Of two readings as one function, the one that takes fewer bare words for a text is right. None
    where no phrase matches. At most so many `readings` are made.
    """
    calculation = calculation_in(text)
    if calculation is not None:
        return Known(text, calculation)
    whole = book.find_exactly(text)
    plain = without_small_talk(text)
    found = Known(text, match=whole) if isinstance(whole, Match) else whole
    exact = isinstance(whole, Match) and not whole.free
    if plain == text or exact or readings == 1:
        return found
    asked = _read_as_it_is(book, plain, readings - 1)
    if isinstance(found, Known):
        if isinstance(asked, Known) and asked.function == found.function:
            return replace(asked, text=text)
        return found
    return replace(asked, text=text) if isinstance(asked, Known) else asked
