"""Whether a card number passes the Luhn check."""

import json
import re
import sys


def solve(description: str) -> bool:
    """Whether the number's check digit is right."""
    found = re.search(r"\d[\d -]*\d", description)
    if found is None:
        raise ValueError("a card number is needed")
    digits = [int(char) for char in found.group() if char.isdigit()]
    if not 12 <= len(digits) <= 19:
        return False
    doubled = [2 * digit for digit in digits[-2::-2]]
    return (sum(digits[-1::-2]) + sum(d - 9 if d > 9 else d for d in doubled)) % 10 == 0


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
