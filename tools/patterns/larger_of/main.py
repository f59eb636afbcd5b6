"""The larger one of two numbers."""

import json
import re
import sys
from decimal import Decimal

NUMBER = r"(?<![\w.])[-+]?(?:(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?|\.\d+)"


def read_exactly(text: str, count: int) -> list[Decimal]:
    """So many numbers, in which commas group digits. Raises ValueError if there are not."""
    found = re.findall(NUMBER, text)
    if len(found) != count or any(len(token) > 14 for token in found):
        raise ValueError(f"{count} number(s) of at most 12 digits are needed")
    return [Decimal(token.replace(",", "")) for token in found]


def plain(value: Decimal) -> int | float:
    """A whole number as int."""
    return int(value) if value == value.to_integral_value() else float(value)


def solve(description: str) -> int | float:
    """The one that is larger."""
    first, second = read_exactly(description, 2)
    if first == second:
        raise ValueError("the two numbers are equal")
    return plain(max(first, second))


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
