"""A whole number in another base: binary, octal, decimal or hexadecimal."""

import json
import re
import sys

BASES = {"binary": 2, "octal": 8, "decimal": 10, "hexadecimal": 16, "hex": 16}
DIGITS = "0123456789abcdef"
BASE = r"binary|octal|decimal|hexadecimal|hex"
NUMBER = r"[-+]?[0-9a-f]+"
TASKS = (
    re.compile(rf"\b(?P<old>{BASE}) to (?P<new>{BASE})\s+(?P<value>{NUMBER})\b", re.I),
    re.compile(
        rf"(?<![\w-])(?P<value>{NUMBER})\s+from\s+(?P<old>{BASE})\s+(?:to|into|in)\s+"
        rf"(?P<new>{BASE})\b",
        re.I,
    ),
    re.compile(
        rf"(?:\b(?P<old>{BASE})\s+(?:number\s+)?)?(?<![\w-])(?P<value>{NUMBER})\s+"
        rf"(?:to|into|in|as)\s+(?P<new>{BASE})\b",
        re.I,
    ),
    re.compile(rf"\b(?P<new>{BASE})\s(?:[a-z]+\s)*?of\s(?:[a-z]+\s)*(?P<value>[-+]?[0-9,]+)", re.I),
)


def written(number: int, base: int) -> str:
    """The number's digits in the base, without a prefix."""
    digits: list[str] = []
    rest = abs(number)
    while rest or not digits:
        rest, digit = divmod(rest, base)
        digits.append(DIGITS[digit])
    return "-" * (number < 0) + "".join(reversed(digits))


def solve(description: str) -> str:
    """The number in the base that is asked for."""
    text = " ".join(description.split())
    found = next(filter(None, (task.search(text) for task in TASKS)), None)
    if found is None:
        raise ValueError("say: convert 10 to binary")
    given = found.groupdict()
    old, value, new = given.get("old") or "decimal", found["value"], found["new"]
    try:
        number = int(value, BASES[old.lower()])
    except ValueError as problem:
        raise ValueError(f"{value} is no {old.lower()} number") from problem
    return written(number, BASES[new.lower()])


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
