"""Every number of a list, with one number added."""

import json
import re
import sys
from decimal import Decimal

NUMBER = r"[-+]?(?:\d+(?:\.\d+)?|\.\d+)"
BY = re.compile(r"\b(?:by|add)\s+([-+]?(?:\d[\d,]*(?:\.\d+)?|\.\d+)(?!\.?\d))", re.IGNORECASE)


def exact(token: str) -> Decimal:
    """One number, in which commas group digits. Raises ValueError if it is too long."""
    if len(token) > 14:
        raise ValueError("numbers of at most 12 digits are needed")
    return Decimal(token.replace(",", ""))


def plain(value: Decimal) -> int | float:
    """A whole number as int."""
    return int(value) if value == value.to_integral_value() else float(value)


def solve(description: str) -> list[int | float]:
    """The changed numbers, in the order of the list."""
    by = BY.search(description)
    change = exact(by.group(1)) if by else Decimal(1)
    numbers = re.findall(rf"(?<![\w.]){NUMBER}", BY.sub(" ", description))
    return [plain(exact(number) + change) for number in numbers]


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
