"""Cases drawn from a signature: arguments of the annotated types, results as the function gives."""

import pytest

from src.domain.program_run import Limits
from src.sandbox.sandbox import ConfinedSandbox
from src.verify.inputs import CaseDrawer

SOURCES = {
    "double": "def double(n: int) -> int:\n    return 2 * n\n",
    "shout": "def shout(text: str, times: int = 1) -> str:\n    return text.upper() * abs(times)\n",
    "total": "def total(numbers: list[int | float]) -> int | float:\n    return sum(numbers)\n",
    "later": (
        "from datetime import date, timedelta\n\n\n"
        "def later(day: date, days: int) -> date:\n    return day + timedelta(days)\n"
    ),
    "unique": (
        "def unique(pairs: list[tuple[int, str]]) -> set[int]:\n"
        "    return {n for n, _ in pairs}\n"
    ),
    "root": (
        "import math\n\n\ndef root(n: int) -> float:\n"
        "    if n < 0:\n        raise ValueError('there is no real root')\n"
        "    return math.sqrt(n)\n"
    ),
}


@pytest.fixture(scope="module", name="drawer")
def a_drawer():
    with ConfinedSandbox(Limits(10.0, 10.0, 512)) as sandbox:
        yield CaseDrawer(sandbox)


@pytest.mark.parametrize("name", SOURCES)
def test_cases_are_drawn_for_the_types_and_hold(drawer: CaseDrawer, name: str) -> None:
    cases = drawer.draw(SOURCES[name], name)

    assert 5 <= len(cases) <= 24
    assert len({case.description for case in cases}) == len(cases)


def test_the_same_cases_are_drawn_every_time(drawer: CaseDrawer) -> None:
    assert drawer.draw(SOURCES["total"], "total") == drawer.draw(SOURCES["total"], "total")


def test_values_that_json_lacks_are_in_their_encoding(drawer: CaseDrawer) -> None:
    cases = drawer.draw(SOURCES["later"], "later")

    assert all(isinstance(case.arguments["day"], str) for case in cases if case.arguments)
    assert all(isinstance(case.expected, str) for case in cases)


def test_a_function_of_chance_has_no_cases(drawer: CaseDrawer) -> None:
    source = "import random\n\n\ndef die(sides: int) -> int:\n    return random.randint(0, 10**9)\n"

    assert drawer.draw(source, "die") == ()


def test_what_refuses_or_fails_is_no_expectation(drawer: CaseDrawer) -> None:
    source = (
        "def f(n: int) -> int:\n    if n % 2:\n        raise ValueError('odd')\n"
        "    return 1 // (n - 2)\n"
    )

    cases = drawer.draw(source, "f")

    assert all(case.arguments["n"] % 2 == 0 and case.arguments["n"] != 2 for case in cases)


def test_types_that_cannot_be_drawn_give_no_cases(drawer: CaseDrawer) -> None:
    assert drawer.draw("def f(n: 'Unknown') -> int:\n    return 1\n", "f") == ()
