"""Cases drawn from a signature: arguments of the annotated types, results as the function gives."""

import pytest
from msgspec.structs import replace

from src.domain.program_run import Limits
from src.domain.task import Specification, TaskKind
from src.language.task_reading import read_task
from src.sandbox.sandbox import ConfinedSandbox
from src.verify.inputs import CaseDrawer, probes, variations

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


PLAN = Specification(
    read_task("join ab 2 times"),
    TaskKind.TEXT,
    "join",
    "Join a text.",
    function="join",
    signature="join(text: str, times: int) -> str",
    arguments={"text": "ab", "times": 2},
)


def test_versions_are_compared_on_inputs_near_the_tasks_own_and_drawn_ones(
    drawer: CaseDrawer,
) -> None:
    found = probes(PLAN, drawer)

    near = variations(PLAN.arguments)
    assert found[: len(near)] == near and len(found) > len(near)
    assert all(one.keys() == {"text", "times"} for one in found)


def test_a_task_without_values_is_compared_on_drawn_inputs_alone(drawer: CaseDrawer) -> None:
    found = probes(replace(PLAN, arguments={}), drawer)

    assert found and all(one.keys() == {"text", "times"} for one in found)


def test_what_asks_tools_or_reads_files_is_not_compared(drawer: CaseDrawer) -> None:
    with_file = replace(PLAN, task=replace(PLAN.task, files=("sales.csv",)))

    assert probes(replace(PLAN, tools=("translator",)), drawer) == ()
    assert probes(with_file, drawer) == ()
