"""A list of numbers in random order."""

import json
import random
import re
import sys


def read_numbers(text: str) -> list[int | float]:
    """All numbers of a text, in their order; whole ones as int."""
    tokens = re.findall(r"(?<![\w.])[-+]?(?:\d+(?:\.\d+)?|\.\d+)", text)
    return [float(token) if "." in token else int(token) for token in tokens]


SEEDED = re.compile(
    r",?\s*\b(?:with|and|using)?\s*(?:the\s+)?seed\s+(?:of\s+)?(\d+)", re.IGNORECASE
)


def chance(description: str) -> tuple[random.Random, str]:
    """Where the random choices come from, and the description without its seed."""
    found = SEEDED.search(description)
    if found is None:
        return random.SystemRandom(), description
    return random.Random(int(found.group(1))), SEEDED.sub("", description)


def solve(description: str) -> list[int | float]:
    """The numbers, mixed."""
    choices, wish = chance(description)
    numbers = read_numbers(wish)
    choices.shuffle(numbers)
    return numbers


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
