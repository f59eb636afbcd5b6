"""An angle given in degrees, in radians."""

import json
import math
import re
import sys


def read_number(text: str) -> float:
    """The first number of a text; commas group its digits."""
    found = re.search(r"(?<![\w.])[-+]?(?:\d[\d,]*(?:\.\d+)?|\.\d+)", text)
    if found is None:
        raise ValueError("a number is missing")
    return float(found.group().replace(",", ""))


def tidy(value: float) -> int | float:
    """The value rounded to 10 places; a whole one as int."""
    rounded = round(value, 10)
    return int(rounded) if rounded == int(rounded) else rounded


def solve(description: str) -> int | float:
    """The angle in radians, rounded to 10 places."""
    return tidy(math.radians(read_number(description)))


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
