"""The prime number at one place of the sequence."""

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


LIMIT = 20_000


def solve(description: str) -> int:
    """The n-th smallest prime."""
    place = read_count(description)
    if not 1 <= place <= LIMIT:
        raise ValueError(f"the place must be from 1 to {LIMIT}")
    bound = max(20, int(place * (math.log(place) + math.log(math.log(place + 3)) + 2)))
    sieve = bytearray([1]) * bound
    sieve[0:2] = b"\0\0"
    for number in range(2, math.isqrt(bound) + 1):
        if sieve[number]:
            sieve[number * number :: number] = bytes(len(range(number * number, bound, number)))
    return [number for number in range(bound) if sieve[number]][place - 1]


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
