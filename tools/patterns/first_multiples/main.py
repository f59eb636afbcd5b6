"""The first so many multiples of a number."""

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


def solve(description: str) -> list[int]:
    """Once, twice, three times the number, and so on."""
    first, _, rest = description.lower().partition("multiples")
    count, step = read_count(first.partition("first")[2]), read_count(rest)
    if not 0 <= count <= 100_000 or step > 10**15:
        raise ValueError("the count must be from 0 to 100000, the number at most 10**15")
    return [step * times for times in range(1, count + 1)]


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
