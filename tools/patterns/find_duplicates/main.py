"""The values that occur more than once in a list of numbers."""

import json
import re
import sys
from collections import Counter


def read_numbers(text: str) -> list[int | float]:
    """All numbers of a text, in their order; whole ones as int."""
    tokens = re.findall(r"(?<![\w.])[-+]?(?:\d+(?:\.\d+)?|\.\d+)", text)
    return [float(token) if "." in token else int(token) for token in tokens]


def solve(description: str) -> list[int | float]:
    """Each repeated number once, in the order of its first place."""
    counts = Counter(read_numbers(re.sub(r"\bmore than once\b", "", description)))
    return [number for number, count in counts.items() if count > 1]


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
