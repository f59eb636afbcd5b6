"""How many ways there are to place n queens on a board of n by n."""

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


LIMIT = 10


def placings(size: int, columns: int, falling: int, rising: int) -> int:
    """How many ways the rows left can be filled; bits mark what is attacked."""
    if columns == (1 << size) - 1:
        return 1
    total = 0
    free = ~(columns | falling | rising) & ((1 << size) - 1)
    while free:
        place = free & -free
        free ^= place
        total += placings(size, columns | place, (falling | place) >> 1, (rising | place) << 1)
    return total


def solve(description: str) -> int:
    """The number of solutions, mirrored and turned ones counted apart."""
    size = read_count(description)
    if not 1 <= size <= LIMIT:
        raise ValueError(f"the number of queens must be from 1 to {LIMIT}")
    return placings(size, 0, 0, 0)


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
