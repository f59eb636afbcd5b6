"""`optimize` and `test` on a file of the user's own, as scripts call them."""

import json
from pathlib import Path

from tests.e2e.program import run_script

SOURCE = '''def middle(a: int, b: int) -> int:
    """Between both.

    >>> middle(2, 6)
    4
    """
    return (a + b) // 2
'''


def test_a_suite_is_grown_and_saved_beside_the_file(tmp_path: Path) -> None:
    file = tmp_path / "mine.py"
    file.write_text(SOURCE)

    ended = run_script(tmp_path / "home", "--offline", "test", str(file), "--write", "--json")

    said = json.loads(ended.stdout)
    assert ended.returncode == 0 and said["killed"] == said["mutants"] > 0
    assert "from mine import middle" in (tmp_path / "test_mine.py").read_text()
    assert file.read_text() == SOURCE


def test_what_cannot_be_measured_is_wrong_usage_with_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "mine.py"
    file.write_text(SOURCE)

    ended = run_script(tmp_path / "home", "--offline", "optimize", str(file), "--json")

    assert ended.returncode == 2
    assert "nothing to measure" in json.loads(ended.stdout)["error"]
    assert file.read_text() == SOURCE and "Traceback" not in ended.stderr


def test_a_file_that_is_not_there_is_wrong_usage_and_no_task(tmp_path: Path) -> None:
    for command in ("optimize", "test"):
        ended = run_script(tmp_path / "home", "--offline", command, str(tmp_path / "absent.py"))

        assert ended.returncode == 2 and "annot read" in ended.stderr


def test_comparing_models_without_any_says_what_is_missing(tmp_path: Path) -> None:
    ended = run_script(tmp_path / "home", "--offline", "compare-models", "add 1 and 2", "--json")

    assert ended.returncode == 1
    assert "needs two that answer" in json.loads(ended.stdout)["error"]
