"""Whether a whole number is even or odd."""

import json
import re
import sys


def solve(description: str) -> str:
    """The word: even or odd."""
    numbers = re.findall(r"(?<![\w.])[-+]?\d+", description.replace(",", ""))
    if len(numbers) != 1:
        raise ValueError("one whole number is needed")
    return "odd" if int(numbers[0]) % 2 else "even"


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
