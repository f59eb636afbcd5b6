"""Which program answers a specification that names a pattern?"""

from collections.abc import Sequence

from ..domain.candidate import Candidate, Origin
from ..domain.errors import Declined
from ..domain.outcome import Attempt, AttemptPlan
from ..domain.task import Specification
from ..language.word_reader import NotArithmetic
from .calculator import BASIC_NAME, read_arithmetic
from .calculator_program import write_arithmetic
from .patterns import PatternBook

# The protocol hands in what a model would vary by; a bundled program does not vary.
# pylint: disable=unused-argument


class OfflineGenerator:
    """A Generator that hands out bundled programs, and writes those of arithmetic tasks."""

    def __init__(self, book: PatternBook) -> None:
        self._book = book

    def write(
        self, specification: Specification, plan: AttemptPlan, earlier: Sequence[Attempt] = ()
    ) -> Candidate:
        """The program of the pattern. Raises Declined if there is none, or it failed before."""
        source = bundled_source(self._book, specification.pattern, specification.task.text)
        if any(a.candidate is not None and a.candidate.source == source for a in earlier):
            raise Declined("the bundled program did not pass its tests, and there is no other")
        return Candidate(source, Origin.PATTERN, note=f"bundled: {specification.title}")

    def writer(self, specification: Specification, plan: AttemptPlan) -> tuple[str, str]:
        """A bundled program, or the rules of arithmetic; no model."""
        arithmetic = specification.pattern.startswith(BASIC_NAME)
        return ("Arithmetic rules" if arithmetic else "Bundled patterns"), ""


def bundled_source(book: PatternBook, name: str, text: str) -> str:
    """The program of the pattern `name`, for arithmetic that of the task. Raises Declined."""
    if name.startswith(BASIC_NAME):
        try:
            return write_arithmetic(read_arithmetic(text))
        except NotArithmetic as error:
            raise Declined(f"the task does not parse as arithmetic: {error}") from error
    if name in book.patterns:
        return book.patterns[name].source
    raise Declined("code can be written offline only for what a bundled pattern covers")
