"""The keys of a JSON object."""

import json
import re
import sys
from typing import Any


def read_json(description: str) -> Any:
    """The JSON that stands in the description, or in a granted file."""
    granted = re.search(r"(?<!\S)@(?:\"([^\"]+)\"|(\S+?))(?=[,;:?!.]?(?:\s|$))", description)
    if granted is not None:
        name = granted.group(1) or granted.group(2)
        try:
            with open(name, encoding="utf-8-sig") as file:
                text = file.read()
        except (OSError, UnicodeDecodeError) as problem:
            raise ValueError(f"{name} cannot be read: {problem}") from problem
    else:
        found = re.search(r"[{\[].*[}\]]", description, re.DOTALL)
        if found is None:
            raise ValueError("JSON in braces or brackets is needed")
        text = found.group()
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as problem:
        raise ValueError(f"this is no JSON: {problem}") from problem


def solve(description: str) -> list[str]:
    """The keys at the top, in their order."""
    value = read_json(description)
    if not isinstance(value, dict):
        raise ValueError("this JSON is no object")
    return list(value)


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
