"""The next generations of the game of life."""

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


GRID = re.compile(r"\[\s*\[.*\]\s*\]", re.DOTALL)


def next_generation(grid: list[list[int]]) -> list[list[int]]:
    """Three neighbours give life, two keep it; beyond the edge nothing lives."""
    alive = {(r, c) for r, row in enumerate(grid) for c, cell in enumerate(row) if cell}

    def cell(row: int, column: int) -> int:
        around = sum(
            (r, c) in alive for r in range(row - 1, row + 2) for c in range(column - 1, column + 2)
        )
        lives = (row, column) in alive
        return int(around == 3 or lives and around == 4)

    return [[cell(r, c) for c in range(len(row))] for r, row in enumerate(grid)]


def solve(description: str) -> list[list[int]]:
    """The grid after so many generations; one if none are named."""
    found = GRID.search(description)
    if found is None:
        raise ValueError("a grid such as [[0, 1], [1, 1]] is needed")
    try:
        grid = [[int(cell) for cell in row] for row in json.loads(found.group())]
    except (ValueError, TypeError) as problem:
        raise ValueError("the grid must be rows of 0 and 1") from problem
    times = read_count(description[found.end() :], default=1)
    if not 0 <= times <= 200 or sum(map(len, grid)) > 10_000:
        raise ValueError("at most 200 generations and 10,000 cells are handled")
    for _ in range(times):
        grid = next_generation(grid)
    return grid


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
