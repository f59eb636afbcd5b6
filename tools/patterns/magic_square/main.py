"""A magic square of odd size."""

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


LIMIT = 99


def solve(description: str) -> list[list[int]]:
    """Each row, column and diagonal has the same sum; by the Siamese method."""
    size = read_count(description)
    if size % 2 == 0 or not 1 <= size <= LIMIT:
        raise ValueError(f"the size must be odd, from 1 to {LIMIT}")
    square = [[0] * size for _ in range(size)]
    row, column = 0, size // 2
    for number in range(1, size * size + 1):
        square[row][column] = number
        above, right = (row - 1) % size, (column + 1) % size
        if square[above][right]:
            above, right = (row + 1) % size, column
        row, column = above, right
    return square


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
