"""The whole numbers from one down to another."""

import json
import re
import sys

LIMIT = 10_000


def read_integers(text: str) -> list[int]:
    """All whole numbers of a text, in their order."""
    return [int(token) for token in re.findall(r"(?<![\w.])[-+]?\d+", text)]


def solve(description: str) -> list[int]:
    """The numbers, both ends included; 1 is the end where none is named."""
    ends = read_integers(description.replace(",", ""))
    if len(ends) == 1:
        ends = [*ends, 1]
    if len(ends) != 2 or not 0 <= ends[0] - ends[1] <= LIMIT:
        raise ValueError(f"a start above the end is needed, at most {LIMIT} apart")
    return list(range(ends[0], ends[1] - 1, -1))


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
