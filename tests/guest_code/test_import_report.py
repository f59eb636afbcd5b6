"""An import is reported with what it tried, where it failed, and what it lacked."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from src.guest_code.guest_source import guest_function
from src.guest_code.import_report import describe_event, last_line_in, report_import


def report(source: str, folder: Path) -> dict[str, object]:
    """The report, made in a process of its own: an audit hook stays."""
    subject = {"source": source, "name": "mine", "package": "", "file": "mine.py"}
    program = guest_function("run", report_import, subject=subject) + "\nprint(run())\n"
    command = [sys.executable, "-I", "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder, timeout=60)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert isinstance(told, dict)
    return told


def test_a_plain_module_tries_nothing(tmp_path: Path) -> None:
    told = report("import json\nX = __name__ + __file__\n", tmp_path)

    assert told == {"trouble": "", "line": 0, "missing": "", "tried": []}


def test_what_it_tried_is_told_with_the_line_it_failed_in(tmp_path: Path) -> None:
    source = "open('note.txt', 'w').close()\ndef f():\n    raise KeyError('k')\nf()\n"

    told = report(source, tmp_path)

    assert told == {
        "trouble": "KeyError: 'k'",
        "line": 3,
        "missing": "",
        "tried": ["write to note.txt"],
    }


def test_a_module_that_is_missing_is_named_and_an_exit_is_a_trouble(tmp_path: Path) -> None:
    missing = report("\nimport no_such_module\n", tmp_path)
    left = report("raise SystemExit\n", tmp_path)

    assert (missing["missing"], missing["line"]) == ("no_such_module", 2)
    assert left["trouble"] == "SystemExit"


@pytest.mark.parametrize(
    ("event", "arguments", "description"),
    [
        ("open", ("a", "r", 0), ""),
        ("open", ("a", "x", 0), "write to a"),
        ("open", ("a", None, os.O_RDONLY), ""),
        ("open", ("a", None, os.O_WRONLY), "write to a"),
        ("os.mkdir", ("a", 0, 0), "make a folder"),
        ("import", ("json",), ""),
    ],
)
def test_an_event_is_described_if_it_does_more_than_import(
    event: str, arguments: tuple[object, ...], description: str
) -> None:
    assert describe_event(event, arguments) == description


def test_the_line_is_the_innermost_of_the_file_and_0_outside_of_it() -> None:
    inner = compile("\n\n1 / 0\n", "inner.py", "exec")
    with pytest.raises(ZeroDivisionError) as caught:
        exec(inner)

    assert last_line_in(caught.value, "inner.py") == 3
    assert last_line_in(caught.value, "other.py") == 0
