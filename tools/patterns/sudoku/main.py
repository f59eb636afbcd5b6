"""The solution of a sudoku."""

import json
import re
import sys

GRID = re.compile(r"[0-9.]{81}")


def peers_of(cell: int) -> set[int]:
    """The cells that share a row, a column or a box with this one."""
    row, column = divmod(cell, 9)
    box = 27 * (row // 3) + 3 * (column // 3)
    cells = {9 * row + i for i in range(9)} | {9 * i + column for i in range(9)}
    return (cells | {box + 9 * i + j for i in range(3) for j in range(3)}) - {cell}


PEERS = [peers_of(cell) for cell in range(81)]


def filled(grid: list[int]) -> list[int] | None:
    """The grid with every empty cell filled, or None if there is no way."""
    empty = [cell for cell in range(81) if not grid[cell]]
    if not empty:
        return grid
    choices = {cell: set(range(1, 10)) - {grid[peer] for peer in PEERS[cell]} for cell in empty}
    cell = min(empty, key=lambda place: len(choices[place]))
    for digit in sorted(choices[cell]):
        solved = filled(grid[:cell] + [digit] + grid[cell + 1 :])
        if solved:
            return solved
    return None


def solve(description: str) -> str:
    """The 81 digits of the solution, row by row."""
    found = GRID.search(description)
    if found is None:
        raise ValueError("81 digits are needed, 0 or a dot for an empty cell")
    grid = [int(char) for char in found.group().replace(".", "0")]
    clash = any(grid[c] and grid[c] == grid[p] for c in range(81) for p in PEERS[c])
    if clash or sum(map(bool, grid)) < 17:
        raise ValueError("this is no sudoku with one solution")
    solved = filled(grid)
    if solved is None:
        raise ValueError("this sudoku has no solution")
    return "".join(map(str, solved))


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
