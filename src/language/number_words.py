"""Reads the numbers in a request, in digits or words, and its form without them."""

import re
from fractions import Fraction

SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
    " fifteen sixteen seventeen eighteen nineteen"
).split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9}
DIGITS = re.compile(r"(?<![\w.])[-+]?(?:(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+)(?![\w.]*\d)")
POLITE = re.compile(
    r"^(?:please|pls|plz|can you|could you|i want to|tell me|give me|show me|find|get|compute"
    r"|calculate|evaluate|determine|work out|what is|what's|whats|how much is"
    r"|the (?:result|answer|value) of|result of|the"
    r"|write an? (?:python )?(?:program|function|script) (?:that|to))\b[\s:,]*"
)
NOISE = re.compile(
    r"(?<!# )\b(?:numbers?|values?|lists?|arrays?)(?: of(?: numbers)?)? (?:: )?(?=[#([])"
    # "The numbers 1 to 10" are ten.
    r"(?!# (?:to|through) #)"
)
# "5!" is a factorial, and none of this.
ENDING = re.compile(
    r"(?:[\s,]+(?:please|pls|plz|thanks|thank you|for me))*(?:[\s.?=]|(?<=[a-z])!)*$"
)


def read_wish(text: str) -> tuple[str, list[Fraction]]:
    """The shape of a wish, with # for each number, and the numbers in their order."""
    wish = ENDING.sub("", text.lower().strip())
    wish = wish.replace("−", "-").replace("×", "*").replace("÷", "/")
    wish = re.sub(r"(?<=\d)(?:\s+x\s+|(?<!\b0)x)(?=\d)", " * ", wish)
    wish = re.sub(r"\ba (?=(?:hundred|thousand|million|billion)\b)", "one ", wish)
    while POLITE.match(wish):
        wish = POLITE.sub("", wish)
    words: list[str] = []
    numbers: list[Fraction] = []
    at = 0
    for match in DIGITS.finditer(wish):
        digits = match.group().replace(",", "")
        before = wish[: match.start()].rstrip()[-1:]
        signed = digits[0] in "+-" and (before.isalnum() or before == ")")
        words += re.findall(r"[a-z]+|\*\*|\S", wish[at : match.start()])
        words += [digits[0], digits[1:]] if signed else [digits]
        at = match.end()
    words += re.findall(r"[a-z]+|\*\*|\S", wish[at:])
    shape: list[str] = []
    while words:
        length, value = leading_number(words)
        if length:
            numbers.append(value)
        shape.append("#" if length else words[0])
        words = words[length or 1 :]
    plain = re.sub(NOISE, "", " ".join(shape))
    return re.sub(r"\bthe ", "", plain), numbers


def leading_number(words: list[str]) -> tuple[int, Fraction]:
    """How many words at the start make one number, and its value; (0, 0) if none do."""
    whole = part = Fraction(0)
    length = 0
    last = "scale"
    for index, word in enumerate(words):
        kind, value = number_word(word)
        if not kind and word in ("-", "and") and index and index == length:
            if last == ("tens" if word == "-" else "scale"):
                continue
        if not fits(kind, last, first=not length):
            break
        if kind == "scale" and value > 100:
            whole, part = whole + part * value, Fraction(0)
        elif kind == "scale":
            part *= value
        else:
            part += value
        length, last = index + 1, kind
    return length, whole + part


def number_word(word: str) -> tuple[str, Fraction]:
    """What part of a number a word is ("" if none), and its value."""
    if re.fullmatch(r"[-+]?\d*\.?\d+", word):
        return "digits", Fraction(word)
    if word in SMALL:
        return "units", Fraction(SMALL.index(word))
    if word in TENS:
        return "tens", Fraction(10 * TENS.index(word) + 20)
    return ("scale", Fraction(SCALES[word])) if word in SCALES else ("", Fraction(0))


def fits(kind: str, last: str, *, first: bool) -> bool:
    """Tell whether such a part may follow the last one within the same number."""
    if first:
        return kind in ("digits", "units", "tens")
    if kind == "scale":
        return True
    return last == "scale" if kind == "tens" else kind == "units" and last in ("tens", "scale")
