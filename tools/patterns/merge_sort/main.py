"""A list of numbers sorted by merge sort, ascending."""

import json
import re
import sys


def read_numbers(text: str) -> list[int | float]:
    """All numbers of a text, in their order; whole ones as int."""
    tokens = re.findall(r"(?<![\w.])[-+]?(?:\d+(?:\.\d+)?|\.\d+)", text)
    return [float(token) if "." in token else int(token) for token in tokens]


def merge_sort(numbers: list[int | float]) -> list[int | float]:
    """Sort both halves, then merge them."""
    if len(numbers) < 2:
        return numbers
    middle = len(numbers) // 2
    left, right = merge_sort(numbers[:middle]), merge_sort(numbers[middle:])
    merged: list[int | float] = []
    at = 0
    for number in left:
        while at < len(right) and right[at] < number:
            merged.append(right[at])
            at += 1
        merged.append(number)
    return merged + right[at:]


def solve(description: str) -> list[int | float]:
    """The numbers in ascending order."""
    return merge_sort(read_numbers(description))


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
