"""A suite is run by pytest apart from what it tests, and only the host says what passed."""

from typing import Any

import pytest

from src.domain.json_value import JSONObject, JSONValue
from src.domain.program_run import Ending, Limits, Profile, Program, RunResult
from src.sandbox.sandbox import ConfinedSandbox

Outcomes = dict[str, tuple[bool, str]]


def run_suite(sandbox: ConfinedSandbox, source: str, **more: Any) -> tuple[RunResult, Outcomes]:
    outcomes: Outcomes = {}

    def outcome(given: JSONObject) -> JSONValue:
        outcomes[str(given["name"])] = (given["passed"] is True, str(given["reason"]))
        return True

    program = Program(source, Profile.SUITE, calls={"outcome": outcome}, limits=Limits(), **more)
    with sandbox.open(program) as session:
        return session.run({}), outcomes


def test_each_test_is_told_of_with_its_outcome(sandbox: ConfinedSandbox) -> None:
    source = (
        "import pytest\n"
        "def test_right():\n    assert sorted('ba') == ['a', 'b']\n"
        "def test_wrong():\n    assert sorted('ba') == 3\n"
        "def test_raises():\n    raise ValueError('no such thing')\n"
        "@pytest.mark.skip\ndef test_skipped():\n    pass\n"
        "@pytest.mark.parametrize('n', [1, 2, 3])\ndef test_many(n):\n    assert n != 2\n"
    )

    result, outcomes = run_suite(sandbox, source)

    assert {name: passed for name, (passed, _) in outcomes.items()} == {
        "test_right": True,
        "test_wrong": False,
        "test_raises": False,
        "test_skipped": False,
        "test_many": False,
    }
    assert "no such thing" in outcomes["test_raises"][1]
    assert result.exit_code == 1


def test_a_second_run_of_a_suite_is_like_the_first(sandbox: ConfinedSandbox) -> None:
    source = "def test_x(tmp_path):\n    (tmp_path / 'x').write_text('x')\n"

    first, second = run_suite(sandbox, source), run_suite(sandbox, source)

    assert first[1] == second[1] == {"test_x": (True, "")}
    assert second[0].finished


@pytest.mark.parametrize(
    "source",
    [
        "import os\nos._exit(0)",
        "print('1 passed')\nraise SystemExit(0)",
        "this is not a suite",
        "import pytest\npytest.exit('over', 0)",
        "def test_x():\n    import os\n    os._exit(0)",
        "def test_x():\n    while True:\n        pass",
        "",
    ],
)
def test_a_suite_that_runs_no_test_to_its_end_has_no_outcome(
    any_sandbox: ConfinedSandbox, source: str
) -> None:
    _, outcomes = run_suite_briefly(any_sandbox, source)

    assert not any(passed for passed, _ in outcomes.values())


def run_suite_briefly(sandbox: ConfinedSandbox, source: str) -> tuple[RunResult, Outcomes]:
    outcomes: Outcomes = {}

    def outcome(given: JSONObject) -> JSONValue:
        outcomes[str(given["name"])] = (given["passed"] is True, "")
        return True

    limits = Limits(wall_seconds=1, cpu_seconds=1)
    program = Program(source, Profile.SUITE, calls={"outcome": outcome}, limits=limits)
    with sandbox.open(program) as session:
        return session.run({}), outcomes


def test_a_suite_may_not_write_outside_its_folder(sandbox: ConfinedSandbox) -> None:
    source = (
        "import pytest, socket, os\n"
        "def test_x():\n"
        "    for act in (lambda: open('/tmp/code-evolver-suite', 'w'), socket.socket, os.fork,\n"
        "                lambda: open('/etc/passwd')):\n"
        "        with pytest.raises(OSError):\n            act()\n"
    )

    _, outcomes = run_suite(sandbox, source)

    assert outcomes == {"test_x": (True, "")}


def test_processes_of_a_suite_are_counted_and_ended(sandbox: ConfinedSandbox) -> None:
    source = (
        "import os, time\n"
        "def test_x():\n"
        "    made = 0\n"
        "    try:\n"
        "        for _ in range(200):\n"
        "            if os.fork() == 0:\n"
        "                time.sleep(100)\n"
        "            made += 1\n"
        "    except OSError:\n        pass\n"
        "    print('made', made)\n"
        "    assert False\n"
    )
    calls = {"outcome": lambda given: True}
    limits = Limits(processes=4, wall_seconds=5)

    with sandbox.open(Program(source, Profile.SUITE, calls=calls, limits=limits)) as session:
        result = session.run({})

    assert result.ending in (Ending.FAILED, Ending.REFUSED), result
    assert any(f"made {n}\n" in result.stdout for n in range(1, 7)) or "processes" in result.reason
