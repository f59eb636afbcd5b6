"""The sum of the first so many odd numbers, from 1."""

import json
import re
import sys

WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
    " fifteen sixteen seventeen eighteen nineteen twenty"
).split()


def read_count(description: str) -> int:
    """The first whole number named, in digits or as a word up to twenty."""
    for token in re.findall(r"(?<![\w.])-?\d[\d,]*|[a-z]+", description.lower()):
        if token in WORDS:
            return WORDS.index(token)
        if not token.isalpha():
            return int(token.replace(",", ""))
    raise ValueError("a whole number is missing")


def solve(description: str) -> int:
    """By the formula, without making the numbers."""
    count = read_count(description)
    if not 0 <= count <= 10**1000:
        raise ValueError("the count must be from 0 to 10**1000")
    return count * count


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
