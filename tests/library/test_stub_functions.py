"""Which bundled functions may do what a stub asks for, and the module that calls one."""

import subprocess
import sys
from pathlib import Path

import pytest

from src.language.task_reading import read_task
from tests.library.answers import LIBRARY


def stub(signature: str, *docstring: str) -> str:
    """A stub as it is typed."""
    said = "\n    ".join(docstring)
    return f'def {signature}:\n    """{said}\n    """'


FOUND = {
    stub("backwards(text: str) -> str", "Reverse a text."): ("reverse_text", "library"),
    stub("is_prime(value: int) -> bool", "See above."): None,
    stub(
        *("is_prime(value: int) -> bool", "See above.", ""),
        *(">>> is_prime(7)", "True", ">>> is_prime(8)", "False"),
    ): ("is_prime", "your examples"),
    stub("count_words(text: str) -> int", "Count words longer than three letters."): None,
    stub("reverse_text(text: str) -> str", "Reverse a text.", "", "Keep capitals in place."): None,
    stub("fahrenheit(celsius: float) -> float", "Convert celsius to fahrenheit."): (
        "temperature",
        "library",
    ),
    stub("plus(a: int, b: int) -> int", "Add two numbers."): ("add", "library"),
    stub("mail(s: str) -> bool", "Has it the form of an e-mail address?", ""): None,
    stub(
        *("mail(s: str) -> bool", "Has it the form of an e-mail address?", ""),
        *(">>> mail('a@b.de')", "True", ">>> mail('a')", "False"),
    ): ("email_form", "your examples"),
    stub(
        "mail(s: str) -> bool",
        "Has it the form of an e-mail address?",
        "",
        ">>> mail('a')",
        "False",
    ): None,
    stub("backwards(number: int) -> int", "Reverse a text."): None,
    stub("backwards(text: str, times: int) -> str", "Reverse a text."): None,
    stub("exact(a: int, b: int) -> int", "Add two numbers."): None,
}


@pytest.mark.parametrize("typed", FOUND)
def test_a_stub_finds_the_function_that_its_words_or_examples_fit(typed: str) -> None:
    found = LIBRARY.understand(read_task(typed)).may_do

    expected = FOUND[typed]
    assert [(plan.pattern, plan.by) for plan in found[:1]] == ([expected] if expected else [])


@pytest.mark.parametrize(
    "typed, call, result",
    [
        (stub("fahrenheit(c: float) -> float", "Convert celsius to fahrenheit."), (100,), 212),
        (stub("factorial(n: int) -> int", "The factorial of n."), (5,), 120),
        (stub("plus(a: int, b: int) -> int", "Add two numbers."), (2, 3), 5),
        # What the bundled functions import, or have of Python, under the stub's own name.
        (stub("median(n: list[float]) -> float", "The median of the numbers."), ([3, 1, 2],), 2),
        (stub("sum(n: list[int]) -> int", "The sum of the numbers."), ([3, 1, 2],), 6),
        (stub("max(n: list[int]) -> int", "The largest of the numbers."), ([3, 1, 2],), 3),
        (stub("sorted(n: list[int]) -> list[int]", "Sort the numbers."), ([3, 1],), [1, 3]),
    ],
)
def test_the_module_of_a_stub_has_its_signature_and_docstring(
    typed: str, call: tuple[object, ...], result: object
) -> None:
    task = read_task(typed)
    plan = LIBRARY.understand(task).may_do[0]

    source = LIBRARY.source(plan)
    names: dict[str, object] = {"__name__": "written"}
    exec(compile(source, "written", "exec"), names)  # pylint: disable=exec-used

    function = names[plan.function]
    assert callable(function) and task.given is not None
    assert function(*call) == result
    assert function.__doc__ == task.given.docstring.strip()
    assert f"def {task.given.signature}:" in source
    assert f"main({plan.function})" in source


TYPED = [
    stub("f(n: list[int] = []) -> int", "The sum of the numbers.", "", ">>> f([1, 2])", "3"),
    stub("plus(a: int, b: int) -> int", "Add two numbers."),
    stub("backwards(text: str) -> str", "Reverse a text."),
    stub("fahrenheit(celsius: float) -> float", "Convert celsius to fahrenheit."),
    stub("factorial(n: int) -> float", "The factorial of n."),
    stub("most(numbers: list[float]) -> float", "The largest of the numbers."),
    stub("tidy(items: list[str]) -> list[str]", "Remove duplicates from a list."),
    stub("median(n: list[float]) -> float", "The median of the numbers."),
    stub("sum(n: list[int]) -> int", "The sum of the numbers."),
]


def test_the_module_of_a_stub_passes_mypy_where_the_bundled_function_has_other_types(
    tmp_path: Path,
) -> None:
    sources = {}
    for typed in TYPED:
        plans = LIBRARY.understand(read_task(typed)).may_do
        sources |= {plan.function: LIBRARY.source(plan) for plan in plans[:1]}
    for name, source in sources.items():
        (tmp_path / f"{name}.py").write_text(source)

    # In a process of its own: mypy raises the limit of recursion for all that comes after it.
    command = [sys.executable, "-m", "mypy", "--strict", "--ignore-missing-imports"]
    checked = subprocess.run(
        [*command, "--no-incremental", str(tmp_path)], capture_output=True, text=True, check=False
    )

    assert len(sources) > 4, sources.keys()
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "typing.cast" in sources["f"] and "typing" not in sources["backwards"]
    assert "return _temperature(value=celsius" in sources["fahrenheit"]
