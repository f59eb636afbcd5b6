"""The whole numbers from one to another."""

import json
import re
import sys


def read_integers(text: str) -> list[int]:
    """All whole numbers of a text, in their order."""
    return [int(token) for token in re.findall(r"(?<![\w.])[-+]?\d+", text)]


LIMIT = 10_000


def solve(description: str) -> list[int]:
    """The numbers, both ends included; downwards if the first is larger."""
    ends = read_integers(description.replace(",", ""))
    if len(ends) == 1:
        ends = [1, *ends]
    if len(ends) != 2 or abs(ends[1] - ends[0]) > LIMIT:
        raise ValueError(f"two whole numbers are needed, at most {LIMIT} apart")
    step = 1 if ends[0] <= ends[1] else -1
    return list(range(ends[0], ends[1] + step, step))


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
