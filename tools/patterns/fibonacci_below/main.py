"""The Fibonacci numbers that are smaller than a number."""

import json
import re
import sys


def read_whole(text: str) -> int:
    """The one whole number of a text, in which commas group digits."""
    found = re.findall(r"(?<![\w.])[-+]?\d+(?![\w.]*\d)", text.replace(",", ""))
    if len(found) != 1 or len(found[0]) > 4000:
        raise ValueError("one whole number of at most 4000 digits is needed")
    return int(found[0])


def solve(description: str) -> list[int]:
    """0, 1, 1, 2 and so on, as long as they are smaller."""
    bound = read_whole(description)
    if bound > 10**100:
        raise ValueError("the number must be at most 10**100")
    found: list[int] = []
    current, following = 0, 1
    while current < bound:
        found.append(current)
        current, following = following, current + following
    return found


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
