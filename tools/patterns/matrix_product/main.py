"""The product of two matrices."""

import json
import sys

Matrix = list[list[float]]


def read_matrices(text: str) -> list[Matrix]:
    """The matrices of a text, as lists of rows of numbers."""
    decoder = json.JSONDecoder()
    found: list[Matrix] = []
    at = text.find("[[")
    while at >= 0:
        try:
            rows, end = decoder.raw_decode(text, at)
            matrix = [[float(cell) for cell in row] for row in rows]
        except (ValueError, TypeError) as problem:
            raise ValueError("a matrix is written as [[1, 2], [3, 4]]") from problem
        if len({len(row) for row in matrix}) != 1 or not matrix[0]:
            raise ValueError("the rows of a matrix must be equally long")
        found.append(matrix)
        at = text.find("[[", end)
    return found


def tidy(matrix: Matrix) -> list[list[int | float]]:
    """The matrix rounded to 10 places, whole numbers as int."""
    return [[int(cell) if cell == int(cell) else round(cell, 10) for cell in row] for row in matrix]


def solve(description: str) -> list[list[int | float]]:
    """The first matrix times the second."""
    matrices = read_matrices(description)
    if len(matrices) != 2 or len(matrices[0][0]) != len(matrices[1]):
        raise ValueError("two matrices are needed, the first as wide as the second is high")
    columns = list(zip(*matrices[1]))
    return tidy(
        [[sum(a * b for a, b in zip(row, column)) for column in columns] for row in matrices[0]]
    )


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
