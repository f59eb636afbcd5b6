"""The difference of each number of a list and the one before it."""

import itertools
import json
import re
import sys
from decimal import Decimal


def exact(token: str) -> Decimal:
    """One number, in which commas group digits. Raises ValueError if it is too long."""
    if len(token) > 14:
        raise ValueError("numbers of at most 12 digits are needed")
    return Decimal(token.replace(",", ""))


def plain(value: Decimal) -> int | float:
    """A whole number as int."""
    return int(value) if value == value.to_integral_value() else float(value)


def solve(description: str) -> list[int | float]:
    """One difference fewer than there are numbers."""
    tokens = re.findall(r"(?<![\w.])[-+]?(?:\d+(?:\.\d+)?|\.\d+)", description)
    return [plain(after - before) for before, after in itertools.pairwise(map(exact, tokens))]


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
