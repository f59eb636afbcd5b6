"""The sum of all whole numbers from one to another."""

import json
import re
import sys


def read_integers(text: str) -> list[int]:
    """All whole numbers of a text, in their order."""
    return [int(token) for token in re.findall(r"(?<![\w.])[-+]?\d+", text)]


def solve(description: str) -> int:
    """The sum of the range, its ends included; it starts at 1 if only its end is named."""
    ends = read_integers(description.replace(",", ""))
    if len(ends) == 1:
        ends = [1, *ends]
    if len(ends) != 2:
        raise ValueError("a first and a last number are needed")
    first, last = sorted(ends)
    return (first + last) * (last - first + 1) // 2


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
