"""Evaluates arithmetic expressions and writes them in Python."""

import ast
import math
import operator
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from statistics import median
from typing import TypeAlias

from msgspec import Struct

MOST_DIGITS = 4000


class Given(Struct, frozen=True):
    """The number at this place of the task (0-based)."""

    index: int


class Constant(Struct, frozen=True):
    """A number the wording itself brings ("half", "a dozen")."""

    value: Fraction


class Apply(Struct, frozen=True):
    """An operation and what it is applied to."""

    name: str
    operands: tuple["Formula", ...]


Formula: TypeAlias = Given | Constant | Apply


def power(base: Fraction, exponent: Fraction) -> Fraction:
    """Return the base to the exponent. Raises ValueError if it is too large or not real."""
    if base == 0 and exponent < 0:
        raise ZeroDivisionError
    if exponent.denominator == 1:
        size = max(base.numerator.bit_length(), base.denominator.bit_length())
        if size * abs(exponent) > 4 * 4000:
            raise ValueError("the result is too large to be written out")
        return base ** int(exponent)
    if base < 0:
        raise ValueError("a negative number has no real root of this kind")
    return root(base ** abs(exponent.numerator), Fraction(exponent.denominator)) ** (
        1 if exponent > 0 else -1
    )


def root(number: Fraction, degree: Fraction) -> Fraction:
    """Return the real root of that degree, exact if it is a fraction. Raises ValueError."""
    if degree.denominator != 1 or degree < 1 or (number < 0 and degree % 2 == 0):
        raise ValueError("this has no real root")
    size = abs(number)
    near = math.exp(math.log(size) / int(degree)) if size else 0.0
    for guess in (Fraction(round(near)), Fraction(near).limit_denominator(10**6)):
        if guess ** int(degree) == size:
            return guess if number >= 0 else -guess
    result = math.sqrt(size) if degree == 2 else near
    return Fraction(result) if number >= 0 else -Fraction(result)


def total(numbers: Sequence[Fraction]) -> Fraction:
    """Return the sum of the numbers."""
    return sum(numbers, Fraction(0))


def product(numbers: Sequence[Fraction]) -> Fraction:
    """Return all numbers multiplied."""
    return math.prod(numbers, start=Fraction(1))


def mean(numbers: Sequence[Fraction]) -> Fraction:
    """Return the arithmetic mean of the numbers."""
    return total(numbers) / len(numbers)


OPERATIONS: Mapping[str, Callable[..., Fraction]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "%": operator.mod,
    "negative": operator.neg,
    "power": power,
    "root": root,
    "abs": abs,
    "total": total,
    "product": product,
    "mean": mean,
    "median": median,
    "min": min,
    "max": max,
}
LIST_OPERATIONS = frozenset({"total", "product", "mean", "median", "min", "max"})
_OPERATORS = {"+": ast.Add(), "-": ast.Sub(), "*": ast.Mult(), "/": ast.Div(), "%": ast.Mod()}


def value_of(formula: Formula, numbers: Sequence[Fraction]) -> Fraction:
    """Return what it comes to. Raises ZeroDivisionError, or ValueError for what has no result."""
    if isinstance(formula, Given):
        return numbers[formula.index]
    if isinstance(formula, Constant):
        return formula.value
    operands = [value_of(operand, numbers) for operand in formula.operands]
    work_out = OPERATIONS[formula.name]
    return work_out(operands) if formula.name in LIST_OPERATIONS else work_out(*operands)


def exact(number: int | float) -> Fraction:
    """Return the number as it is written: 0.1 is a tenth."""
    return Fraction(str(number))


def as_json_number(value: Fraction) -> int | float:
    """Return a whole number as int, any other as float. Raises ValueError if it is too large."""
    if abs(value) >= 10**MOST_DIGITS:
        raise ValueError("the result is too large to be written out")
    if value.denominator == 1:
        return int(value)
    try:
        return float(value)
    except OverflowError as error:
        raise ValueError("the result is too large to be written out") from error


def tidy(value: float) -> int | float:
    """Return the value rounded to 10 places; a whole one as int."""
    rounded = round(value, 10)
    return int(rounded) if rounded == int(rounded) else rounded


def operations_in(formula: Formula) -> frozenset[str]:
    """Return the names of all operations a formula uses."""
    if not isinstance(formula, Apply):
        return frozenset()
    return frozenset({formula.name}).union(*map(operations_in, formula.operands))


def python_of(formula: Formula, names: Sequence[str]) -> str:
    """Return the formula as a Python expression over these names."""
    return ast.unparse(_node(formula, names))


def _node(formula: Formula, names: Sequence[str]) -> ast.expr:
    if isinstance(formula, Given):
        return ast.Name(names[formula.index])
    if isinstance(formula, Constant):
        above, below = formula.value.as_integer_ratio()
        return ast.Constant(above) if below == 1 else ast.Name(f"Fraction({above}, {below})")
    operands = [_node(operand, names) for operand in formula.operands]
    if formula.name == "negative":
        return ast.UnaryOp(ast.USub(), operands[0])
    if formula.name in _OPERATORS:
        return ast.BinOp(operands[0], _OPERATORS[formula.name], operands[1])
    # Between the brackets of a call a bare int is not a Fraction.
    given = [
        ast.Name(f"Fraction({one.value!r})") if isinstance(one, ast.Constant) else one
        for one in operands
    ]
    is_of_list = formula.name in LIST_OPERATIONS
    return ast.Call(ast.Name(formula.name), [ast.List(given)] if is_of_list else given, [])
