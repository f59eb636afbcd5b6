"""Where a program's time goes is found in the sandbox, for one function and for a whole program."""

from collections.abc import Iterator
from typing import Self

import pytest

from src.domain.json_value import JSONObject
from src.domain.program_run import Ending, Limits, Profile, Program, RunMetrics, RunResult
from src.measure.profiling import profile
from src.sandbox.sandbox import ConfinedSandbox

SOURCE = """
def slow(n):
    return sum(i * i for i in range(n))

def work(n):
    return [slow(n) for _ in range(20)]
"""
FUNCTION_INPUT = "def make_input(seed, size):\n    return (2000,)\n"
HOT = {"<genexpr>", "<built-in method builtins.sum>"}
NODE_INPUT = "def make_input(seed, size):\n    return {'description': '2000'}\n"
PROGRAM = "import json, sys\n" + SOURCE
PROGRAM += "print(len(work(int(json.load(sys.stdin)['description']))))\n"


@pytest.fixture(name="sandbox", scope="module")
def _sandbox() -> Iterator[ConfinedSandbox]:
    with ConfinedSandbox(Limits()) as sandbox:
        yield sandbox


def test_the_hottest_part_of_a_function_comes_first(sandbox: ConfinedSandbox) -> None:
    program = Program(SOURCE, Profile.FUNCTION, function="work", setup=FUNCTION_INPUT)

    found = profile(sandbox, program, 10)

    assert {name for name, _ in found.hot[:2]} == HOT


def test_what_calls_the_function_is_no_part_of_its_profile(sandbox: ConfinedSandbox) -> None:
    harness = "def evolver_finish(value):\n    for _ in range(99999): value\n    return value\n\n"
    harness += "def _evolver_call(n):\n    return evolver_finish(work(n))\n"
    program = Program(
        SOURCE + harness, Profile.FUNCTION, function="_evolver_call", setup=FUNCTION_INPUT
    )

    found = profile(sandbox, program, 10)

    assert found.hot and not any("evolver" in name for name, _ in found.hot)


def test_a_whole_program_is_profiled_with_its_input(sandbox: ConfinedSandbox) -> None:
    program = Program(PROGRAM, Profile.FUNCTION, setup=NODE_INPUT)

    found = profile(sandbox, program, 10)

    # What else there is takes next to nothing, in an order that differs from run to run.
    assert {name for name, _ in found.hot[:2]} == HOT


class BusyMachine:
    """A Sandbox in which a run works 1 ms and waits as long as the next of `waits` says."""

    tier = "A"

    def __init__(self, *waits: float) -> None:
        self.waits = list(waits)
        self._is_empty = False

    def open(self, program: Program) -> "BusyMachine":
        self._is_empty = program.source == "pass\n"
        return self

    def run(self, given: JSONObject | str) -> RunResult:
        cpu = 0.0 if self._is_empty else 1.0
        waited = 0.0 if self._is_empty or not self.waits else self.waits.pop(0)
        return RunResult(Ending.FINISHED, "{}", metrics=RunMetrics(cpu + waited, cpu, 1.0, 3.0))

    def close(self) -> None:
        return None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        return None


def test_a_program_that_waits_only_while_the_machine_is_busy_is_not_said_to_wait() -> None:
    quiet, busy = BusyMachine(), BusyMachine(*[9.0] * 7)

    found = [profile(machine, Program("x = 1\n"), 10).own_ms for machine in (quiet, busy)]

    assert found == [1.0, 1.0]
    assert busy.waits == []


def test_a_program_that_always_waits_is_said_to_wait() -> None:
    assert profile(BusyMachine(*[9.0] * 40), Program("x = 1\n"), 10).own_ms == 10.0
