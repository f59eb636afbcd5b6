"""A version of a module is imported in the place of its file, and its lines are noted."""

import json
import subprocess
import sys
from pathlib import Path

from src.guest_code import module_override
from src.guest_code.guest_source import load_statement

VERSION = """def f(n, *rest):
    if n:
        box = Box(3)
        box.has("a")
        return __file__
class Box:
    def __init__(self, size):
        # Its size.

        self.size = size
    def has(self, x): pass
"""


def run(folder: Path, traced: bool) -> subprocess.CompletedProcess[str]:
    given = (VERSION, "mine", str(folder / "mine.py"), traced)
    program = load_statement("_o", module_override) + f"_o.override_module(*{given!r})\n"
    program += "import json, mine\nprint(json.dumps([mine.f(1, 2), mine.__name__]))\n"
    command = [sys.executable, "-c", program]
    return subprocess.run(command, capture_output=True, text=True, cwd=folder, timeout=60)


def test_the_version_is_imported_where_the_file_would_be(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text("raise RuntimeError('the file')\n")

    done = run(tmp_path, traced=False)

    assert json.loads(done.stdout) == [str(tmp_path / "mine.py"), "mine"]
    assert done.stderr == ""


def test_what_ran_is_told_at_the_end(tmp_path: Path) -> None:
    done = run(tmp_path, traced=True)

    assert json.loads(done.stdout)[1] == "mine"
    told = json.loads(done.stderr.removeprefix(f"\n{module_override.MARK}"))
    # Python 3.11 enters a module in a line 0.
    assert set(told["lines"]) - {0} == set(range(1, 12)) - {8, 9}
    assert told["calls"] == [
        ["f", {"n": "1", "rest": "(2,)"}, None],
        ["Box.__init__", {"size": "3"}, None],
        ["Box.has", {"x": "'a'"}, {"size": "3"}],
    ]
