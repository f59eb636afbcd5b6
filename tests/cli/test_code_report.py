"""How code that is a task's result is shown."""

import io

import pytest

from src.cli.code_report import code_notes, run_command
from src.cli.screen import Screen
from src.cli.theme import TerminalFeatures
from src.domain.json_value import JSONObject
from src.domain.outcome import Outcome, OutcomeStatus
from src.domain.signature import call_text
from src.domain.task import Example
from src.language.task_reading import read_task


def outcome_of(
    signature: str, *cases: tuple[JSONObject, object], node: str = "", **fixed: str
) -> Outcome:
    name = signature.partition("(")[0]
    return Outcome(
        read_task("write a function"),
        OutcomeStatus.SOLVED,
        node_id=node,
        function=name,
        signature=signature,
        arguments=dict(fixed),
        source="def f(): ...\n",
        cases=tuple(Example(call_text(name, a), r, a) for a, r in cases),  # type: ignore[arg-type]
        code_is_result=True,
    )


def shown(outcome: Outcome) -> str:
    stream = io.StringIO()
    screen = Screen(stream, TerminalFeatures())
    for part in code_notes(outcome):
        screen.put(part)
    return stream.getvalue()


PRIME = outcome_of(
    "is_prime(n: int) -> bool", ({"n": 17}, True), ({"n": 91}, False), node="is_prime_node"
)


def test_a_call_is_shown_once() -> None:
    twice = outcome_of("half(n: int) -> int", ({"n": 4}, 2), ({"n": 6}, 3), ({"n": 4}, 2))

    assert shown(twice).splitlines()[1:] == ["half(4)  2", "half(6)  3"]


def test_cases_are_a_table_of_calls_and_results_with_the_way_to_run_it() -> None:
    assert shown(PRIME).splitlines() == [
        "Call          Result",
        "is_prime(17)  true",
        "is_prime(91)  false",
        "Run it: run is_prime_node n=17",
    ]


@pytest.mark.parametrize(
    ("signature", "arguments", "call"),
    [
        ("f(a: int, b: str) -> int", {"b": "x", "a": 1}, "f(1, 'x')"),
        ("f(a: int = 1, b: int = 2) -> int", {"b": 5}, "f(b=5)"),
        ("f(a: int = 1, b: int = 2) -> int", {"a": 5}, "f(5)"),
        ("f() -> int", {}, "f()"),
    ],
)
def test_a_call_has_its_values_in_the_order_of_the_parameters(
    signature: str, arguments: JSONObject, call: str
) -> None:
    assert shown(outcome_of(signature, (arguments, 7))).splitlines()[1].startswith(f"{call}  ")


@pytest.mark.parametrize(
    ("outcome", "command"),
    [
        (PRIME, "run is_prime_node n=17"),
        (
            outcome_of("f(t: str) -> str", ({"t": "a b's"}, ""), node="f_node"),
            """run f_node t='a b'"'"'s'""",
        ),
        (
            outcome_of("f(t: str) -> str", ({"t": "12"}, ""), node="f_node"),
            """run f_node t='"12"'""",
        ),
        (outcome_of("f(xs: list[int]) -> int", ({"xs": [1, 2]}, 3), node="g"), "run g xs='[1, 2]'"),
        (outcome_of("f() -> int", node="f_node"), "run f_node"),
        (
            outcome_of(
                "t(v: int, to: str) -> int",
                ({"v": 1, "to": "K"}, 3),
                ({"v": 9, "to": "C"}, 4),
                node="t",
                to="C",
            ),
            "run t v=9 to=C",
        ),
    ],
)
def test_the_command_gives_the_values_of_a_case_as_they_are_typed(
    outcome: Outcome, command: str
) -> None:
    assert run_command(outcome) == command
