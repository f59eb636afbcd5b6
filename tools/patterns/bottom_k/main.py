"""The so many smallest numbers of a list."""

import json
import re
import sys


def read_numbers(text: str) -> list[int | float]:
    """All numbers of a text, in their order; whole ones as int."""
    tokens = re.findall(r"(?<![\w.])[-+]?(?:\d+(?:\.\d+)?|\.\d+)", text)
    return [float(token) if "." in token else int(token) for token in tokens]


TASK = re.compile(
    r"\b(\d+)\s+(?:smallest|lowest)\b.*?\b(?:in|of|from|among)\b(.*)$", re.IGNORECASE | re.DOTALL
)
FIRST = re.compile(r"\b(?:bottom)\s+(\d+)\b(.*)$", re.IGNORECASE | re.DOTALL)


def solve(description: str) -> list[int | float]:
    """The smallest numbers, the smallest one first."""
    found = TASK.search(description) or FIRST.search(description)
    if found is None:
        raise ValueError("a count and a list are needed")
    return sorted(read_numbers(found.group(2)))[: int(found.group(1))]


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
