"""A nested list with all its items in one list."""

import json
import re
import sys
from typing import Any

Nested = list[Any]


def flat(items: Nested) -> Nested:
    """The items, those of inner lists in their place."""
    found: Nested = []
    for item in items:
        found += flat(item) if isinstance(item, list) else [item]
    return found


def solve(description: str) -> Nested:
    """All items in one list, in their order."""
    found = re.search(r"\[.*\]", description, re.DOTALL)
    try:
        items = json.loads(found.group()) if found else None
    except (ValueError, RecursionError) as problem:
        raise ValueError("write the list as JSON: [[1, 2], [3]]") from problem
    if not isinstance(items, list):
        raise ValueError("a list in square brackets is needed")
    return flat(items)


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
