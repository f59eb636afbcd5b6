"""Where a program's time goes is found in the sandbox, for one function and for a whole program."""

from collections.abc import Iterator

import pytest

from src.domain.program_run import Limits, Profile, Program
from src.measure.profiling import profile
from src.sandbox.sandbox import ConfinedSandbox

SOURCE = """
def slow(n):
    return sum(i * i for i in range(n))

def work(n):
    return [slow(n) for _ in range(20)]
"""
FUNCTION_INPUT = "def make_input(seed, size):\n    return (2000,)\n"
HOT = ("<genexpr>", "<built-in method builtins.sum>")
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

    assert found.hot[0][0] in HOT
    assert "work" in dict(found.hot)


def test_a_whole_program_is_profiled_with_its_input(sandbox: ConfinedSandbox) -> None:
    program = Program(PROGRAM, Profile.FUNCTION, setup=NODE_INPUT)

    found = profile(sandbox, program, 10)

    assert found.hot[0][0] in HOT
    assert "slow" in dict(found.hot)
