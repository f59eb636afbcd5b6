"""A node written as a program of its own: it runs and is tested without this package."""

import json
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from src.app.app import App
from src.domain.errors import BadArguments, NodeError
from tests.autoevolve.evolving import NODE, keep_slow_node, open_app


@pytest.fixture(name="app")
def _app(tmp_path: Path) -> App:
    app = open_app(tmp_path / "home")
    keep_slow_node(app)
    app.close()
    return app


def run_in(folder: Path, *command: str, given: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command],
        input=given,
        capture_output=True,
        text=True,
        timeout=120,
        cwd=folder,
        env={"PATH": "/usr/bin:/bin"},
        check=False,
    )


def test_an_exported_node_runs_and_passes_its_tests_with_plain_python(
    app: App, tmp_path: Path
) -> None:
    folder = tmp_path / "fibonacci"

    exported = app.nodes.export(NODE, folder)
    ran = run_in(folder, "main.py", given=json.dumps({"n": 12}))
    tested = run_in(folder, "-m", "pytest", "-q", "-p", "no:cacheprovider")

    assert exported.files == (
        *("main.py", "README.md", "pyproject.toml", "fibonacci_function/__init__.py"),
        *("fibonacci_function/py.typed", "fibonacci_function/_fibonacci.py"),
        "tests/test_fibonacci.py",
        "node_runtime.py",
    )
    assert json.loads(ran.stdout) == {"result": 144}
    assert tested.returncode == 0 and "2 passed" in tested.stdout
    assert '"n": 26' in (folder / "README.md").read_text()


def test_a_bundled_programs_export_passes_its_own_tests(tmp_path: Path) -> None:
    app = open_app(tmp_path / "home")
    node_id = app.solve("add 10 and 20", lambda event: None).node_id

    app.nodes.export(node_id, tmp_path / "adder")
    app.close()
    tested = run_in(tmp_path / "adder", "-m", "pytest", "-q", "-p", "no:cacheprovider")

    assert tested.returncode == 0, tested.stdout + tested.stderr


def test_an_export_with_tools_says_where_they_are_to_be_written(tmp_path: Path) -> None:
    app = open_app(tmp_path / "home")
    node_id = app.solve("write me a joke about programmers", lambda event: None).node_id
    folder = tmp_path / "joke"

    exported = app.nodes.export(node_id, folder)
    app.close()
    ran = run_in(folder, "main.py", given=json.dumps({"topic": "cats"}))

    assert "node_runtime.py" in exported.files
    assert "write call_tool in node_runtime.py" in ran.stdout + ran.stderr
    assert "node_runtime.py" in (folder / "README.md").read_text()


@pytest.mark.parametrize("name", ["x" * 300, "a\0b", "sub/" + "y" * 300])
def test_a_folder_that_cannot_be_made_is_a_clear_error(app: App, tmp_path: Path, name: str) -> None:
    for export in (partial(app.nodes.export, NODE), app.nodes.export_all):
        with pytest.raises(BadArguments, match="cannot be written: "):
            export(tmp_path / "new" / name)

    assert not (tmp_path / "new").exists()


def test_nothing_is_written_over_and_no_node_is_a_clear_error(app: App, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")

    with pytest.raises(BadArguments, match="not an empty folder"):
        app.nodes.export(NODE, tmp_path / "full")
    with pytest.raises(NodeError, match="unknown node"):
        app.nodes.export("nothing_node", tmp_path / "new")
    with pytest.raises(BadArguments, match="cannot be written"):
        app.nodes.export(NODE, tmp_path / "full" / "mine.txt" / "below")

    assert [p.name for p in (tmp_path / "full").iterdir()] == ["mine.txt"]
    assert not (tmp_path / "new").exists()
