"""A version of a module is imported in the place of its file, and its lines are noted."""

import json
import subprocess
import sys
from pathlib import Path

from src.guest_code import module_override
from src.guest_code.guest_source import load_statement

VERSION = "def f(n):\n    if n:\n        return __file__\n    return 0\n"


def run(folder: Path, traced: bool) -> subprocess.CompletedProcess[str]:
    given = (VERSION, "mine", str(folder / "mine.py"), traced)
    program = load_statement("_o", module_override) + f"_o.override_module(*{given!r})\n"
    program += "import json, mine\nprint(json.dumps([mine.f(1), mine.__name__]))\n"
    command = [sys.executable, "-c", program]
    return subprocess.run(command, capture_output=True, text=True, cwd=folder, timeout=60)


def test_the_version_is_imported_where_the_file_would_be(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text("raise RuntimeError('the file')\n")

    done = run(tmp_path, traced=False)

    assert json.loads(done.stdout) == [str(tmp_path / "mine.py"), "mine"]
    assert done.stderr == ""


def test_the_lines_that_ran_are_told_at_the_end(tmp_path: Path) -> None:
    done = run(tmp_path, traced=True)

    assert json.loads(done.stdout)[1] == "mine"
    lines = json.loads(done.stderr.removeprefix(f"\n{module_override.MARK}"))
    # Python 3.11 enters a module in a line 0.
    assert set(lines) - {0} == {1, 2, 3}
