"""What is not a matrix, or not of the size that is needed, is refused."""

import pytest

from src.library.matrices import determinant, magic_square, matrix_product, spiral, transpose


@pytest.mark.parametrize("rows", [[], [[]], [[1, 2], [3]]])
def test_rows_of_different_lengths_are_refused(rows: list[list[int | float]]) -> None:
    for function in (determinant, transpose, spiral):
        with pytest.raises(ValueError, match="equally long"):
            function(rows)


def test_sizes_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="square"):
        determinant([[1, 2]])
    with pytest.raises(ValueError, match="as many columns"):
        matrix_product([[1, 2]], [[1, 2]])


def test_a_determinant_is_exact_and_its_rows_are_exchanged_if_need_be() -> None:
    assert determinant([[0, 1], [1, 0]]) == -1
    assert determinant([[0, 1], [0, 2]]) == 0
    assert determinant([[0.1, 0.2], [0.3, 0.7]]) == 0.01


@pytest.mark.parametrize("size", [3, 5, 9])
def test_all_sums_of_a_magic_square_are_equal(size: int) -> None:
    square = magic_square(size)

    diagonals = [[square[i][i] for i in range(size)], [square[i][-1 - i] for i in range(size)]]
    lines = [*square, *zip(*square), *diagonals]
    assert {sum(line) for line in lines} == {size * (size * size + 1) // 2}
    assert sorted(number for row in square for number in row) == list(range(1, size * size + 1))


@pytest.mark.parametrize("size", [-1, 0, 4, 101])
def test_a_magic_square_has_an_odd_size_up_to_99(size: int) -> None:
    with pytest.raises(ValueError, match="odd"):
        magic_square(size)
