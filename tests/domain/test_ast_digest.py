"""Two programs are the same where only names, comments, docstrings and layout differ."""

import pytest

from src.domain.ast_digest import normal_digest

PROGRAM = '''
def total(values):
    """Add them."""
    result = 0
    for value in values:
        result += value  # one by one
    return result
'''


@pytest.mark.parametrize(
    "other",
    [
        PROGRAM.replace("result", "s").replace("value", "v"),
        PROGRAM.replace('    """Add them."""\n', ""),
        PROGRAM.replace("  # one by one", ""),
        PROGRAM.replace("result = 0", "result=(0)"),
    ],
)
def test_a_program_that_only_looks_different_is_the_same(other: str) -> None:
    assert normal_digest(other) == normal_digest(PROGRAM)


@pytest.mark.parametrize(
    "other",
    [
        PROGRAM.replace("result = 0", "result = 1"),
        PROGRAM.replace("result += value", "result -= value"),
        PROGRAM.replace("return result", "return value"),
        PROGRAM.replace("def total", "def summed"),
        PROGRAM.replace("    return result\n", ""),
    ],
)
def test_a_program_that_does_something_else_is_another(other: str) -> None:
    assert normal_digest(other) != normal_digest(PROGRAM)


def test_names_from_outside_the_function_are_kept() -> None:
    one = "def f(x):\n    return len(x)"
    other = "def f(x):\n    return sum(x)"

    assert normal_digest(one) != normal_digest(other)


def test_a_global_that_a_function_sets_is_kept() -> None:
    one = "def f():\n    global a\n    a = 1"
    other = "def f():\n    global b\n    b = 1"

    assert normal_digest(one) != normal_digest(other)


def test_nested_functions_and_comprehensions_are_followed() -> None:
    one = "def f(a):\n    def g(b):\n        return [c + a for c in b]\n    return g"
    same = "def f(x):\n    def g(y):\n        return [z + x for z in y]\n    return g"
    other = "def f(x):\n    def g(y):\n        return [z + y for z in x]\n    return g"

    assert normal_digest(one) == normal_digest(same) != normal_digest(other)


def test_text_that_does_not_parse_is_told_apart_by_itself() -> None:
    assert normal_digest("def (") != normal_digest("def )")
