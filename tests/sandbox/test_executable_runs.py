"""Programs that are no Python: started alone, from a warm process, with no rights to spare."""

from pathlib import Path

import pytest

from src.domain.program_run import Ending, Limits, Profile, Program, RunResult
from src.sandbox.guest.executable_run import started_with
from src.sandbox.sandbox import ConfinedSandbox

PYTHON = "/usr/bin/python3"


def start(sandbox: ConfinedSandbox, *command: str, given: str = "") -> RunResult:
    program = Program("", Profile.EXECUTABLE, arguments=command)
    with sandbox.open(program) as session:
        return session.run(given)


def python(sandbox: ConfinedSandbox, source: str) -> RunResult:
    if not Path(PYTHON).exists():
        pytest.skip(f"there is no {PYTHON}")
    return start(sandbox, PYTHON, "-I", "-c", source)


def test_an_executable_reads_stdin_and_its_arguments(sandbox: ConfinedSandbox) -> None:
    run = start(sandbox, "/usr/bin/sort", "-r", given="a\nc\nb\n")

    assert (run.ending, run.stdout) == (Ending.FINISHED, "c\nb\na\n")


def test_another_program_is_not_started(sandbox: ConfinedSandbox) -> None:
    by_env = start(sandbox, "/usr/bin/env", "sort")
    by_shell = start(sandbox, "/bin/sh", "-c", "exec /usr/bin/sort")

    assert "Permission denied" in by_env.stderr and by_env.exit_code == 126
    assert "Permission denied" in by_shell.stderr and not by_shell.finished


@pytest.mark.parametrize(
    ("source", "trouble"),
    [
        ("open('/etc/passwd')", "Error"),
        ("open('/usr/bin/mine', 'w')", "Error"),
        ("import socket; socket.socket()", "PermissionError"),
        ("import os; os.fork()", "Error"),
        ("import os; os.execv('/usr/bin/sort', ['sort'])", "PermissionError"),
        ("import os; os.kill(os.getppid(), 9)", "Error"),
        ("import os; os.write(3, b'x')", "Bad file descriptor"),
        ("import os; os.write(4, b'x')", "Bad file descriptor"),
        ("open('/proc/self/environ').read()", "Error"),
    ],
)
def test_an_executable_reaches_nothing_outside(
    source: str, trouble: str, sandbox: ConfinedSandbox
) -> None:
    run = python(sandbox, source)

    assert not run.finished and trouble in run.stderr


def test_what_it_writes_into_its_own_folder_is_gone_afterwards(sandbox: ConfinedSandbox) -> None:
    look = "import os; print(os.listdir()); open('mine', 'w').write('x'); print(os.listdir())"

    runs = [python(sandbox, look).stdout for _ in range(2)]

    assert runs == ["[]\n['mine']\n"] * 2


def test_where_confinement_is_weak_an_executable_writes_nowhere() -> None:
    with ConfinedSandbox(Limits(), tiers=("C",)) as weak:
        sorted_lines = start(weak, "/usr/bin/sort", given="b\na\n")
        written = [python(weak, f"open({place!r}, 'w')") for place in ("mine", "/tmp/theirs")]
        online = python(weak, "import socket; socket.socket()")

    assert sorted_lines.stdout == "a\nb\n"
    assert ["Read-only file system" in run.stderr for run in written] == [True, True]
    assert "PermissionError" in online.stderr


def test_its_environment_is_made_from_nothing(
    sandbox: ConfinedSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MY_TOKEN", "secret")

    run = python(sandbox, "import os; print(sorted(os.environ))")

    assert "MY_TOKEN" not in run.stdout and "CODE_EVOLVER" not in run.stdout


@pytest.mark.parametrize(
    ("command", "ending"),
    [
        (("/usr/bin/sleep", "30"), Ending.OUT_OF_TIME),
        (("/usr/bin/yes",), Ending.TOO_MUCH_OUTPUT),
        ((PYTHON, "-c", "while True: pass"), Ending.OUT_OF_TIME),
        ((PYTHON, "-c", "x = b'x' * 2**30"), Ending.OUT_OF_MEMORY),
        (("/usr/bin/false",), Ending.FAILED),
    ],
)
def test_what_hangs_floods_or_fails_is_ended(
    command: tuple[str, ...], ending: Ending, sandbox: ConfinedSandbox
) -> None:
    assert start(sandbox, *command).ending is ending


def test_a_program_that_is_not_there_says_so(sandbox: ConfinedSandbox) -> None:
    run = start(sandbox, "/usr/bin/nonesuch")

    assert "/usr/bin/nonesuch cannot be started: No such file" in run.stderr


def test_a_script_is_started_with_what_its_first_line_names(tmp_path: Path) -> None:
    (tmp_path / "plain").write_text("#!/bin/sh -e\necho x\n")
    (tmp_path / "by_env").write_text("#!/usr/bin/env sh\necho x\n")
    (tmp_path / "binary").write_bytes(b"\x7fELF")

    found = {name: started_with(str(tmp_path / name)) for name in ("plain", "by_env", "binary")}

    assert "/bin/sh" in found["plain"]
    assert "/usr/bin/env" in found["by_env"] and any(p.endswith("/sh") for p in found["by_env"])
    assert "/bin/sh" not in found["binary"]


def test_a_script_that_is_granted_runs(sandbox: ConfinedSandbox, tmp_path: Path) -> None:
    script = tmp_path / "greet"
    script.write_text('#!/bin/sh\necho "hello $1"\n')
    for path in (script, tmp_path, *tmp_path.parents[:-2]):
        path.chmod(0o755)
    program = Program(
        "", Profile.EXECUTABLE, arguments=(str(script), "you"), readable=(str(script),)
    )

    with sandbox.open(program) as session:
        run = session.run("")

    assert run.stdout == "hello you\n"
