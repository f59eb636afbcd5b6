"""Evaluates arithmetic expressions and writes them in Python."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median
from types import MappingProxyType
from typing import TypeAlias

MOST_DIGITS = 4000


@dataclass(frozen=True, slots=True)
class Given:
    """The number that stands at this place of the task (0-based)."""

    index: int


@dataclass(frozen=True, slots=True)
class Constant:
    """A number the wording itself brings ("half", "a dozen")."""

    value: Fraction


@dataclass(frozen=True, slots=True)
class Apply:
    """An operation and what it is applied to."""

    name: str
    operands: tuple["Formula", ...]


Formula: TypeAlias = Given | Constant | Apply


def power(base: Fraction, exponent: Fraction) -> Fraction:
    """The base to the exponent. Raises ValueError if it is too large or not real."""
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
    """The real root of that degree, exact where it is a fraction. Raises ValueError if none."""
    if degree.denominator != 1 or degree < 1 or (number < 0 and degree % 2 == 0):
        raise ValueError("there is no real root of this kind")
    size = abs(number)
    near = math.exp(math.log(size) / int(degree)) if size else 0.0
    for guess in (Fraction(round(near)), Fraction(near).limit_denominator(10**6)):
        if guess ** int(degree) == size:
            return guess if number >= 0 else -guess
    result = math.sqrt(size) if degree == 2 else near
    return Fraction(result) if number >= 0 else -Fraction(result)


def total(numbers: Sequence[Fraction]) -> Fraction:
    """The sum of the numbers."""
    return sum(numbers, Fraction(0))


def product(numbers: Sequence[Fraction]) -> Fraction:
    """All numbers multiplied."""
    return math.prod(numbers, start=Fraction(1))


def mean(numbers: Sequence[Fraction]) -> Fraction:
    """The arithmetic mean of the numbers."""
    return total(numbers) / len(numbers)


OPERATIONS: Mapping[str, Callable[[Sequence[Fraction]], Fraction]] = MappingProxyType(
    {
        "+": lambda n: n[0] + n[1],
        "-": lambda n: n[0] - n[1],
        "*": lambda n: n[0] * n[1],
        "/": lambda n: n[0] / n[1],
        "%": lambda n: n[0] % n[1],
        "negative": lambda n: -n[0],
        "power": lambda n: power(n[0], n[1]),
        "root": lambda n: root(n[0], n[1]),
        "abs": lambda n: abs(n[0]),
        "total": total,
        "product": product,
        "mean": mean,
        "median": median,
        "min": min,
        "max": max,
    }
)
LIST_OPERATIONS = frozenset({"total", "product", "mean", "median", "min", "max"})
_STRENGTH = MappingProxyType({"+": 1, "-": 1, "*": 2, "/": 2, "%": 2, "negative": 3})
_ATOM = 4


def value_of(formula: Formula, numbers: Sequence[Fraction]) -> Fraction:
    """What it comes to. Raises ZeroDivisionError, or ValueError for what has no result."""
    if isinstance(formula, Given):
        return numbers[formula.index]
    if isinstance(formula, Constant):
        return formula.value
    return OPERATIONS[formula.name]([value_of(operand, numbers) for operand in formula.operands])


def exact(number: int | float) -> Fraction:
    """The number as it is written: 0.1 is a tenth."""
    return Fraction(str(number))


def as_json_number(value: Fraction) -> int | float:
    """A whole number as int, any other as float. Raises ValueError if it is too large."""
    if abs(value) >= 10**MOST_DIGITS:
        raise ValueError("the result is too large to be written out")
    if value.denominator == 1:
        return int(value)
    try:
        return float(value)
    except OverflowError as error:
        raise ValueError("the result is too large to be written out") from error


def operations_in(formula: Formula) -> frozenset[str]:
    """The names of all operations a formula uses."""
    if not isinstance(formula, Apply):
        return frozenset()
    return frozenset({formula.name}).union(*map(operations_in, formula.operands))


def python_of(formula: Formula, names: Sequence[str]) -> str:
    """The formula as a Python expression over these names."""
    return _written(formula, names)[0]


def _written(formula: Formula, names: Sequence[str]) -> tuple[str, int]:
    if isinstance(formula, Given):
        return names[formula.index], _ATOM
    if isinstance(formula, Constant):
        return _constant(formula.value), _ATOM
    strength = _STRENGTH.get(formula.name, _ATOM)
    parts = [_written(operand, names) for operand in formula.operands]
    if formula.name == "negative":
        return f"-{_wrapped(parts[0], strength)}", strength
    if strength < _ATOM:
        left, right = _wrapped(parts[0], strength), _wrapped(parts[1], strength + 1)
        return f"{left} {formula.name} {right}", strength
    inside = ", ".join(_argument(o, text) for o, (text, _) in zip(formula.operands, parts))
    if formula.name in LIST_OPERATIONS:
        return f"{formula.name}([{inside}])", _ATOM
    return f"{formula.name}({inside})", _ATOM


def _constant(value: Fraction) -> str:
    whole = value.denominator == 1
    return str(value.numerator) if whole else f"Fraction({value.numerator}, {value.denominator})"


def _argument(operand: Formula, text: str) -> str:
    """What stands between the brackets of a call, where a bare int is no Fraction."""
    return f"Fraction({text})" if isinstance(operand, Constant) and text.isdigit() else text


def _wrapped(part: tuple[str, int], strength: int) -> str:
    text, own = part
    return text if own >= strength else f"({text})"
