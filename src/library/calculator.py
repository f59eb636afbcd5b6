"""Reads a task as a calculation: its formula, its numbers and what it comes to."""

import re
from contextlib import suppress
from fractions import Fraction
from functools import lru_cache

from msgspec import Struct

from ..domain.errors import Declined
from ..language.arithmetic_grammar import formula_of
from ..language.arithmetic_shape import NotArithmetic, read_shape
from ..language.expression import Apply, Formula, Given, as_json_number, value_of

_FOUR = frozenset({"+", "-", "*", "/", "total", "product"})
_TOWER = re.compile(r"(?:power(?: of)?|raised to|\^|\*\*) # (?:squared|cubed|to|raised)\b")
# Of "5 minus 3 squared" it is plain, of "minus 3 squared" it is not.
_SIGNED_POWER = re.compile(
    r"(?:^|(?:[-+*/(,]|plus|minus|times|by|of|and) )(?:-|minus|negative) #"
    r" (?:squared|cubed|to|raised|\*\*|\^)(?= |$)"
)
# With signs between its parts and no blanks, a date looks like a subtraction or a division.
_DATE = re.compile(
    r"(?<![\w.])(?:\d{4}([-/])\d{1,2}\1\d{1,2}|\d{1,2}([-/])\d{1,2}\2\d{4})(?![\w-]|[./]\d)"
)
_NUMBER_OR_BASE = re.compile(r"#(?: (?:squared|cubed|to|raised|\*\*|\^)(?= |$))?")
_SETS = (
    (12, 5, 8, 3, 20, 7, 9, 4, 15, 6),
    (36, 4, 9, 2, 50, 10, 3, 8, 5, 11),
    (2, 3, 2, 4, 1, 5, 6, 8, 9, 7),
    (3, 2, 2, 5, 7, 1, 4, 9, 6, 8),
)
_OTHERS = 3
# Formulas of more operations would exhaust the stack.
_LONGEST = 120


class Calculation(Struct, frozen=True):
    """A task that parsed whole: its shape, its formula and the numbers it names."""

    shape: str
    formula: Formula
    numbers: tuple[Fraction, ...]

    @property
    def is_basic(self) -> bool:
        """True if one of the four basic operations is all there is to it."""
        formula = self.formula
        return (
            isinstance(formula, Apply)
            and formula.name in _FOUR
            and all(isinstance(operand, Given) for operand in formula.operands)
        )

    def result(self, numbers: tuple[Fraction, ...] = ()) -> int | float:
        """Return what it comes to. Raises Declined with a plain sentence if it has no result."""
        try:
            return as_json_number(value_of(self.formula, numbers or self.numbers))
        except ZeroDivisionError as error:
            raise Declined("a number cannot be divided by zero") from error
        except ValueError as error:
            raise Declined(str(error)) from error

    def other_numbers(self) -> tuple[tuple[Fraction, ...], ...]:
        """Other numbers for which it has a result, for certain cases."""
        found: list[tuple[Fraction, ...]] = []
        for numbers in _SETS:
            chosen = tuple(Fraction(numbers[i % len(numbers)]) for i in range(len(self.numbers)))
            with suppress(Declined):
                self.result(chosen)
                found.append(chosen)
        return tuple(found[:_OTHERS])


# A plan's source is asked for after its task was read: neither is worked out twice.
@lru_cache(maxsize=64)
def calculation_in(text: str) -> Calculation | None:
    """Return the arithmetic that a text is, read whole; None if it is none."""
    try:
        return read_arithmetic(text)
    except NotArithmetic:
        return None


def read_arithmetic(text: str) -> Calculation:
    """Return the calculation that the whole task asks for. Raises NotArithmetic."""
    if _DATE.search(text):
        raise NotArithmetic(
            "it is not plain whether it names a date; write blanks around the signs"
        )
    shape, numbers = read_shape(text)
    if not numbers:
        raise NotArithmetic("it names no number")
    if sum(word not in ("#", ",", "and") for word in shape.split()) > _LONGEST:
        raise NotArithmetic("it is too long to be read at once")
    if _TOWER.search(shape):
        raise NotArithmetic("it is not plain what the last power is of; use brackets")
    # Of a number that is raised to a power its sign may or may not belong to the base.
    raised = [found.group() != "#" for found in _NUMBER_OR_BASE.finditer(shape)]
    has_bare_base = any(one < 0 and is_base for one, is_base in zip(numbers, raised))
    if has_bare_base or _SIGNED_POWER.search(shape):
        raise NotArithmetic("it is not plain whether the sign belongs to the power; use brackets")
    return Calculation(shape, formula_of(shape), tuple(numbers))
