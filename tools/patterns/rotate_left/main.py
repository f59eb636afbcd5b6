"""A list of numbers rotated to the left."""

import json
import re
import sys


def read_numbers(text: str) -> list[int | float]:
    """All numbers of a text, in their order; whole ones as int."""
    tokens = re.findall(r"(?<![\w.])[-+]?(?:\d+(?:\.\d+)?|\.\d+)", text)
    return [float(token) if "." in token else int(token) for token in tokens]


BY = re.compile(r"\bby\s+(\d+)|\b(\d+)\s+(?:places?|positions?|steps?)\b", re.IGNORECASE)


def solve(description: str) -> list[int | float]:
    """The numbers moved left, those that fall off come in at the other end."""
    found = BY.search(description)
    if found is None:
        raise ValueError("a number of places is needed")
    places = int(found.group(1) or found.group(2))
    numbers = read_numbers(description[: found.start()] + " " + description[found.end() :])
    if not numbers:
        return []
    at = places % len(numbers)
    return numbers[at:] + numbers[:at]


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
