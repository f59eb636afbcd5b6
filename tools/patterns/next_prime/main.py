"""The smallest prime above a number."""

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


def is_prime(number: int) -> bool:
    """Tell whether the number has no divisor but 1 and itself."""
    if number < 4:
        return number > 1
    if number % 2 == 0 or number % 3 == 0:
        return False
    return all(number % d and number % (d + 2) for d in range(5, math.isqrt(number) + 1, 6))


def solve(description: str) -> int:
    """The prime that follows."""
    number = read_count(description)
    if number > LIMIT:
        raise ValueError("the number is too large: at most 10^12")
    candidate = max(number + 1, 2)
    while not is_prime(candidate):
        candidate += 1
    return candidate


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
