"""Other notations of whole numbers: number bases, Roman numerals, English words."""

import re

from .bundled import bundled

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
ROMAN_VALUES = {
    **{"M": 1000, "CM": 900, "D": 500, "CD": 400, "C": 100, "XC": 90},
    **{"L": 50, "XL": 40, "X": 10, "IX": 9, "V": 5, "IV": 4, "I": 1},
}
SMALL_NUMBERS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
    " fifteen sixteen seventeen eighteen nineteen"
).split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
SCALES = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"), (1000, "thousand"))

_BASES = {"binary": 2, "octal": 8, "decimal": 10, "hexadecimal": 16, "hex": 16}
_TO = "(to|into|in)"


@bundled(
    "number base conversion",
    f"convert [the] [number] {{number:int}} {_TO} {{to_base:target}}",
    f"convert [the|a] {{from_base:base}} [number] {{number:hexa}} {_TO} {{to_base:base}}",
    f"convert [the] [number] {{number:hexa}} from {{from_base:base}} {_TO} {{to_base:base}}",
    f"{{number:int}} {_TO} {{to_base:target}}",
    "{from_base:base} [number] {number:hexa} (to|in|into|as) {to_base:base}",
    "{number:hexa} from {from_base:base} (to|into) {to_base:base}",
    "[convert] {from_base:base} to {to_base:base} {number:hexa}",
    "{to_base:target} [form|value|representation] of [the] [number] {number:int}",
    'convert 10 to binary => "1010"',
    'convert binary 1010 to decimal => "10"',
    "255 in hex => ff",
    'convert ff from hexadecimal to decimal => "255"',
    'convert hex 1f to binary => "11111"',
    'convert octal 17 to decimal => "15"',
    'binary of 10 => "1010"',
    choices={"base": _BASES, "target": {n: base for n, base in _BASES.items() if base != 10}},
)
def number_bases(number: int | str, to_base: int, from_base: int = 10) -> str:
    """Return the digits of a whole number in another base, without a prefix.

    `number` is the digits in `from_base`; bases go from 2 to 36. Raises ValueError for other
    bases and for digits that the base does not have.
    """
    if not (2 <= to_base <= 36 and 2 <= from_base <= 36):
        raise ValueError("bases go from 2 to 36")
    try:
        value = int(str(number), from_base)
    except ValueError as problem:
        raise ValueError(f"{number} is not a number in base {from_base}") from problem
    digits = ""
    rest = abs(value)
    while rest or not digits:
        rest, digit = divmod(rest, to_base)
        digits = DIGITS[digit] + digits
    return "-" * (value < 0) + digits


@bundled(
    "Roman numerals",
    "(convert|write|express|turn) {n:int} (to|into|in|as)"
    " [a|the] roman [numerals|numeral|number|numbers]",
    "{n:int} (to|into|in|as) [a] roman [numerals|numeral|number]",
    "roman numerals? (for|of) {n:int}",
    "convert 1994 to roman numerals => MCMXCIV",
    "roman numeral for 4 => IV",
    "what is 3999 in roman numerals => MMMCMXCIX",
)
def to_roman(n: int) -> str:
    """Return a whole number as a Roman numeral.

    Raises ValueError unless n is from 1 to 3999.
    """
    if not 1 <= n <= 3999:
        raise ValueError("Roman numerals go from 1 to 3999")
    numeral = ""
    for sign, value in ROMAN_VALUES.items():
        times, n = divmod(n, value)
        numeral += sign * times
    return numeral


@bundled(
    "Roman numeral as number",
    "convert [the] [roman] [numeral|number] {numeral:roman} (to|into)"
    " [a|an] (number|decimal|integer|arabic|arabic numerals|digits|decimal number)",
    "convert [the] roman numeral {numeral:roman}",
    "[value of] [the] roman (numeral|number) {numeral:roman}"
    " [(as|in|to) [a|an] (number|decimal|integer|digits|numbers)]",
    "{numeral:roman} in (decimal|arabic|arabic numerals|digits|numbers)",
    "roman {numeral:roman} (to|into|in|as) [a|an] (number|decimal|integer|arabic|digits)",
    "convert MCMXCIV to a number => 1994",
    "roman numeral IV => 4",
    "what is the value of the roman numeral mmxx => 2020",
    "convert XII to decimal => 12",
    "roman MCMXCIV to number => 1994",
)
def from_roman(numeral: str) -> int:
    """Return the value of a Roman numeral.

    Raises ValueError unless it is the standard form of a number from 1 to 3999.
    """
    signs = numeral.upper()
    value = sum(ROMAN_VALUES[sign] for sign in re.findall("CM|CD|XC|XL|IX|IV|[MDCLXVI]", signs))
    if not 1 <= value <= 3999 or to_roman(value) != signs:
        raise ValueError("this is not a Roman numeral from I to MMMCMXCIX")
    return value


def _words_of(n: int) -> list[str]:
    """Return the words of a number; none for zero."""
    for scale, name in SCALES:
        if n >= scale:
            return _words_of(n // scale) + [name] + _words_of(n % scale)
    if n >= 100:
        return [SMALL_NUMBERS[n // 100], "hundred"] + _words_of(n % 100)
    if n >= 20:
        unit = f"-{SMALL_NUMBERS[n % 10]}" if n % 10 else ""
        return [TENS[n // 10 - 2] + unit]
    return [SMALL_NUMBERS[n]] if n else []


@bundled(
    "number in words",
    "(convert|write|spell|express|turn) [out] [the] [number] {n:int}"
    " (to|in|into|as|out in) [english] words",
    "{n:int} (in|as|to) [english] words",
    "spell [out] [the] [number] {n:int}",
    "write out [the] number {n:int}",
    "convert 1234 to words => one thousand two hundred thirty-four",
    "what is 0 in words => zero",
    "spell out 1,000,001 => one million one",
    "write -15 in words => minus fifteen",
    "100 in words => one hundred",
)
def number_to_words(n: int) -> str:
    """Return a whole number written out in English words.

    Raises ValueError from 10^15 on.
    """
    if abs(n) >= 10**15:
        raise ValueError("the number is too large: below 10^15")
    return "minus " * (n < 0) + (" ".join(_words_of(abs(n))) or "zero")
