"""Heads or tails."""

import json
import random
import re
import sys

SEEDED = re.compile(
    r",?\s*\b(?:with|and|using)?\s*(?:the\s+)?seed\s+(?:of\s+)?(\d+)", re.IGNORECASE
)


def chance(description: str) -> tuple[random.Random, str]:
    """Where the random choices come from, and the description without its seed."""
    found = SEEDED.search(description)
    if found is None:
        return random.SystemRandom(), description
    return random.Random(int(found.group(1))), SEEDED.sub("", description)


def solve(description: str) -> str:
    """Heads or tails."""
    choices, _ = chance(description)
    return choices.choice(["heads", "tails"])


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
