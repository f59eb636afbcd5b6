"""A whole number written out in English words."""

import json
import re
import sys

SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
    " fifteen sixteen seventeen eighteen nineteen"
).split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
SCALES = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"), (1000, "thousand"))


def words_of(number: int) -> list[str]:
    """The words of a number; none for zero."""
    for scale, name in SCALES:
        if number >= scale:
            return words_of(number // scale) + [name] + words_of(number % scale)
    if number >= 100:
        return [SMALL[number // 100], "hundred"] + words_of(number % 100)
    if number >= 20:
        unit = f"-{SMALL[number % 10]}" if number % 10 else ""
        return [TENS[number // 10 - 2] + unit]
    return [SMALL[number]] if number else []


def solve(description: str) -> str:
    """The number in English words."""
    found = re.search(r"(?<![\w.])[-+]?\d[\d,]*", description)
    if found is None:
        raise ValueError("a whole number is missing")
    number = int(found.group().replace(",", ""))
    if abs(number) >= 10**15:
        raise ValueError("the number is too large: below 10^15")
    sign = ["minus"] if number < 0 else []
    return " ".join(sign + (words_of(abs(number)) or ["zero"]))


def main() -> None:
    """Read the task from stdin and print the answer, both as one JSON object."""
    given = json.load(sys.stdin)
    try:
        answer: dict[str, object] = {"result": solve(str(given.get("description", "")))}
    except ValueError as problem:
        answer = {"error": str(problem)}
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
