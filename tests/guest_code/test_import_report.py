"""An import is reported with where it failed, and what it lacked."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from src.guest_code import argument_kinds, import_report, module_override
from src.guest_code.guest_source import guest_source, load_statement
from src.guest_code.import_report import last_line_in, typing_names


def report(source: str, folder: Path) -> dict[str, object]:
    """The report, made in a process of its own: an audit hook stays."""
    subject = {"source": source, "name": "mine", "file": "mine.py"}
    program = (
        guest_source(import_report)
        + load_statement("importing", module_override)
        + load_statement("kinds", argument_kinds)
        + f"import_mine = lambda: importing.import_version({subject!r})\n"
        + "print(report_import(import_mine, kinds.KindReader))\n"
    )
    command = [sys.executable, "-I", "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder, timeout=60)
    assert done.returncode == 0, done.stderr
    told = ast.literal_eval(done.stdout)
    assert isinstance(told, dict)
    return told


def test_a_plain_module_has_no_trouble(tmp_path: Path) -> None:
    told = report("import json\nX = __name__ + __file__\n", tmp_path)

    assert told == {"trouble": "", "line": 0, "missing": "", "targets": []}


def test_a_package_that_imports_the_module_itself_is_imported_first(tmp_path: Path) -> None:
    (tmp_path / "boxes").mkdir()
    (tmp_path / "boxes" / "__init__.py").write_text("from .mine import size\nEDGE = 2\n")
    subject = {"source": "import boxes\ndef size(n: int): return n * boxes.EDGE\n"}
    subject |= {"name": "boxes.mine", "file": str(tmp_path / "boxes" / "mine.py")}
    program = load_statement("importing", module_override) + "import sys\nsys.path.insert(0, '')\n"
    program += f"print(importing.import_version({subject!r}).size(3))\n"

    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, timeout=60)

    assert done.stdout == "6\n", done.stderr


def test_what_it_raises_is_told_with_the_line_it_failed_in(tmp_path: Path) -> None:
    source = "X = 1\ndef f():\n    raise KeyError('k')\nf()\n"

    told = report(source, tmp_path)

    assert told == {
        "trouble": "KeyError: 'k'",
        "line": 3,
        "missing": "",
        "targets": [],
    }


def test_a_module_that_is_missing_is_named_and_an_exit_is_a_trouble(tmp_path: Path) -> None:
    missing = report("\nimport no_such_module\n", tmp_path)
    left = report("raise SystemExit\n", tmp_path)

    assert (missing["missing"], missing["line"]) == ("no_such_module", 2)
    assert left["trouble"] == "SystemExit"


def test_names_that_only_type_checkers_import_are_found() -> None:
    source = (
        "import typing\nif typing.TYPE_CHECKING:\n    import nowhere\n"
        "    from decimal import Decimal\n    Amount = Decimal\n"
    )

    found = typing_names(source, {"typing": None})

    assert {"Decimal", "Amount"} <= set(found) and "nowhere" not in found


def test_the_line_is_the_innermost_of_the_file_and_0_outside_of_it() -> None:
    inner = compile("\n\n1 / 0\n", "inner.py", "exec")
    with pytest.raises(ZeroDivisionError) as caught:
        exec(inner)

    assert last_line_in(caught.value, "inner.py") == 3
    assert last_line_in(caught.value, "other.py") == 0
