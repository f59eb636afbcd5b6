"""A list of numbers sorted by insertion sort, ascending."""

import json
import re
import sys


def read_numbers(text: str) -> list[int | float]:
    """All numbers of a text, in their order; whole ones as int."""
    tokens = re.findall(r"(?<![\w.])[-+]?(?:\d+(?:\.\d+)?|\.\d+)", text)
    return [float(token) if "." in token else int(token) for token in tokens]


def insertion_sort(numbers: list[int | float]) -> list[int | float]:
    """Put each number at its place among those before it."""
    ordered: list[int | float] = []
    for number in numbers:
        at = len(ordered)
        while at and ordered[at - 1] > number:
            at -= 1
        ordered.insert(at, number)
    return ordered


def solve(description: str) -> list[int | float]:
    """The numbers in ascending order."""
    return insertion_sort(read_numbers(description))


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
