"""A random password."""

import json
import random
import re
import string
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


SIGNS = string.ascii_letters + string.digits + "!#$%&*+-=?@_"
LEAST, MOST = 4, 256

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
    """Letters, digits and signs; 16 of them if no length is named."""
    choices, wish = chance(description)
    length = read_count(re.sub(r"\bone\b", "", wish, flags=re.IGNORECASE), default=16)
    if not LEAST <= length <= MOST:
        raise ValueError(f"the length must be from {LEAST} to {MOST}")
    return "".join(choices.choice(SIGNS) for _ in range(length))


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
