"""The least common multiple of whole numbers."""

import json
import math
import re
import sys


def read_integers(text: str) -> list[int]:
    """All whole numbers of a text, in their order."""
    return [int(token) for token in re.findall(r"(?<![\w.])[-+]?\d+", text)]


def solve(description: str) -> int:
    """The smallest number that all numbers of the description divide."""
    numbers = read_integers(description)
    if len(numbers) < 2 or "." in description.strip(" ."):
        raise ValueError("two whole numbers or more are needed")
    return math.lcm(*numbers)


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
