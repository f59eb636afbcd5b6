"""A list of numbers sorted by bubble sort, ascending."""

import json
import re
import sys


def read_numbers(text: str) -> list[int | float]:
    """All numbers of a text, in their order; whole ones as int."""
    tokens = re.findall(r"(?<![\w.])[-+]?(?:\d+(?:\.\d+)?|\.\d+)", text)
    return [float(token) if "." in token else int(token) for token in tokens]


def bubble_sort(numbers: list[int | float]) -> list[int | float]:
    """Swap neighbours that are out of order until a pass swaps none."""
    ordered = list(numbers)
    last = len(ordered) - 1
    while last > 0:
        swapped_at = 0
        for at in range(last):
            if ordered[at] > ordered[at + 1]:
                ordered[at], ordered[at + 1] = ordered[at + 1], ordered[at]
                swapped_at = at
        last = swapped_at
    return ordered


def solve(description: str) -> list[int | float]:
    """The numbers in ascending order."""
    return bubble_sort(read_numbers(description))


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
