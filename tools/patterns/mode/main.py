"""The value that occurs most often in a list of numbers."""

import json
import re
import sys
from collections import Counter


def read_numbers(text: str) -> list[int | float]:
    """All numbers of a text, in their order; whole ones as int."""
    tokens = re.findall(r"(?<![\w.])[-+]?(?:\d+(?:\.\d+)?|\.\d+)", text)
    return [float(token) if "." in token else int(token) for token in tokens]


def solve(description: str) -> int | float:
    """The most frequent number. Raises ValueError if several are equally frequent."""
    ranked = Counter(read_numbers(description)).most_common(2)
    if not ranked:
        raise ValueError("the list is empty")
    if len(ranked) == 2 and ranked[0][1] == ranked[1][1]:
        raise ValueError("no single value is the most frequent one")
    return ranked[0][0]


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
