"""A random whole number from a range."""

import json
import random
import re
import sys


def read_integers(text: str) -> list[int]:
    """All whole numbers of a text, in their order."""
    return [int(token) for token in re.findall(r"(?<![\w.])[-+]?\d+", text)]


SEEDED = re.compile(
    r",?\s*\b(?:with|and|using)?\s*(?:the\s+)?seed\s+(?:of\s+)?(\d+)", re.IGNORECASE
)


def chance(description: str) -> tuple[random.Random, str]:
    """Where the random choices come from, and the description without its seed."""
    found = SEEDED.search(description)
    if found is None:
        return random.SystemRandom(), description
    return random.Random(int(found.group(1))), SEEDED.sub("", description)


def solve(description: str) -> int:
    """A number of the range, its ends included."""
    choices, wish = chance(description)
    ends = read_integers(wish.replace(",", ""))
    if len(ends) != 2:
        raise ValueError("a first and a last number are needed")
    return choices.randint(min(ends), max(ends))


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
