"""What a program leaves in its folder: how much of it, under which names, carried where."""

import os
from pathlib import Path

import pytest

from src.domain.json_value import JSONObject, JSONValue
from src.domain.program_run import Ending, Limits, Program, RunResult
from src.sandbox.sandbox import ConfinedSandbox
from tests.sandbox.conftest import LIMITS

DEEP = """
import os
for _ in range(40):
    os.mkdir("d" * 200)
    os.chdir("d" * 200)
open("x", "w").close()
"""
CLOSED = """
import os
os.mkdir("closed", 0o300)
for number in range(4):
    open(f"closed/{number}", "wb").write(bytes(1 << 20))
"""
HOLES = """
for number in range(4):
    with open(str(number), "wb") as file:
        file.truncate(1 << 20)
"""
SMALL = Limits(wall_seconds=LIMITS.wall_seconds, memory_mb=LIMITS.memory_mb, files_mb=2)


@pytest.mark.parametrize("source", [DEEP, CLOSED, HOLES], ids=["deep", "closed", "holes"])
def test_what_cannot_be_seen_or_would_grow_when_copied_counts(
    any_sandbox: ConfinedSandbox, tmp_path: Path, source: str
) -> None:
    result = write(any_sandbox, source, tmp_path, SMALL)

    assert result.ending is Ending.TOO_MUCH_OUTPUT, result
    assert list(tmp_path.iterdir()) == []


def test_what_a_program_closed_to_all_is_carried_out_like_any_other(
    any_sandbox: ConfinedSandbox, tmp_path: Path
) -> None:
    source = "import os\nos.mkdir('d', 0)\nos.close(os.open('f', os.O_CREAT | os.O_WRONLY, 0))"

    result = write(any_sandbox, source, tmp_path)

    assert result.finished and result.written == ("f",), result


@pytest.mark.parametrize("name", [b"a\x1b[31m", b"two\nlines", b"\xff", "\u202etxt.exe".encode()])
def test_a_folder_whose_name_cannot_be_shown_is_left_behind_and_named(
    any_sandbox: ConfinedSandbox, tmp_path: Path, name: bytes
) -> None:
    source = f"import os\nos.mkdir({name!r})\nopen({name!r} + b'/in', 'w')\nopen('out', 'w')"

    result = write(any_sandbox, source, tmp_path)

    assert result.finished and result.written == ("out",), result
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    shown = os.fsdecode(name).encode("unicode_escape").decode()
    assert result.hidden == (shown,) and shown in result.remarks[0]


def test_a_name_in_any_script_is_kept(any_sandbox: ConfinedSandbox, tmp_path: Path) -> None:
    names = [
        "Preis\u00a0Liste",
        "\u8868\u3000\u4e00",
        "\U0001f469\u200d\U0001f4bb",
        "\u0645\u200c\u0627",
    ]
    names += ["soft\u00adhyphen", "thin\u202fspace", "\ue000", "\U0001fbff"]

    result = write(any_sandbox, f"for name in {names!r}:\n    open(name, 'w')", tmp_path)

    assert result.written == tuple(sorted(names)) and not result.hidden, result
    assert {path.name for path in tmp_path.iterdir()} == set(names)


def test_no_name_that_a_program_chose_stops_the_cleanup(
    own_temporary: Path, tmp_path: Path
) -> None:
    source = "import os\nos.makedirs('a/b/c/d')\nos.umask(0o777)\n"
    source += "for n in range(1, 9):\n    open(f'.moved-{n}', 'w')"

    with ConfinedSandbox(LIMITS) as sandbox:
        ended = [write(sandbox, source, tmp_path).ending for _ in range(2)]

    assert ended == [Ending.FINISHED] * 2
    assert not list(own_temporary.iterdir())


def test_a_run_whose_folder_cannot_be_emptied_keeps_its_result(
    own_temporary: Path, tmp_path: Path
) -> None:
    def lose_folder(_: JSONObject) -> JSONValue:
        for folder in own_temporary.glob("*/*/run"):
            folder.rmdir()
        return True

    source = "import node_runtime\nprint(node_runtime.ask_host('lose', {}))"
    program = Program(source, out_folder=str(tmp_path), calls={"lose": lose_folder})

    with ConfinedSandbox(LIMITS) as sandbox, sandbox.open(program) as session:
        first, second = session.run(""), session.run("")

    assert first.stdout == second.stdout == "True\n"


def test_hidden_files_are_left_behind_and_named(
    any_sandbox: ConfinedSandbox, tmp_path: Path
) -> None:
    (tmp_path / ".git").mkdir()
    source = "import os\nos.makedirs('.git/hooks')\nos.mkdir('d')\n"
    source += "for name in ('.git/config', 'd/.env', 'd/x', '.profile'):\n    open(name, 'w')"

    result = write(any_sandbox, source, tmp_path)

    assert result.written == ("d/x",) and not list((tmp_path / ".git").iterdir())
    assert result.hidden == (".git", ".profile", "d/.env")
    assert "Not kept" in result.remarks[0] and ": .git, .profile, d/.env" in result.remarks[0]


def test_space_can_be_taken_by_writing(any_sandbox: ConfinedSandbox, tmp_path: Path) -> None:
    result = write(any_sandbox, "import os\nos.posix_fallocate(os.open('f', 65), 0, 9)", tmp_path)

    assert result.finished and (tmp_path / "f").stat().st_size == 9, result


def test_a_file_that_has_no_place_refuses_the_run_and_not_the_host(
    any_sandbox: ConfinedSandbox, tmp_path: Path
) -> None:
    (tmp_path / "chart").mkdir()

    result = write(any_sandbox, "open('chart', 'w')", tmp_path)

    assert result.ending is Ending.REFUSED and "could not be copied" in result.reason


def write(
    sandbox: ConfinedSandbox, source: str, folder: Path, limits: Limits = LIMITS
) -> RunResult:
    """Run a program that may write, and whose files go to the folder."""
    with sandbox.open(Program(source, out_folder=str(folder), limits=limits)) as session:
        return session.run("")
