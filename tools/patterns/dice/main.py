"""The numbers that rolled dice show."""

import json
import random
import re
import sys

WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
    " fifteen sixteen seventeen eighteen nineteen twenty"
).split()


def read_count(description: str, default: int | None = None) -> int:
    """The first whole number named, in digits or as a word up to twenty."""
    for token in re.findall(r"(?<![\w.])-?\d[\d,]*|[a-z]+", description.lower()):
        if token in WORDS:
            return WORDS.index(token)
        if not token.isalpha():
            return int(token.replace(",", ""))
    if default is None:
        raise ValueError("a whole number is missing")
    return default


SEEDED = re.compile(
    r",?\s*\b(?:with|and|using)?\s*(?:the\s+)?seed\s+(?:of\s+)?(\d+)", re.IGNORECASE
)


def chance(description: str) -> tuple[random.Random, str]:
    """Where the random choices come from, and the description without its seed."""
    found = SEEDED.search(description)
    if found is None:
        return random.SystemRandom(), description
    return random.Random(int(found.group(1))), SEEDED.sub("", description)


def solve(description: str) -> list[int]:
    """One number for each die."""
    choices, wish = chance(description)
    sided = re.search(r"\b(\d+|six)[ -]sided\b", wish, re.IGNORECASE)
    sides = int(sided.group(1)) if sided and sided.group(1).isdigit() else 6
    rest = wish.replace(sided.group(), "") if sided else wish
    count = read_count(rest, default=1)
    if not 1 <= count <= 1000 or not 2 <= sides <= 1000:
        raise ValueError("1 to 1000 dice with 2 to 1000 sides can be rolled")
    return [choices.randint(1, sides) for _ in range(count)]


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
