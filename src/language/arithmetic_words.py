"""The words for arithmetic operations."""

from collections.abc import Mapping
from fractions import Fraction

from .number_words import SCALES, TENS, UNITS

INFIX: Mapping[str, tuple[str, int]] = {
    word: (operation, strength)
    for operation, strength, words in (
        ("+", 1, "+|plus|added to"),
        ("-", 1, "-|minus|take away"),
        ("*", 2, "*|times|multiplied by"),
        ("/", 2, "/|over|divided by"),
        ("%", 2, "mod|modulo"),
        ("power", 3, "**|^|to power of|to power|raised to power of|raised to power|raised to"),
    )
    for word in words.split("|")
}
"""What is written between two operands: the operation and how strongly it binds."""
OF_LIST: Mapping[str, str] = {
    word: operation
    for operation, words in (
        ("total", "sum|total"),
        ("product", "product"),
        ("mean", "average|mean|arithmetic mean|avg"),
        ("median", "median"),
        ("min", "minimum|min|smallest|lowest"),
        ("max", "maximum|max|largest|biggest|greatest|highest"),
    )
    for word in words.split("|")
}
"""What is said of a list of numbers."""
ALL_NUMBERS = tuple(
    f"{which}{noun}"
    for which in ("", "all ")
    for noun in ("numbers", "values", "elements", "items")
)
"""How the members of a list are named before it."""
OF_ONE: Mapping[str, tuple[str, Fraction]] = {
    word: (operation, Fraction(second))
    for operation, second, words in (
        ("root", "2", "square root of|sqrt of|sqrt"),
        ("root", "3", "cube root of"),
        ("power", "2", "square of|square"),
        ("power", "3", "cube of|cube"),
        ("*", "1/2", "half of|half"),
        ("*", "1/3", "one third of|a third of|third of"),
        ("*", "1/4", "a quarter of|quarter of"),
        ("*", "2", "double of|double|twice"),
        ("*", "3", "triple of|triple"),
        ("abs", "0", "absolute value of|abs of|abs"),
        ("negative", "0", "negative"),
    )
    for word in words.split("|")
}
"""What is said of one operand: the operation and its second operand, if it has one."""
COUNTS: Mapping[str, Fraction] = {
    "half a dozen": Fraction(6),
    "a dozen": Fraction(12),
    "dozen": Fraction(12),
}
"""Words for quantities that are not number words."""
PAIRS: Mapping[str, str] = {"quotient": "/", "remainder": "%"}
"""What is said of two numbers."""
PARTS: Mapping[str, Fraction] = {
    f"{part}s": Fraction(1, parts)
    for part, parts in (
        *(("third", 3), ("quarter", 4), ("fourth", 4), ("fifth", 5)),
        *(("sixth", 6), ("eighth", 8), ("tenth", 10)),
    )
}
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
    for phrase in (*INFIX, *OF_LIST, *OF_ONE, *COUNTS, *PAIRS, *COMMANDS, *UNITS, *TENS, *SCALES)
    for word in phrase.split()
    if word.isalpha()
) | frozenset("what calculate compute please numbers number difference percent from with".split())
"""Every word that arithmetic knows."""
