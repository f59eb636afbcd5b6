"""The sum of the odd numbers from one number to another."""

import json
import re
import sys


def solve(description: str) -> int:
    """By the formula for evenly spaced numbers."""
    ends = [int(token) for token in re.findall(r"(?<![\w.])[-+]?\d+", description.replace(",", ""))]
    if len(ends) != 2:
        raise ValueError("a first and a last number are needed")
    first, last = sorted(ends)
    if max(-first, last) > 10**1000:
        raise ValueError("both ends must be at most 10**1000")
    low, high = first + 1 - first % 2, last - 1 + last % 2
    return (low + high) * ((high - low) // 2 + 1) // 2


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
