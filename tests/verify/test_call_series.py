"""Calls that share a process: what they find alike, and what is left to processes of their own."""

from collections.abc import Iterator

import pytest

from src.domain.candidate import Candidate, Origin
from src.domain.json_value import JSONObject
from src.domain.ports import Session
from src.domain.program_run import Limits, Profile, Program, RunResult
from src.domain.task import Workload
from src.sandbox.confined_session import ConfinedSession
from src.sandbox.sandbox import ConfinedSandbox
from src.verify.call_series import alike_afresh
from src.verify.equivalence import DifferentialEquivalence

LENGTHS = Workload("def make_input(seed, size):\n    return (list(range(size)),)\n")
INPUTS = [(seed, seed % 7) for seed in range(20)]
SUM = "def f(x):\n    return sum(x)\n"
COUNTED = "N = 0\ndef f(x):\n    global N\n    N += 1\n    return N\n"
CHANGED = "SEEN = []\ndef f(x):\n    SEEN.append(1)\n    return len(SEEN)\n"
ENDLESS_AT_5 = "def f(x):\n    while len(x) == 5: pass\n    return sum(x)\n"
LEAVES_AT_5 = "import os\ndef f(x):\n    if len(x) == 5: os._exit(3)\n    return sum(x)\n"
REGISTERS_IN_CALL = """import shutil
def f(x):
    shutil.register_unpack_format("mine", [".mine"], print)
"""
REGISTERS = REGISTERS_IN_CALL.replace("def f(x):\n    ", "") + "def f(x):\n    return 1\n"


@pytest.fixture(scope="module", name="sandbox")
def _sandbox() -> Iterator[ConfinedSandbox]:
    with ConfinedSandbox(Limits(wall_seconds=20.0, cpu_seconds=3.0)) as sandbox:
        yield sandbox


def alike(sandbox: ConfinedSandbox, a: str, b: str) -> dict[tuple[int, int], bool]:
    def opened(source: str) -> Session:
        program = Program(source, Profile.FUNCTION, function="f", setup=LENGTHS.source)
        return sandbox.open(program)

    with opened(a) as first, opened(b) as second:
        return alike_afresh((first, second), INPUTS)


def test_all_inputs_of_two_right_versions_are_alike(sandbox: ConfinedSandbox) -> None:
    found = alike(sandbox, SUM, "def f(x):\n    return sum(reversed(x))\n")

    assert found == dict.fromkeys(INPUTS, True)


def test_each_call_has_a_module_of_its_own(sandbox: ConfinedSandbox) -> None:
    assert len(alike(sandbox, COUNTED, CHANGED)) == len(INPUTS)


def test_an_input_that_neither_answers_is_alike_without_an_answer(
    sandbox: ConfinedSandbox,
) -> None:
    found = alike(sandbox, "def f(x):\n    return x[0]\n", "def f(x):\n    return [*x][0]\n")

    assert found == {(seed, size): size > 0 for seed, size in INPUTS}


def test_an_input_with_another_result_is_not_alike(sandbox: ConfinedSandbox) -> None:
    found = alike(sandbox, SUM, SUM.replace("sum(x)", "sum(x) + (len(x) == 3)"))

    assert (0, 0) in found and all(size != 3 for _, size in found)


@pytest.mark.parametrize(
    "a",
    [ENDLESS_AT_5, LEAVES_AT_5, LEAVES_AT_5.replace("(3)", "(0)"), REGISTERS, REGISTERS_IN_CALL],
)
def test_calls_that_are_not_as_in_a_process_of_their_own_tell_nothing(
    sandbox: ConfinedSandbox, a: str
) -> None:
    assert not alike(sandbox, a, a)


def test_a_call_that_catches_what_ends_it_is_not_described(sandbox: ConfinedSandbox) -> None:
    slow = "def f(x):\n    try:\n        while len(x) == 5: pass\n    except:\n        pass\n"

    assert not alike(sandbox, slow, "def f(x):\n    pass\n")


@pytest.mark.parametrize("a", [ENDLESS_AT_5, LEAVES_AT_5, LEAVES_AT_5.replace("(3)", "(0)")])
def test_what_ends_the_process_hides_no_difference_that_comes_later(
    sandbox: ConfinedSandbox, a: str
) -> None:
    wrong = a.replace("sum(x)", "sum(x) + (len(x) > 12)")
    equivalence = DifferentialEquivalence(sandbox, seed=lambda: 3)

    found = equivalence.check(
        Candidate(a, Origin.WRITTEN), Candidate(wrong, Origin.WRITTEN), LENGTHS, "f"
    )

    assert found is not None and found.expected != found.got


def test_a_comparison_takes_few_processes(
    sandbox: ConfinedSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = []
    run_once = ConfinedSession.run

    def counted(session: ConfinedSession, given: JSONObject | str) -> RunResult:
        runs.append(given)
        return run_once(session, given)

    monkeypatch.setattr(ConfinedSession, "run", counted)
    sources = [SUM, "def f(x):\n    return sum(reversed(x))\n"]
    a, b = (Candidate(source, Origin.WRITTEN) for source in sources)

    assert DifferentialEquivalence(sandbox, seed=lambda: 3).check(a, b, LENGTHS, "f") is None
    assert len(runs) <= 40
