"""Writes an arithmetic formula as a typed function of its numbers."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import TypeGuard

from msgspec import Struct

from ..domain.json_value import JSONObject, JSONValue
from ..domain.replace import replace
from ..language import expression
from ..language.expression import (
    LIST_OPERATIONS,
    Apply,
    Constant,
    Formula,
    Given,
    as_json_number,
    operations_in,
    python_of,
)
from .render import render_text, sources_of

NUMBER = "int | float"
_ONE_OPERATION: Mapping[str, str] = {
    **{"+": "add", "-": "subtract", "*": "multiply", "/": "divide", "%": "remainder"},
    **{"negative": "negate", "abs": "absolute_value", "power": "power_of", "root": "root_of"},
}
_OF_TWO: Mapping[str, str] = {"total": "+", "product": "*"}
_OF_A_LIST: Mapping[str, str] = {
    **{"total": "add_all", "product": "multiply_all", "mean": "mean_of"},
    **{"median": "median_of", "min": "minimum", "max": "maximum"},
}
# Brackets and commas are words of a name too: power(a, b) + c is not power(a, b + c).
_IN_WORDS: Mapping[str, str] = {
    **{"+": "plus", "-": "minus", "*": "times", "/": "over", "%": "modulo"},
    **{"(": "group", ")": "end", ",": "and"},
}
_WORD = re.compile(r"[a-z]+\d*|\d+|[-+*/%(),]")
_OF_ONE: Mapping[tuple[str, Fraction], str] = {
    ("power", Fraction(2)): "square",
    ("power", Fraction(3)): "cube",
    ("root", Fraction(2)): "square_root",
    ("root", Fraction(3)): "cube_root",
    ("*", Fraction(2)): "double",
    ("*", Fraction(3)): "triple",
    ("*", Fraction(1, 2)): "half",
}
_IN_ENGLISH: Mapping[str, str] = {
    "absolute_value": "the absolute value of a",
    "power_of": "a to the power of b",
    "root_of": "the b-th root of a",
    "square": "the square of a",
    "cube": "the cube of a",
    "square_root": "the square root of a",
    "cube_root": "the cube root of a",
    "half": "half of a",
    "percent_of": "a percent of b",
}
# As people write it: a^2 for power(a, Fraction(2)).
_NOTATION = (
    (re.compile(r"Fraction\((\d+)\)"), r"\1"),
    (re.compile(r"Fraction\((\d+), (\d+)\)"), r"\1/\2"),
    (re.compile(r"\bpower\((\w+), (\w+)\)"), r"\1^\2"),
    (re.compile(r"\broot\((.+), 2\)"), r"sqrt(\1)"),
)
_PERCENT_OF = Apply("*", (Apply("/", (Given(0), Constant(Fraction(100)))), Given(1)))
_CAN_FAIL = frozenset({"/", "%", "power"})
_LONGEST_NAME = 40
_LONGEST_SHOWN = 60
# The next one, l, looks like a one.
_LETTERS = "abcdefghijk"


class FormulaFunction(Struct, frozen=True):
    """A formula as a function: its name, its source, and how its numbers become arguments.

    `order` are the places of the numbers in the order of the parameters; a number at one of the
    `negated` places has its sign changed.
    """

    name: str
    source: str
    takes_a_list: bool
    shown: str
    order: tuple[int, ...] = ()
    negated: frozenset[int] = frozenset()

    def arguments(self, numbers: tuple[Fraction, ...]) -> JSONObject:
        """Return the arguments of a call with these numbers."""
        given = [-n if place in self.negated else n for place, n in enumerate(numbers)]
        places = self.order or range(len(numbers))
        values: list[JSONValue] = [as_json_number(given[place]) for place in places]
        if self.takes_a_list:
            return {"numbers": values}
        return dict(zip(_parameters(len(values)), values, strict=True))


def function_of(formula: Formula, count: int) -> FormulaFunction:
    """Return the function of a formula over `count` numbers, or over a list of any length.

    Its parameters are in the order in which the formula uses them: of "subtract 4 from 90",
    a is 90 and b is 4. The sign of a number is part of its argument: "add -5 and 3" adds too.
    """
    negated, formula = frozenset(_signed_places(formula)), _simplified(formula)
    order = tuple(dict.fromkeys(_places(formula)))
    if sorted(order) != list(range(count)) or order == tuple(range(count)):
        return replace(_function_in_order(formula, count), negated=negated)
    function = _function_in_order(_renumbered(formula, order), count)
    return replace(function, order=order, negated=negated)


def function_named(name: str) -> FormulaFunction | None:
    """Return the function of one operation that has this name; None if there is none."""
    formula = _named_formulas().get(name)
    return None if formula is None else function_of(formula, len(set(_places(formula))))


def _named_formulas() -> Mapping[str, Formula]:
    a, b, c = Given(0), Given(1), Given(2)
    of_one = {_ONE_OPERATION[name]: Apply(name, (a,)) for name in ("negative", "abs")}
    of_two = {name: Apply(operation, (a, b)) for operation, name in _ONE_OPERATION.items()}
    of_a_list = {name: Apply(operation, (a, b, c)) for operation, name in _OF_A_LIST.items()}
    constant = {
        name: Apply(operation, (a, Constant(value))) for (operation, value), name in _OF_ONE.items()
    }
    return {**of_two, **of_one, **of_a_list, **constant, "percent_of": _PERCENT_OF}


def _function_in_order(formula: Formula, count: int) -> FormulaFunction:
    is_of_all = isinstance(formula, Apply) and formula.operands == tuple(map(Given, range(count)))
    if isinstance(formula, Apply) and is_of_all and formula.name in LIST_OPERATIONS:
        return _list_function(formula.name)
    letters = _parameters(count)
    written = python_of(formula, letters)
    name = _name(formula, written, count)
    shown = written
    for pattern, notation in _NOTATION:
        shown = pattern.sub(notation, shown)
    shown = _IN_ENGLISH.get(name, shown)
    shown = shown if len(shown) <= _LONGEST_SHOWN else f"a formula of {count} numbers"
    parameters = ", ".join(f"{letter}: {NUMBER}" for letter in letters)
    exact = python_of(formula, [f"exact({letter})" for letter in letters])
    body = f"return as_json_number({exact})"
    if operations_in(formula) & _CAN_FAIL:
        body = (
            f"try:\n        {body}\n    except ZeroDivisionError as problem:\n"
            '        raise ValueError("a number cannot be divided by zero") from problem'
        )
    source = _module(f"{name}({parameters})", shown, body, operations_in(formula))
    return FormulaFunction(name, source, False, shown)


def _list_function(operation: str) -> FormulaFunction:
    name = _OF_A_LIST[operation]
    titles = {"min": "smallest", "max": "largest", "total": "sum"}
    shown = f"the {titles.get(operation, operation)} of a list of numbers"
    each = "exact(number) for number in numbers"
    given = f"({each})" if operation in ("min", "max") else f"([{each}])"
    body = (
        "if not numbers:\n"
        '        raise ValueError("the list is empty; it needs at least one number")\n'
        f"    return as_json_number({operation}{given})"
    )
    source = _module(f"{name}(numbers: list[{NUMBER}])", shown, body, frozenset({operation}))
    return FormulaFunction(name, source, True, shown)


def _places(formula: Formula) -> Iterator[int]:
    """Return the places of the numbers, in the order in which the formula uses them."""
    if isinstance(formula, Given):
        yield formula.index
    elif isinstance(formula, Apply):
        for operand in formula.operands:
            yield from _places(operand)


def _renumbered(formula: Formula, order: tuple[int, ...]) -> Formula:
    if isinstance(formula, Given):
        return Given(order.index(formula.index))
    if isinstance(formula, Apply):
        operands = tuple(_renumbered(operand, order) for operand in formula.operands)
        return Apply(formula.name, operands)
    return formula


def _simplified(formula: Formula) -> Formula:
    """Return the formula with sums and products of two as such, and numbers without signs."""
    if not isinstance(formula, Apply):
        return formula
    operands = tuple(
        one.operands[0] if _is_signed_number(one) else _simplified(one) for one in formula.operands
    )
    name = _OF_TWO.get(formula.name, formula.name) if len(operands) == 2 else formula.name
    return Apply(name, operands)


def _signed_places(formula: Formula) -> Iterator[int]:
    """Return the places of the numbers whose sign `_simplified` takes away."""
    if isinstance(formula, Apply):
        for one in formula.operands:
            yield from _places(one) if _is_signed_number(one) else _signed_places(one)


def _is_signed_number(formula: Formula) -> TypeGuard[Apply]:
    return (
        isinstance(formula, Apply)
        and formula.name == "negative"
        and isinstance(formula.operands[0], Given)
    )


def _parameters(count: int) -> list[str]:
    """Return the names of that many parameters: letters, or n1, n2 ... for very many."""
    if count <= len(_LETTERS):
        return list(_LETTERS[:count])
    return [f"n{number}" for number in range(1, count + 1)]


def _name(formula: Formula, shown: str, count: int) -> str:
    """`add` for one operation, else the formula in words: `a_plus_b_times_c`."""
    if isinstance(formula, Apply):
        if formula.operands == tuple(map(Given, range(count))):
            return _ONE_OPERATION[formula.name]
        if formula == _PERCENT_OF:
            return "percent_of"
        last = formula.operands[-1]
        if count == 1 and isinstance(last, Constant) and (formula.name, last.value) in _OF_ONE:
            return _OF_ONE[formula.name, last.value]
    plain = re.sub(r"Fraction\((\d+)\)", r"\1", shown).replace("Fraction", "")
    words = [_IN_WORDS.get(word, word) for word in _WORD.findall(plain)]
    while words[-1] == "end":
        words.pop()
    name = "_".join(["formula"] * words[0].isdigit() + words)
    if len(name) <= _LONGEST_NAME:
        return name
    return f"{name[:_LONGEST_NAME].rstrip('_')}_{hashlib.sha256(shown.encode()).hexdigest()[:6]}"


def _module(header: str, shown: str, body: str, operations: frozenset[str]) -> str:
    """Return the module: what the function uses of `language/expression.py`, and itself."""
    summary = f'"""Work out {shown}, exactly for decimals."""'
    text = f"def {header} -> {NUMBER}:\n    {summary}\n    {body}"
    needed = ["exact", *sorted(operations), "as_json_number"]
    imports, definitions = sources_of(expression, needed)
    if "Fraction" in text:
        imports |= {"from fractions import Fraction"}
    name = header.partition("(")[0]
    return render_text(f"Work out {shown}.", imports, [*definitions, text], name)
