"""The words for arithmetic operations."""

from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType

from .number_words import SCALES, SMALL, TENS

INFIX: Mapping[str, tuple[str, int]] = MappingProxyType(
    {
        "+": ("+", 1),
        "plus": ("+", 1),
        "added to": ("+", 1),
        "-": ("-", 1),
        "minus": ("-", 1),
        "take away": ("-", 1),
        "*": ("*", 2),
        "times": ("*", 2),
        "multiplied by": ("*", 2),
        "/": ("/", 2),
        "over": ("/", 2),
        "divided by": ("/", 2),
        "mod": ("%", 2),
        "modulo": ("%", 2),
        "**": ("power", 3),
        "^": ("power", 3),
        "to power of": ("power", 3),
        "to power": ("power", 3),
        "raised to power of": ("power", 3),
        "raised to power": ("power", 3),
        "raised to": ("power", 3),
    }
)
"""What stands between two operands: the operation and how strongly it binds."""
OF_LIST: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("sum", "total"), "total"),
        "product": "product",
        **dict.fromkeys(("average", "mean", "arithmetic mean", "avg"), "mean"),
        "median": "median",
        **dict.fromkeys(("minimum", "min", "smallest", "lowest"), "min"),
        **dict.fromkeys(("maximum", "max", "largest", "biggest", "greatest", "highest"), "max"),
    }
)
"""What is said of a list of numbers."""
ALL_NUMBERS = tuple(
    f"{which}{noun}"
    for which in ("", "all ")
    for noun in ("numbers", "values", "elements", "items")
)
"""How the members of a list are named before it."""
OF_ONE: Mapping[str, tuple[str, Fraction]] = MappingProxyType(
    {
        "square root of": ("root", Fraction(2)),
        "sqrt of": ("root", Fraction(2)),
        "sqrt": ("root", Fraction(2)),
        "cube root of": ("root", Fraction(3)),
        "square of": ("power", Fraction(2)),
        "square": ("power", Fraction(2)),
        "cube of": ("power", Fraction(3)),
        "cube": ("power", Fraction(3)),
        "half of": ("*", Fraction(1, 2)),
        "half": ("*", Fraction(1, 2)),
        "one third of": ("*", Fraction(1, 3)),
        "a third of": ("*", Fraction(1, 3)),
        "third of": ("*", Fraction(1, 3)),
        "a quarter of": ("*", Fraction(1, 4)),
        "quarter of": ("*", Fraction(1, 4)),
        "double of": ("*", Fraction(2)),
        "double": ("*", Fraction(2)),
        "twice": ("*", Fraction(2)),
        "triple of": ("*", Fraction(3)),
        "triple": ("*", Fraction(3)),
        "absolute value of": ("abs", Fraction(0)),
        "abs of": ("abs", Fraction(0)),
        "abs": ("abs", Fraction(0)),
        "negative": ("negative", Fraction(0)),
    }
)
"""What is said of one operand: the operation and its second operand, if it has one."""
COUNTS: Mapping[str, Fraction] = MappingProxyType(
    {"half a dozen": Fraction(6), "a dozen": Fraction(12), "dozen": Fraction(12)}
)
"""Numbers that are no number words."""
PAIRS: Mapping[str, str] = MappingProxyType({"quotient": "/", "remainder": "%"})
"""What is said of two numbers."""
PARTS: Mapping[str, Fraction] = MappingProxyType(
    {
        "thirds": Fraction(1, 3),
        "quarters": Fraction(1, 4),
        "fourths": Fraction(1, 4),
        "fifths": Fraction(1, 5),
        "sixths": Fraction(1, 6),
        "eighths": Fraction(1, 8),
        "tenths": Fraction(1, 10),
    }
)
"""What a number of equal parts is of: two thirds of 90."""
PERCENT_FROM = ("% from", "percent from", "per cent from", "% off", "percent off", "% away from")
"""How so many percent are taken from a number."""
IT = ("it", "that", "result", "them", "this")
"""How a sentence speaks of the result so far."""
ENDS = ("", ")", "then", ",", "and")
"""What may stand behind an operand of a spoken operation."""

COMMANDS = "add subtract deduct multiply divide increase decrease reduce halve then".split()
WORDS = frozenset(
    word
    for phrase in (*INFIX, *OF_LIST, *OF_ONE, *COUNTS, *PAIRS, *COMMANDS, *SMALL, *TENS, *SCALES)
    for word in phrase.split()
    if word.isalpha()
) | frozenset("what calculate compute please numbers number difference percent from with".split())
"""Every word that arithmetic knows."""
