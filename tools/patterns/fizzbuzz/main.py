"""The FizzBuzz sequence up to a number."""

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


LIMIT = 100_000


def spoken(number: int) -> int | str:
    """Fizz for a multiple of three, Buzz of five, both of both, else the number."""
    word = "Fizz" * (number % 3 == 0) + "Buzz" * (number % 5 == 0)
    return word or number


def solve(description: str) -> list[int | str]:
    """The sequence from 1 up to the number in the description; to 15 if there is none."""
    last = read_count(re.sub(r"\b1 to\b", "", description), default=15)
    if not 0 <= last <= LIMIT:
        raise ValueError(f"the last number must be from 0 to {LIMIT}")
    return [spoken(number) for number in range(1, last + 1)]


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
