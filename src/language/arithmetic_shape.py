"""The shape of an arithmetic request: its words, with # for each number."""

import re
from fractions import Fraction

from .number_words import leading_number
from .small_talk import clean_request

_WORDS = re.compile(r"[a-z]+|\*\*|\S")
_DIGITS = re.compile(r"(?<![\w.])[-+]?(?:(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+)(?![\w.]*\d)")
_CURRENCY = re.compile(r"(?<![\w.])[$€£](?=\d)")
_NOISE = re.compile(
    r"(?<!# )\b(?:numbers?|values?|lists?|arrays?)(?: of(?: numbers)?)? (?:: )?(?=[#([])"
    # "The numbers 1 to 10" are ten.
    r"(?!# (?:to|through) #)"
)
_MOST_WORDS = 40
"""No number in words is longer."""
# "5!" is a factorial, and not an ending.
_ENDING = re.compile(r"(?:[\s.?=]|(?<=[a-z])!)*$")


def read_shape(text: str) -> tuple[str, list[Fraction]]:
    """Return the shape of a request, and its numbers in their order."""
    text = re.sub(r"\ba (?=(?:hundred|thousand|million|billion)\b)", "one ", text, flags=re.I)
    signs = set(_CURRENCY.findall(text))
    if len(signs) == 1:
        # "$5 + $3" is about one currency; of two, no sum is known.
        text = _CURRENCY.sub("", text)
    request = clean_request(_ENDING.sub("", text.strip())).lower()
    request = request.replace("−", "-").replace("×", "*").replace("÷", "/")
    request = re.sub(r"(?<=\d)(?:\s+x\s+|(?<!\b0)x)(?=\d)", " * ", request)
    words: list[str] = []
    numbers: list[Fraction] = []
    at = 0
    for match in _DIGITS.finditer(request):
        digits = match.group().replace(",", "")
        before = request[max(0, match.start() - 20) : match.start()].rstrip()[-1:]
        signed = digits[0] in "+-" and (before.isalnum() or before == ")")
        words += _WORDS.findall(request[at : match.start()])
        words += [digits[0], digits[1:]] if signed else [digits]
        at = match.end()
    words += _WORDS.findall(request[at:])
    shape: list[str] = []
    at = 0
    while at < len(words):
        if any(map(str.isalpha, words[at : at + 2])):
            length, value = leading_number(words[at : at + _MOST_WORDS])
        else:
            # Only words continue a number: "5 million".
            length = int(words[at][-1] in "0123456789")
            value = _number(words[at]) if length else Fraction()
        if length:
            numbers.append(value)
        # A typed "#" is not the mark of a number.
        shape.append("#" if length else words[at].replace("#", "№"))
        at += length or 1
    plain = _NOISE.sub("", " ".join(shape))
    return re.sub(r"\bthe ", "", plain), numbers


def _number(digits: str) -> Fraction:
    """Return the number that digits say; a list may have thousands, most of them whole."""
    return Fraction(int(digits)) if digits.isdecimal() else Fraction(digits)


class NotArithmetic(Exception):
    """The request is not arithmetic, or can be read in two ways; the text says which."""


class WordReader:
    """Hands out words from left to right; `numbers` counts the numbers that were read."""

    def __init__(self, words: list[str]) -> None:
        self._words = words
        self.at = 0
        self.numbers = 0

    @property
    def next(self) -> str:
        """The next word, "" at the end."""
        return self._words[self.at] if self.at < len(self._words) else ""

    def take(self, *phrases: str) -> str:
        """Consume the longest of these phrases that comes next; "" if none does."""
        for phrase in sorted(phrases, key=len, reverse=True):
            parts = phrase.split()
            if self._words[self.at : self.at + len(parts)] == parts:
                self.at += len(parts)
                return phrase
        return ""

    def need(self, *phrases: str) -> str:
        """Consume one of these phrases. Raises NotArithmetic if none comes next."""
        found = self.take(*phrases)
        if not found:
            wanted = " or ".join(phrases)
            raise NotArithmetic(f"expected {wanted}, found “{self.next or 'the end'}”")
        return found

    def take_ordinal_power(self) -> bool:
        """Consume "to the 5th power", whose number is then the last one read."""
        words = self._words[self.at : self.at + 4]
        if words[:2] != ["to", "#"] or words[3:] != ["power"]:
            return False
        if words[2] not in ("st", "nd", "rd", "th"):
            return False
        self.at += 4
        self.numbers += 1
        return True
