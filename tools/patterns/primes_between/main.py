"""All prime numbers from one number to another, both included."""

import json
import re
import sys


def read_integers(text: str) -> list[int]:
    """All whole numbers of a text, in their order."""
    return [int(token) for token in re.findall(r"(?<![\w.])[-+]?\d+", text)]


LIMIT = 1_000_000


def primes_below(limit: int) -> list[int]:
    """The sieve of Eratosthenes."""
    sieve = bytearray([1]) * max(limit, 2)
    sieve[0:2] = b"\0\0"
    for number in range(2, int(limit**0.5) + 1):
        if sieve[number]:
            sieve[number * number :: number] = bytes(len(range(number * number, limit, number)))
    return [number for number in range(2, limit) if sieve[number]]


def solve(description: str) -> list[int]:
    """All primes of the range, its ends included."""
    ends = read_integers(description.replace(",", ""))
    if len(ends) != 2:
        raise ValueError("two whole numbers are needed")
    first, last = sorted(ends)
    if last > LIMIT:
        raise ValueError(f"the range is too large: at most {LIMIT}")
    return [prime for prime in primes_below(max(last, 0) + 1) if prime >= first]


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
