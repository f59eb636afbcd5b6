"""A number rounded to so many decimals."""

import json
import re
import sys
from decimal import ROUND_HALF_UP, Decimal

WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen twenty"
).split()
TASK = re.compile(
    r"([-+]?(?:\d[\d,]*(?:\.\d+)?|\.\d+))\s+(?:rounded\s+)?to\s+(\d+|[a-z]+)\s+"
    r"(?:decimals?|(?:decimal\s+)?places?|digits)",
    re.IGNORECASE,
)


def solve(description: str) -> int | float:
    """The rounded number; a whole one as int."""
    found = TASK.search(description)
    if found is None:
        raise ValueError("say: round 3.14159 to 2 decimals")
    number, count = Decimal(found.group(1).replace(",", "")), found.group(2).lower()
    if not count.isdecimal() and count not in WORDS:
        raise ValueError("the number of decimals is missing")
    places = int(count) if count.isdecimal() else WORDS.index(count)
    if places > 20 or len(found.group(1)) > 40:
        raise ValueError("at most 20 decimals of a number of at most 40 digits")
    value = (number * 10**places).to_integral_value(ROUND_HALF_UP) / 10**places
    return int(value) if value == value.to_integral_value() else float(value)


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
