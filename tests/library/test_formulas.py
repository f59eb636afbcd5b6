"""Arithmetic as typed functions: names, the order of arguments, and what they return."""

import builtins
import keyword
from collections.abc import Callable

import pytest

from src.domain.json_value import JSONObject, agrees
from src.domain.signature import read_signature
from src.language.expression import Apply, Formula, Given
from src.library.calculator import Calculation, read_arithmetic
from src.library.catalogue import bundled_functions
from src.library.formulas import FormulaFunction, function_named, function_of
from tests.library.answers import called
from tests.library.test_calculator import ANSWERS

TASKS = [task for task, _ in ANSWERS]


def function_for(task: str) -> tuple[FormulaFunction, Calculation]:
    calculation = read_arithmetic(task)
    return function_of(calculation.formula, len(calculation.numbers)), calculation


def callable_of(function: FormulaFunction) -> Callable[..., object]:
    scope: dict[str, object] = {"__name__": "rendered"}
    exec(compile(function.source, function.name, "exec"), scope)  # pylint: disable=exec-used
    found = scope[function.name]
    assert callable(found)
    return found


@pytest.mark.parametrize(("task", "result"), ANSWERS)
def test_a_function_gives_the_result_for_the_numbers_of_its_task_and_others(
    task: str, result: float
) -> None:
    function, calculation = function_for(task)
    run = callable_of(function)

    assert agrees(called(run, function.arguments(calculation.numbers)), result)
    others = calculation.other_numbers()
    assert len(others) >= 2
    for numbers in others:
        given = called(run, function.arguments(numbers))
        assert agrees(given, calculation.result(numbers))


@pytest.mark.parametrize(
    ("task", "name", "arguments"),
    [
        ("add 10 and 20", "add", {"a": 10, "b": 20}),
        ("add -5 and 3", "add", {"a": -5, "b": 3}),
        ("negative 5 plus 3", "add", {"a": -5, "b": 3}),
        ("subtract 4 from 90", "subtract", {"a": 90, "b": 4}),
        ("subtract -4 from 90", "subtract", {"a": 90, "b": -4}),
        ("12 take away 5", "subtract", {"a": 12, "b": 5}),
        ("product of 3 and 4", "multiply", {"a": 3, "b": 4}),
        ("divide 100 by 7", "divide", {"a": 100, "b": 7}),
        ("remainder when 17 is divided by 5", "remainder", {"a": 17, "b": 5}),
        ("sum of -1, 2 and 3.5", "add_all", {"numbers": [-1, 2, 3.5]}),
        ("mean of 2 and 4", "mean_of", {"numbers": [2, 4]}),
        ("max(3, 9, 2)", "maximum", {"numbers": [3, 9, 2]}),
        ("15% of 80", "percent_of", {"a": 15, "b": 80}),
        ("half of 50", "half", {"a": 50}),
        ("cube root of 27", "cube_root", {"a": 27}),
        ("2 to the power of 10", "power_of", {"a": 2, "b": 10}),
        ("5 + 3 * 2", "a_plus_b_times_c", {"a": 5, "b": 3, "c": 2}),
        ("(5 + 3) * 2", "group_a_plus_b_end_times_c", {"a": 5, "b": 3, "c": 2}),
        ("12 * 3 + 1 dozen", "a_times_b_plus_c_times_12", {"a": 12, "b": 3, "c": 1}),
        ("a dozen times 3", "formula_12_times_a", {"a": 3}),
    ],
)
def test_a_function_has_the_name_of_its_operation_or_formula(
    task: str, name: str, arguments: JSONObject
) -> None:
    function, calculation = function_for(task)

    assert (function.name, function.arguments(calculation.numbers)) == (name, arguments)


@pytest.mark.parametrize(
    ("task", "shown"),
    [
        ("square root of 16", "the square root of a"),
        ("square 5", "the square of a"),
        ("2 to the power of 10", "a to the power of b"),
        ("half of 50", "half of a"),
        ("3 squared plus 4", "a^2 + b"),
        ("sqrt(16) + 1", "sqrt(a) + b"),
        ("(1 + 2) * 4", "(a + b) * c"),
    ],
)
def test_a_formula_is_shown_as_people_write_it(task: str, shown: str) -> None:
    function, _ = function_for(task)

    assert function.shown == shown
    assert function.source.startswith(f'"""Work out {shown}."""\n')


