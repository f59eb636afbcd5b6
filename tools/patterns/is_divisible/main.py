"""Whether one whole number is divisible by another."""

import json
import re
import sys


def read_integers(text: str) -> list[int]:
    """All whole numbers of a text, in their order."""
    return [int(token) for token in re.findall(r"(?<![\w.])[-+]?\d+", text)]


def solve(description: str) -> bool:
    """Whether nothing is left over."""
    numbers = read_integers(description.replace(",", ""))
    if len(numbers) != 2:
        raise ValueError("two whole numbers are needed")
    if numbers[1] == 0:
        raise ValueError("a number cannot be divided by zero")
    return numbers[0] % numbers[1] == 0


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
