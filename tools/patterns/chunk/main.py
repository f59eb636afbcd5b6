"""A list of numbers cut into pieces of one size."""

import json
import re
import sys


def read_numbers(text: str) -> list[int | float]:
    """All numbers of a text, in their order; whole ones as int."""
    tokens = re.findall(r"(?<![\w.])[-+]?(?:\d+(?:\.\d+)?|\.\d+)", text)
    return [float(token) if "." in token else int(token) for token in tokens]


TASK = re.compile(r"^(.*)\b(?:of|size|length|by|into|in)\s+(\d+)\b\D*$", re.IGNORECASE | re.DOTALL)


def solve(description: str) -> list[list[int | float]]:
    """The numbers in pieces of the size; the last one may be shorter."""
    found = TASK.search(description)
    if found is None:
        raise ValueError("a list and a size are needed")
    numbers, size = read_numbers(found.group(1)), int(found.group(2))
    if size < 1:
        raise ValueError("the size must be at least 1")
    return [numbers[at : at + size] for at in range(0, len(numbers), size)]


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
