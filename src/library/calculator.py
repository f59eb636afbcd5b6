"""Solves calculations: finds the formula in a task and the program for all like it."""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

from ..domain.errors import Declined
from ..domain.task import Example, Workload
from ..language.arithmetic_grammar import formula_of
from ..language.expression import (
    LIST_OPERATIONS,
    Apply,
    Formula,
    Given,
    as_json_number,
    value_of,
)
from ..language.number_words import read_wish
from ..language.word_reader import NotArithmetic

BASIC: Mapping[str, Formula] = MappingProxyType(
    {
        "add #s": Apply("total", (Given(0), Given(1))),
        "add # to #": Apply("+", (Given(0), Given(1))),
        "sum of #s": Apply("total", (Given(0), Given(1))),
        "# plus #": Apply("+", (Given(0), Given(1))),
        "# + #": Apply("+", (Given(0), Given(1))),
        "subtract # from #": Apply("-", (Given(1), Given(0))),
        "# minus #": Apply("-", (Given(0), Given(1))),
        "# - #": Apply("-", (Given(0), Given(1))),
        "multiply #s": Apply("product", (Given(0), Given(1))),
        "multiply # by #": Apply("*", (Given(0), Given(1))),
        "product of #s": Apply("product", (Given(0), Given(1))),
        "# times #": Apply("*", (Given(0), Given(1))),
        "# * #": Apply("*", (Given(0), Given(1))),
        "divide # by #": Apply("/", (Given(0), Given(1))),
        "# divided by #": Apply("/", (Given(0), Given(1))),
        "# / #": Apply("/", (Given(0), Given(1))),
    }
)
"""The shapes that every basic program knows besides its own."""

BASIC_NAME = "arithmetic"
LISTED = re.compile(r"#(?:(?: , and| ,| and|) #)+")
_TOWER = re.compile(r"(?:power(?: of)?|raised to|\^|\*\*) # (?:squared|cubed|to|raised)\b")
# Of "5 minus 3 squared" it is plain, of "minus 3 squared" it is not.
_SIGNED_POWER = re.compile(
    r"(?:^|(?:[-+*/(,]|plus|minus|times|by|of|and) )(?:-|minus|negative) #"
    r" (?:squared|cubed|to|raised|\*\*|\^)(?= |$)"
)
_SETS = (
    (12, 5, 8, 3, 20, 7, 9, 4, 15, 6),
    (36, 4, 9, 2, 50, 10, 3, 8, 5, 11),
    (2, 3, 2, 4, 1, 5, 6, 8, 9, 7),
    (3, 2, 2, 5, 7, 1, 4, 9, 6, 8),
)
_EXAMPLES = 2
_OTHERS = 3
# Formulas of more operations would exhaust the stack.
_LONGEST = 120


@dataclass(frozen=True, slots=True)
class Calculation:
    """A task that parsed whole: its shape, its formula and the numbers it names."""

    shape: str
    formula: Formula
    numbers: tuple[Fraction, ...]

    @property
    def takes_a_list(self) -> bool:
        """True if the formula is one operation over all numbers, however many there are."""
        formula = self.formula
        return (
            isinstance(formula, Apply)
            and formula.name in LIST_OPERATIONS
            and formula.operands == tuple(map(Given, range(len(self.numbers))))
        )

    @property
    def key(self) -> str:
        """The shape as the program looks it up; a list of any length is "#s"."""
        return LISTED.sub("#s", self.shape) if self.takes_a_list else self.shape

    @property
    def is_basic(self) -> bool:
        """True if one of the four basic operations is all there is to it."""
        return self.key in BASIC

    @property
    def name(self) -> str:
        """What the specification calls the program: all basic ones are one."""
        return BASIC_NAME if self.is_basic else f"{BASIC_NAME}: {self.key}"

    def result(self, numbers: tuple[Fraction, ...] = ()) -> int | float:
        """What it comes to. Raises Declined with a plain sentence if there is no result."""
        try:
            return as_json_number(value_of(self.formula, numbers or self.numbers))
        except ZeroDivisionError as error:
            raise Declined("a number cannot be divided by zero") from error
        except ValueError as error:
            raise Declined(str(error)) from error

    def examples(self) -> tuple[Example, ...]:
        """Two tasks of the same shape with other numbers, and their results."""
        found: list[Example] = []
        for numbers in _SETS:
            count = len(self.numbers)
            chosen = tuple(Fraction(numbers[i % len(numbers)]) for i in range(count))
            try:
                found.append(Example(self.worded(chosen), self.result(chosen)))
            except Declined:
                continue
        return tuple(found[:_EXAMPLES])

    def other_numbers(self) -> tuple[tuple[Fraction, ...], ...]:
        """Other numbers for which it has a result, for certain cases."""
        found: list[tuple[Fraction, ...]] = []
        for numbers in _SETS:
            chosen = tuple(Fraction(numbers[i % len(numbers)]) for i in range(len(self.numbers)))
            with suppress(Declined):
                self.result(chosen)
                found.append(chosen)
        return tuple(found[:_OTHERS])

    def worded(self, numbers: tuple[Fraction, ...]) -> str:
        """The task in its plain wording with other numbers."""
        values = iter(numbers)
        return re.sub("#", lambda _: str(next(values)), self.shape)

    @property
    def workload(self) -> Workload:
        """Tasks of this shape with ever larger numbers."""
        return Workload(
            "import random\n\n\n"
            "def make_input(seed, size):\n"
            "    chosen = random.Random(seed)\n"
            f"    words = {self.shape!r}.split('#')\n"
            "    numbers = [str(chosen.randint(1, 10 + size)) for _ in words[1:]] + ['']\n"
            "    text = ''.join(word + number for word, number in zip(words, numbers))\n"
            "    return {'description': text}\n"
        )


def read_arithmetic(text: str) -> Calculation:
    """The calculation that the whole task asks for. Raises NotArithmetic."""
    shape, numbers = read_wish(text)
    if not numbers:
        raise NotArithmetic("it names no number")
    if sum(word not in ("#", ",", "and") for word in shape.split()) > _LONGEST:
        raise NotArithmetic("it is too long to be read at once")
    if _TOWER.search(shape):
        raise NotArithmetic("it is not plain what the last power is of; use brackets")
    bare = any(value < 0 for value in _bare_bases(shape, numbers))
    if bare or _SIGNED_POWER.search(shape):
        raise NotArithmetic("it is not plain whether the sign belongs to the power; use brackets")
    return Calculation(shape, formula_of(shape), tuple(numbers))


def _bare_bases(shape: str, numbers: list[Fraction]) -> list[Fraction]:
    """The numbers that are raised to a power and stand in no brackets of their own."""
    found = re.finditer(r"#(?: (?:squared|cubed|to|raised|\*\*|\^)(?= |$))?", shape)
    return [n for n, match in zip(numbers, found) if match.group() != "#"]


def answers_arithmetic(name: str, text: str) -> bool:
    """Tell whether the program of this name answers this task as it stands."""
    try:
        return read_arithmetic(text).name == name
    except NotArithmetic:
        return False