@pytest.mark.parametrize(("task", "_"), ANSWERS)
def test_a_function_is_found_by_the_name_of_its_operation(task: str, _: float) -> None:
    function, _ = function_for(task)
    named = function_named(function.name)

    assert named is None or named.source == function.source


@pytest.mark.parametrize(
    "tasks",
    [
        ("add 10 and 20", "5 plus 3", "-5 + 3", "add minus 5 and 3", "sum of 0.1 and 7"),
        ("add 5 and 3 then multiply by 2", "(1 + 2) * 4", "(-1 + 2) * 4"),
        ("add 1, 2 and 3", "sum of [4, 5, 6]", "sum of -1, 2, 3, 4 and 5"),
        ("subtract 4 from 90", "5 - 3", "5 minus negative 3"),
    ],
)
def test_one_shape_is_one_function_whatever_its_wording_and_numbers(tasks: tuple[str, ...]) -> None:
    sources = {function_for(task)[0].source for task in tasks}

    assert len(sources) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("(1 + 2 * 3) / 4", "(1 + 2) * 3 / 4"),
        ("2 ** 3 + 1", "2 ** (3 + 1)"),
        ("1 - (2 - 3)", "1 - 2 - 3"),
        ("2 ** (3 - 1)", "2 ** 3 - 1"),
        (" + ".join("1" * 20), " + ".join("1" * 19) + " - 1"),
    ],
)
def test_different_formulas_have_different_names(one: str, other: str) -> None:
    assert function_for(one)[0].name != function_for(other)[0].name


def test_no_name_is_taken_for_two_formulas_of_up_to_four_numbers() -> None:
    sources: dict[str, set[str]] = {}

    for count in (2, 3, 4):
        for formula in formulas_over(0, count):
            function = function_of(formula, count)
            sources.setdefault(function.name, set()).add(function.source)

    assert len(sources) > 500
    assert [name for name, different in sources.items() if len(different) > 1] == []


def formulas_over(first: int, end: int) -> list[Formula]:
    """Every formula of a few operations over the numbers from one place to another."""
    if end - first == 1:
        return [Given(first)]
    return [
        Apply(operation, (left, right))
        for middle in range(first + 1, end)
        for left in formulas_over(first, middle)
        for right in formulas_over(middle, end)
        for operation in ("+", "-", "/", "power", "max")
    ]


@pytest.mark.parametrize(
    "task", [*TASKS, " + ".join("1" * 100), " - ".join("(2 * 3)" for _ in "1" * 9)]
)
def test_a_name_is_short_and_taken_by_nothing_else(task: str) -> None:
    function, calculation = function_for(task)
    parameters = [one.name for one in read_signature(function.source, function.name).parameters]

    assert len(function.name) <= 47
    for name in (function.name, *parameters):
        assert name.isidentifier() and not keyword.iskeyword(name)
        assert not hasattr(builtins, name) and name not in bundled_functions()
    assert parameters == list(function.arguments(calculation.numbers))


def test_a_formula_of_very_many_numbers_is_worked_out() -> None:
    function, calculation = function_for(" + ".join(["1"] * 100))

    assert called(callable_of(function), function.arguments(calculation.numbers)) == 100
    assert function.source.startswith('"""Work out a formula of 100 numbers."""')


@pytest.mark.parametrize(
    ("task", "arguments", "said"),
    [
        ("divide 10 by 2", {"a": 10, "b": 0}, "divided by zero"),
        ("remainder of 17 and 5", {"a": 17, "b": 0}, "divided by zero"),
        ("2 ** 3 + 1", {"a": 0, "b": -1, "c": 1}, "divided by zero"),
        ("2 ** 3", {"a": 2, "b": 99999}, "too large"),
        ("square root of 16", {"a": -4}, "no real root"),
        ("mean of 1, 2 and 3", {"numbers": []}, "the list is empty"),
    ],
)
def test_what_has_no_result_is_refused_in_a_sentence(
    task: str, arguments: JSONObject, said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        called(callable_of(function_for(task)[0]), arguments)


def test_decimals_are_taken_as_written() -> None:
    add = callable_of(function_for("add 10 and 20")[0])

    assert add(0.1, 0.2) == 0.3
    assert add(10**20, 1) == 10**20 + 1


def test_a_function_of_a_list_takes_any_number_of_numbers() -> None:
    mean = callable_of(function_for("average of 1, 2 and 3")[0])

    assert mean([4, 8]) == 6
    assert mean([1, 2, 3, 4, 5]) == 3
