"""The second largest number of a list."""

import json
import re
import sys


def read_numbers(text: str) -> list[int | float]:
    """All numbers of a text, in their order; whole ones as int."""
    tokens = re.findall(r"(?<![\w.])[-+]?(?:\d+(?:\.\d+)?|\.\d+)", text)
    return [float(token) if "." in token else int(token) for token in tokens]


def solve(description: str) -> int | float:
    """The largest number below the largest."""
    rest = re.sub(r"\b2nd\b", "", description, flags=re.IGNORECASE)
    ranked = sorted(set(read_numbers(rest)))
    if len(ranked) < 2:
        raise ValueError("two different numbers are needed")
    return ranked[-2]


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
