"""Whether a whole number is a power of two."""

import json
import re
import sys


def solve(description: str) -> bool:
    """Whether it has a single 1 in binary."""
    numbers = re.findall(r"(?<![\w.])[-+]?\d+", description.replace(",", ""))
    if not numbers:
        raise ValueError("a whole number is needed")
    number = int(numbers[0])
    return number > 0 and number & (number - 1) == 0


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
