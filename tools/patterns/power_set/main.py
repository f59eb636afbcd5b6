"""All subsets of a list."""

import itertools
import json
import re
import sys


def solve(description: str) -> list[list[str]]:
    """The subsets, the smallest first."""
    inner = re.search(r"\[([^\[\]]*)\]", description)
    if inner is None:
        raise ValueError("a list in square brackets is needed")
    items = [item.strip().strip("\"'") for item in inner.group(1).split(",") if item.strip()]
    if len(items) > 12:
        raise ValueError("there may be at most 12 items")
    sizes = range(len(items) + 1)
    return [list(some) for size in sizes for some in itertools.combinations(items, size)]


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
