"""Writes a calculation as a Python program."""

import inspect
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ..domain.node_contract import FRAME
from ..language import number_words
from ..language.expression import (
    LIST_OPERATIONS,
    MOST_DIGITS,
    Apply,
    Formula,
    as_json_number,
    mean,
    operations_in,
    power,
    product,
    python_of,
    root,
    total,
)
from .calculator import BASIC, LISTED, Calculation

_PARTS: tuple[Callable[..., Any], ...] = (
    number_words.read_wish,
    number_words.leading_number,
    number_words.number_word,
    number_words.fits,
    as_json_number,
)
_OPTIONAL: tuple[Callable[..., Any], ...] = (product, mean, total, power, root)
_CONSTANTS: Mapping[str, object] = {
    "MOST_DIGITS": MOST_DIGITS,
    "LISTED": LISTED,
    "SMALL": number_words.SMALL,
    "TENS": number_words.TENS,
    "SCALES": number_words.SCALES,
    "DIGITS": number_words.DIGITS,
    "POLITE": number_words.POLITE,
    "NOISE": number_words.NOISE,
    "ENDING": number_words.ENDING,
}
"""What the parts use, by the names they use it by."""

_WIDTH = 100
_NEEDS = {"mean": "total", "power": "root"}

_SOLVE = '''def solve(description: str) -> int | float:
    """Work out the result. Raises ValueError with a plain sentence if there is none."""
    shape, numbers = read_wish(description)
    formula = FORMULAS.get(shape) or FORMULAS.get(LISTED.sub("#s", shape))
    if formula is None:
        raise ValueError("this program works out: " + "; ".join(FORMULAS))
    try:
        return as_json_number(formula(numbers))
    except ZeroDivisionError as problem:
        raise ValueError("a number cannot be divided by zero") from problem
'''


def write_arithmetic(wanted: Calculation) -> str:
    """The program's text; it reads its numbers from the description when it runs."""
    formulas = dict(BASIC) if wanted.is_basic else {wanted.key: wanted.formula}
    used = set().union(*map(operations_in, formulas.values()))
    used |= {_NEEDS[name] for name in used & _NEEDS.keys()}
    functions = [f for f in _OPTIONAL if f.__name__ in used]
    table = "".join(f'    "{key}": {_written(key, f)},\n' for key, f in formulas.items())
    sources = "\n\n\n".join(inspect.getsource(part).strip() for part in (*functions, *_PARTS))
    sources += "\n"
    blocks = [
        f'"""Works out tasks such as: {wanted.shape.replace("#", "N")}."""\n\n'
        + _imports(sources, table)
        + "\n"
        + "".join(f"{_constant(name, value)}\n" for name, value in _CONSTANTS.items()),
        sources,
        f"FORMULAS: dict[str, Callable[[list[Fraction]], Fraction]] = {{\n{table}}}\n",
        _SOLVE,
    ]
    return re.sub(r"\n{4,}", "\n\n\n", "\n\n".join(blocks)).rstrip() + "\n" + FRAME


def _written(key: str, formula: Formula) -> str:
    """The table's entry: a function of the numbers."""
    if key.endswith("#s") or (isinstance(formula, Apply) and "#s" in key):
        assert isinstance(formula, Apply) and formula.name in LIST_OPERATIONS
        return formula.name
    return f"lambda n: {python_of(formula, [f'n[{i}]' for i in range(key.count('#'))])}"


def _imports(sources: str, table: str) -> str:
    lines = ["import json", "import re", "import sys", "from collections.abc import Callable"]
    if "math." in sources:
        lines.insert(1, "import math")
    if "Sequence[" in sources:
        lines[-1] += ", Sequence"
    lines.append("from fractions import Fraction")
    if re.search(r"\bmedian\b", table):
        lines.append("from statistics import median")
    return "\n".join(lines) + "\n"


def _constant(name: str, value: object) -> str:
    """The constant's assignment, laid out as black would."""
    if isinstance(value, re.Pattern):
        # In pieces that begin with an alternative, and never within an escape.
        parts = re.findall(r"\|?(?:\\.|[^\\|])+|\|", value.pattern)
        return _in_lines(f"{name} = re.compile(", 'r"', parts, ")")
    if isinstance(value, list):
        parts = re.findall(r" ?[^ ]+", " ".join(value))
        return _in_lines(f"{name} = ", '"', parts, ".split()")
    return f"{name} = {value!r}".replace("'", '"')


def _in_lines(head: str, quote: str, parts: Sequence[str], tail: str) -> str:
    """The parts as one string: on one line if it fits, else with a line for each piece of it."""
    lines = [""]
    for part in parts:
        if len(lines[-1]) + len(part) > _WIDTH - len(f'    {quote}"'):
            lines.append("")
        lines[-1] += part
    whole = f'{head}{quote}{"".join(lines)}"{tail}'
    if len(whole) <= _WIDTH:
        return whole
    opened, closed = (head, tail) if head.endswith("(") else (f"{head}(", f"){tail}")
    return "\n".join([opened, *(f'    {quote}{line}"' for line in lines), closed])
