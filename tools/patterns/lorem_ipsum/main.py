"""Filler text of so many words."""

import itertools
import json
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


WORDS_OF_TEXT = (
    "lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor incididunt"
    " ut labore et dolore magna aliqua"
).split()
LIMIT = 10_000


def solve(description: str) -> str:
    """The words over and over; 50 if no number is named."""
    count = read_count(description, default=50)
    if not 1 <= count <= LIMIT:
        raise ValueError(f"the number of words must be from 1 to {LIMIT}")
    words = itertools.islice(itertools.cycle(WORDS_OF_TEXT), count)
    return " ".join(words).capitalize() + "."


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
