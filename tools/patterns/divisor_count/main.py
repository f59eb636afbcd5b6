"""How many divisors a whole number has."""

import json
import math
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


LIMIT = 10**12


def solve(description: str) -> int:
    """How many whole numbers divide the number, 1 and itself among them."""
    number = read_count(description)
    if not 1 <= number <= LIMIT:
        raise ValueError("the number must be from 1 to 10^12")
    root = math.isqrt(number)
    pairs = sum(number % divisor == 0 for divisor in range(1, root + 1))
    return 2 * pairs - (root * root == number)


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
