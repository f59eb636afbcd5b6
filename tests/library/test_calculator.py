"""Arithmetic in words and symbols: what parses whole is right, and what does not is not guessed."""

import pytest

from src.domain.errors import Declined
from src.domain.json_value import agrees
from src.language.arithmetic_shape import NotArithmetic
from src.library.calculator import read_arithmetic

ANSWERS = [
    ("$5 + $3", 8),
    ("what's 17% off $85", 70.55),
    ("5% of €1,200.50", 60.025),
    ("add 10 and 20", 30),
    ("What is 5 plus 3?", 8),
    ("add 5 to 3", 8),
    ("subtract 5 from 12", 7),
    ("5 subtracted from 12", 7),
    ("12 take away 5", 7),
    ("sum of 1, 2, 3 and 4", 10),
    ("the sum of the numbers 1 2 3", 6),
    ("(5 + 3) * 2", 16),
    ("5+3*2", 11),
    ("20 - 5 - 3", 12),
    ("2^3^2", 512),
    ("-5 + 3", -2),
    ("negative 5 plus 3", -2),
    ("add -5 and 3", -2),
    ("subtract -5 from 3", 8),
    ("15% of 80", 12),
    ("what is 15 percent of 80?", 12),
    ("half of 50", 25),
    ("half of (50 + 10)", 30),
    ("sqrt(16) + 9", 13),
    ("5 plus square root of 16", 9),
    ("5 squared plus 3 squared", 34),
    ("2 to the power of 10", 1024),
    ("2 to the 5th power", 32),
    ("a dozen times 3", 36),
    ("half a dozen plus 1", 7),
    ("two dozen minus 4", 20),
    ("twenty-five times four", 100),
    ("one hundred and twenty three minus 3", 120),
    ("two thousand three hundred and five plus 1", 2306),
    ("1 million plus 1", 1_000_001),
    ("1,000 plus 2,500.5", 3500.5),
    ("0.1 + 0.2", 0.3),
    ("divide 100 by 7", 100 / 7),
    ("remainder of 17 divided by 5", 2),
    ("remainder when 17 is divided by 5", 2),
    ("17 mod 5", 2),
    ("quotient of 20 and 8", 2.5),
    ("add 5 and 3 then multiply by 2", 16),
    ("add 5 and 3, then multiply the result by 2 and subtract 1", 15),
    ("multiply 4 by 5, then square it", 400),
    ("difference between 4 and 10", 6),
    ("multiply 3, 4 and 5", 60),
    ("product of 3 and 4", 12),
    ("increase 50 by 10%", 55),
    ("decrease 50 by 10 percent", 45),
    ("sum of [1, 2, 3]", 6),
    ("average of the list 2, 4, 6", 4),
    ("largest number in 4, 9, 2", 9),
    ("median of the numbers [5, 1]", 3),
    ("add 5 and 6 together", 11),
    ("a hundred plus one", 101),
    ("3x4", 12),
    ("what percent of 80 is 20", 25),
    ("20 is what percent of 80", 25),
    ("median of 3, 1, 2", 2),
    ("mean of 2 and 4", 3),
    ("max(3, 9, 2)", 9),
    ("minimum of 4, -2 and 9", -2),
    ("3 x 4", 12),
    ("7 × 6", 42),
    ("9 ** 0.5", 3),
    ("8 cubed", 512),
    ("cube root of 27", 3),
    ("double 21", 42),
    ("please calculate 6 * 7, thanks", 42),
]
NOT_GUESSED = [
    "$5 + €3",
    "5 $ + 3",
    "$ plus 3",
    "2000-01-01",
    "2024-02-29 plus 1",
    "what is 24/12/2025",
    "12-05-2020",
    "add 10 and #",
    "# plus 3",
    "add one hundred and five",
    "average of 5 numbers 1 2 3 4 5",
    "half of 50 plus 10",
    "half of a dozen plus 3",
    "square root of 16 plus 9",
    "sum of 5 and 3 times 2",
    "largest of 3 and 7 times 2",
    "2 to the power of 5 squared",
    "-2^2",
    "add 7 and 8 9",
    "mean of 1, 2 3",
    "divide 10 and 2",
    "subtract 10 and 2",
    "the sum of the first 10 numbers",
    "add 10, 20 and exclude 5",
    "100 minus 20%",
    "2(3+4)",
    "5 plus",
    "5 plus plus 3",
    "half of 5!",
    "0x10 + 1",
    "8 to the power of 1/3",
    "1 1/2 + 1",
    "1e3 + 1",
    "1,5 plus 2",
    "5 + 3 and 2 + 2",
    "((2+3)*4",
    "-" * 3000 + "1",
    "5 " + "squared " * 2000,
    "half of " * 2000 + "1",
    "(" * 3000 + "1" + ")" * 3000,
    "add every other number in 1, 2, 3",
    "5",
    "sum of 1",
    "sum of [1, 2, 3] and 4",
    "largest number in 4, 9, 2 and 7 8",
]
WITHOUT_RESULT = [
    ("10 / 0", "divided by zero"),
    ("remainder of 5 and 0", "divided by zero"),
    ("0 ** -1", "divided by zero"),
    ("2^99999", "too large"),
    ("(-8)^0.5", "no real root"),
    ("square root of -4", "no real root"),
]


@pytest.mark.parametrize("task, result", ANSWERS)
def test_a_task_that_parses_whole_has_its_result(task: str, result: float) -> None:
    assert agrees(read_arithmetic(task).result(), result)


@pytest.mark.parametrize("task", NOT_GUESSED, ids=lambda task: task[:40])
def test_what_does_not_parse_whole_is_not_guessed(task: str) -> None:
    with pytest.raises(NotArithmetic):
        read_arithmetic(task)


@pytest.mark.parametrize("task, reason", WITHOUT_RESULT)
def test_what_has_no_result_is_declined_in_a_plain_sentence(task: str, reason: str) -> None:
    with pytest.raises(Declined, match=reason):
        read_arithmetic(task).result()


def test_long_lists_and_sums_are_worked_out() -> None:
    assert read_arithmetic("sum of " + ", ".join(["2"] * 3000)).result() == 6000
    assert read_arithmetic(" + ".join(["1"] * 100)).result() == 100


def test_other_numbers_are_such_that_there_is_a_result() -> None:
    calculation = read_arithmetic("square root of (9 - 5)")

    others = calculation.other_numbers()

    assert 2 <= len(others) < 4
    assert all(first >= second for first, second in others)
