"""The determinant of a square matrix."""

import json
import sys
from fractions import Fraction

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


def determinant(matrix: list[list[Fraction]]) -> Fraction:
    """Gauss's elimination in exact fractions."""
    result = Fraction(1)
    rows = [list(row) for row in matrix]
    for column, _ in enumerate(matrix):
        pivot = next((r for r in range(column, len(rows)) if rows[r][column]), None)
        if pivot is None:
            return Fraction(0)
        if pivot != column:
            rows[column], rows[pivot] = rows[pivot], rows[column]
            result = -result
        result *= rows[column][column]
        for lower in rows[column + 1 :]:
            factor = lower[column] / rows[column][column]
            for place in range(column, len(rows)):
                lower[place] -= factor * rows[column][place]
    return result


def solve(description: str) -> int | float:
    """The determinant of the matrix."""
    matrices = read_matrices(description)
    if len(matrices) != 1 or len(matrices[0]) != len(matrices[0][0]) or len(matrices[0]) > 60:
        raise ValueError("one square matrix of at most 60 rows is needed")
    exact = [[Fraction(str(cell)) for cell in row] for row in matrices[0]]
    return tidy([[float(determinant(exact))]])[0][0]


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
