"""What a signature or a doctest in a task fixes, and what is no such text."""

import pytest

from src.domain.json_value import JSONValue
from src.language.given_code import call_arguments, goes_on, literal_values, read_given_code
from src.language.task_reading import read_task

CLOSE = '''from typing import List


def has_close(numbers: List[float], threshold: float) -> bool:
    """Check if any two numbers are closer to each other than the threshold.

    >>> has_close([1.0, 2.0, 3.0], 0.5)
    False
    >>> has_close([1.0, 2.8, 3.0], threshold=0.3)
    True
    """
'''
ZERO = '''import math


def poly(xs: list, x: float):
    """Evaluate a polynomial."""
    return sum(c * math.pow(x, i) for i, c in enumerate(xs))


def find_zero(xs: list) -> float:
    """Find a zero.

    >>> round(find_zero([1, 2]), 2)
    -0.5
    >>> find_zero([])
    Traceback (most recent call last):
        ...
    ValueError: no coefficients
    """
    ...
'''
PLAIN = '''Write this:
def f(a, b=2):
    """Adds.

    f(1, 2) == 3
    f(a=5) ➞ 7
    """
    pass
Thanks a lot'''


def test_a_signature_with_doctests_is_kept_with_its_cases() -> None:
    code = read_given_code(CLOSE)

    assert code is not None
    assert code.function.signature == "has_close(numbers: List[float], threshold: float) -> bool"
    assert code.function.context == "from typing import List"
    assert [(case.arguments, case.expected) for case in code.cases] == [
        ({"numbers": [1.0, 2.0, 3.0], "threshold": 0.5}, False),
        ({"numbers": [1.0, 2.8, 3.0], "threshold": 0.3}, True),
    ]


def test_every_doctest_is_a_case() -> None:
    doctests = "".join(f"    >>> f({n})\n    {2 * n}\n" for n in range(30))

    code = read_given_code(f'def f(n: int) -> int:\n    """Twice a number.\n\n{doctests}    """\n')

    assert code is not None and len(code.cases) == 30


def test_helpers_before_the_stub_are_context_and_other_doctests_notes() -> None:
    code = read_given_code(ZERO)

    assert code is not None
    assert code.function.name == "find_zero"
    assert code.function.context.startswith("import math") and "def poly" in code.function.context
    assert code.cases == ()
    assert [note.partition(" gives ")[0] for note in code.function.notes] == [
        "round(find_zero([1, 2]), 2)",
        "find_zero([])",
    ]


def test_parameters_without_annotation_get_the_types_of_the_cases() -> None:
    code = read_given_code(PLAIN)

    assert code is not None
    assert code.function.signature == "f(a: int, b: int = 2) -> int"
    assert code.words == "Write this:\nThanks a lot\nAdds."


@pytest.mark.parametrize(
    ("text", "signature"),
    [
        ("def g(s, t)", "g(s: object, t: object) -> object"),
        ("def g(s, t) -> int:", "g(s: object, t: object) -> int"),
        (
            'write def f(a: int, b: str = "x") -> list[int] that repeats a',
            "f(a: int, b: str = 'x') -> list[int]",
        ),
        ("implement `def g(s: str) -> dict[str, int]:` now", "g(s: str) -> dict[str, int]"),
        (
            "def f(a: int) -> set[int]:\n  '''x\n  >>> f(3)\n  {3, 1}\n  '''",
            "f(a: int) -> set[int]",
        ),
        ("def f(a: int = 1, *, b: int) -> int", "f(a: int = 1, *, b: int) -> int"),
        ("def f(*, b: int = 2) -> int", "f(*, b: int = 2) -> int"),
        ("def f(a: int, /, b: int = 2) -> int", "f(a: int, b: int = 2) -> int"),
        ("def f(a: int) -> int:\n\traise NotImplementedError", "f(a: int) -> int"),
    ],
)
def test_a_signature_is_found_however_it_is_written(text: str, signature: str) -> None:
    code = read_given_code(text)

    assert code is not None
    assert code.function.signature == signature


@pytest.mark.parametrize(
    "text",
    [
        "def f(x: int) -> int:\n    return x",
        "def f(*args): ...",
        "class A:\n    def f(self): ...",
        "async def f(a): ...",
        "def f(" + "(" * 3000,
        "x def " * 3000,
        "def f(a):\n" + "x y\n" * 5000,
        "what does def mean",
        "add 10 and 20",
    ],
)
def test_complete_functions_and_other_texts_give_no_signature(text: str) -> None:
    assert read_given_code(text) is None


@pytest.mark.parametrize(
    ("typed", "on"),
    [
        ("def f(a: int) -> int:", True),
        ('def f(a: int) -> int:\n    """Add.', True),
        ("def f(a: int,", True),
        ("from typing import List", True),
        ("@cache", True),
        ("def g(x):\n    return x", True),
        ("Write this:\ndef f(a):", True),
        ('def f(a: int) -> int:\n    """Add."""', False),
        ("def f(a: int) -> int: ...", False),
        ("def g(x):\n    return x\n\n", True),
        ("def g(x):\n    return x\n\n\n", False),
        ("def f(a:\n\n\n", False),
        ("def f(a) b", False),
        ("add 10 and 20", False),
        ("from 5 to 10 count", False),
        ("write def f(a): that adds", False),
        ("import the numbers", False),
    ],
)
def test_typing_goes_on_until_a_function_is_complete(typed: str, on: bool) -> None:
    assert goes_on(typed) is on


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("7", (7,)),
        ("(3, 4), [1], 'x'", ([3, 4], [1], "x")),
        ("{3, 1}, {'a': None}", ([1, 3], {"a": None})),
        ("-0.5, True", (-0.5, True)),
        ("a b", None),
        ("__import__('os')", None),
        ("{(1, 'a'), (1, 2)}", None),
        ("1e999", None),
        ("2j", None),
        ("-" * 1900 + "1", None),
        ("[" * 50 + "]" * 50, None),
        ("[" * 1500 + "]" * 1500, None),
        ("", None),
    ],
)
def test_only_literals_are_values(text: str, values: tuple[JSONValue, ...] | None) -> None:
    assert literal_values(text) == values


@pytest.mark.parametrize(
    ("call", "arguments"),
    [
        ("f(1, b=2)", {"a": 1, "b": 2}),
        ("f(1)", {"a": 1}),
        ("f(1, 2, 3)", None),
        ("f(1, a=2)", None),
        ("f(c=2)", None),
        ("g(1)", None),
        ("f(g(1))", None),
        ("f(*[1])", None),
    ],
)
def test_a_call_is_read_if_all_its_arguments_are_literals(
    call: str, arguments: dict[str, JSONValue] | None
) -> None:
    assert call_arguments(call, "f", ("a", "b")) == arguments


def test_a_task_with_a_signature_is_its_words_and_its_docstring() -> None:
    task = read_task(PLAIN + "\nf(1, 1) => 2")

    assert task.given is not None and task.given.name == "f"
    assert task.text == "Write this:\nThanks a lot\nAdds."
    assert [example.arguments for example in task.examples] == [
        {"a": 1, "b": 1},
        {"a": 1, "b": 2},
        {"a": 5},
    ]
