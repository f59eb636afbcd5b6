"""Matrices as lists of rows: determinant, transpose, product, spiral, magic squares."""

from fractions import Fraction

from ..language.expression import as_json_number, exact, tidy
from .bundled import bundled

MOST_ROWS = 60
LARGEST_SQUARE = 99


def _check_rows(matrix: list[list[int | float]]) -> None:
    widths = {len(row) for row in matrix}
    if len(widths) != 1 or 0 in widths:
        raise ValueError("the rows of a matrix must be equally long")


def _eliminated(row: list[Fraction], pivot: list[Fraction]) -> list[Fraction]:
    """Return the row without its first column, by Gaussian elimination."""
    factor = row[0] / pivot[0]
    return [cell - factor * above for cell, above in zip(row[1:], pivot[1:])]


@bundled(
    "determinant",
    "(determinant|det) [of] [the|this] [matrix] {matrix:matrix}",
    "determinant of [[1, 2], [3, 4]] => -2",
    "det [[2]] => 2",
    "determinant of the matrix [[2, 0, 1], [1, 3, 2], [1, 1, 1]] => 0",
)
def determinant(matrix: list[list[int | float]]) -> int | float:
    """Return the determinant of a square matrix.

    Raises ValueError if the matrix is not square or has more than 60 rows.
    """
    _check_rows(matrix)
    if len(matrix[0]) != len(matrix) or len(matrix) > MOST_ROWS:
        raise ValueError(f"the matrix must be square, with at most {MOST_ROWS} rows")
    result = Fraction(1)
    rows = [[exact(cell) for cell in row] for row in matrix]
    while rows:
        pivot = next((row for row in rows if row[0]), None)
        if pivot is None:
            return 0
        place = rows.index(pivot)
        result *= pivot[0] * (-1) ** place
        rows = [_eliminated(row, pivot) for row in rows[:place] + rows[place + 1 :]]
    return as_json_number(result)


@bundled(
    "transposed matrix",
    "transpose [of] [the|this] [matrix] {matrix:matrix}",
    "transposed matrix [of] {matrix:matrix}",
    "transpose [[1, 2], [3, 4]] => [[1, 3], [2, 4]]",
    "transpose of the matrix [[1, 2, 3]] => [[1], [2], [3]]",
    "transpose the matrix [[1.5]] => [[1.5]]",
)
def transpose(matrix: list[list[int | float]]) -> list[list[int | float]]:
    """Return a matrix with its rows as columns.

    Raises ValueError if the rows differ in length.
    """
    _check_rows(matrix)
    return [list(column) for column in zip(*matrix)]


@bundled(
    "matrix product",
    "multiply [the] [matrix|matrices] {a:matrix} (by|and|with|times) [the] [matrix] {b:matrix}",
    "[matrix] product of [the] [matrix|matrices] {a:matrix} (and|with) [the] [matrix]"
    " {b:matrix}",
    "{a:matrix} (times|x) {b:matrix}",
    "multiply [[1, 2], [3, 4]] by [[5, 6], [7, 8]] => [[19, 22], [43, 50]]",
    "matrix product of [[1, 2, 3]] and [[1], [1], [1]] => [[6]]",
    "multiply the matrix [[0.5]] by the matrix [[4]] => [[2]]",
)
def matrix_product(
    a: list[list[int | float]], b: list[list[int | float]]
) -> list[list[int | float]]:
    """Return the product of two matrices.

    Raises ValueError unless a has as many columns as b has rows.
    """
    _check_rows(a)
    _check_rows(b)
    if len(a[0]) != len(b):
        raise ValueError("the first matrix must have as many columns as the second has rows")
    columns = list(zip(*b))
    return [[tidy(sum(x * y for x, y in zip(row, column))) for column in columns] for row in a]


@bundled(
    "spiral order",
    "spiral [order|traversal] [of] [the|this] [matrix] {matrix:matrix}",
    "(print|read|walk|traverse) [the|this] [matrix] {matrix:matrix} in [a] spiral [order]",
    "{matrix:matrix} in spiral order",
    "spiral order of [[1, 2, 3], [4, 5, 6], [7, 8, 9]] => [1, 2, 3, 6, 9, 8, 7, 4, 5]",
    "spiral of [[1, 2], [3, 4]] => [1, 2, 4, 3]",
    "read the matrix [[1], [2]] in spiral order => [1, 2]",
)
def spiral(matrix: list[list[int | float]]) -> list[int | float]:
    """Return the entries of a matrix in a spiral from the outside, clockwise.

    Raises ValueError if the rows differ in length.
    """
    _check_rows(matrix)
    rest = [list(row) for row in matrix]
    order: list[int | float] = []
    while rest:
        order += rest[0]
        # What is left, turned to the left: the next side is its first row.
        rest = [list(column) for column in zip(*rest[1:])][::-1]
    return order


@bundled(
    "magic square",
    "[generate|create|make|build] [a] magic square of (size|order) {size:count}",
    "magic square of size 3 => [[8, 1, 6], [3, 5, 7], [4, 9, 2]]",
    "create a magic square of order 1 => [[1]]",
    "magic square of size five => [[17, 24, 1, 8, 15], [23, 5, 7, 14, 16], [4, 6, 13, 20,"
    " 22], [10, 12, 19, 21, 3], [11, 18, 25, 2, 9]]",
)
def magic_square(size: int) -> list[list[int]]:
    """Return a magic square of odd size: all rows, columns and diagonals have the same sum.

    By the Siamese method. Raises ValueError for an even size or one above 99.
    """
    if size % 2 == 0 or not 1 <= size <= LARGEST_SQUARE:
        raise ValueError(f"the size must be odd, from 1 to {LARGEST_SQUARE}")
    square = [[0] * size for _ in range(size)]
    row, column = 0, size // 2
    for number in range(1, size * size + 1):
        square[row][column] = number
        above, right = (row - 1) % size, (column + 1) % size
        if square[above][right]:
            above, right = (row + 1) % size, column
        row, column = above, right
    return square
