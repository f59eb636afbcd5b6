"""The place of a number in a sorted list, counted from 0."""

import bisect
import json
import re
import sys


def read_numbers(text: str) -> list[int | float]:
    """All numbers of a text, in their order; whole ones as int."""
    tokens = re.findall(r"(?<![\w.])[-+]?(?:\d+(?:\.\d+)?|\.\d+)", text)
    return [float(token) if "." in token else int(token) for token in tokens]


def solve(description: str) -> int:
    """The place of the number, or -1 if it is not in the list."""
    numbers = read_numbers(description)
    wanted, values = numbers[0], numbers[1:]
    if values != sorted(values):
        raise ValueError("the list must be sorted in ascending order")
    place = bisect.bisect_left(values, wanted)
    return place if place < len(values) and values[place] == wanted else -1


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
