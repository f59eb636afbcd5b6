"""Every function that is rendered as a module of its own is as clean as the project itself."""

import subprocess
import sys
from pathlib import Path

import pytest

from src.library.calculator import read_arithmetic
from src.library.formulas import function_of
from src.library.render import render
from tests.library.answers import FUNCTIONS

ROOT = Path(__file__).resolve().parents[2]
FORMULAS = (
    "add 1 and 2",
    "2 ** 3 + 1",
    "mean of 1 and 2, then add 1",
    "median of 1, 2, 3",
    "remainder of 17 divided by 5",
    "15% of 80",
    "square 5",
)
RUNTIME = '''"""Calls tools, and answers calls."""

from collections.abc import Callable


def call_tool(name: str, prompt: str) -> str:
    """Return the tool's answer."""
    return name + prompt


def main(function: Callable[..., object]) -> None:
    """Answer one call of the function."""
    print(function)
'''


def findings(folder: Path, *command: str) -> str:
    """What an analyzer says of all modules at once ("" if nothing)."""
    done = subprocess.run(
        [sys.executable, "-m", *command, str(folder)],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        env={"MYPYPATH": str(folder), "PATH": "/usr/bin:/bin"},
        cwd=folder,
    )
    return "" if done.returncode == 0 else done.stdout + done.stderr


@pytest.fixture(name="modules", scope="module")
def rendered_modules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every function and some formulas as modules, and what they import."""
    folder = tmp_path_factory.mktemp("modules")
    for entry in FUNCTIONS:
        (folder / f"{entry.name}_rendered.py").write_text(render(entry.function))
    for number, task in enumerate(FORMULAS):
        formula = read_arithmetic(task)
        function = function_of(formula.formula, len(formula.numbers))
        (folder / f"formula_{number}_rendered.py").write_text(function.source)
    (folder / "node_runtime.py").write_text(RUNTIME)
    return folder


def test_black_would_change_no_module(modules: Path) -> None:
    assert findings(modules, "black", "--check", "--quiet", "--line-length=100") == ""


def test_flake8_finds_nothing(modules: Path) -> None:
    assert findings(modules, "flake8", f"--config={ROOT / '.flake8'}") == ""


def test_mypy_finds_nothing(modules: Path) -> None:
    assert findings(modules, "mypy", "--strict", f"--cache-dir={modules / '.mypy'}") == ""


@pytest.mark.soak
def test_pylint_finds_nothing_in_any_module(modules: Path) -> None:
    assert findings(modules, *pylint()) == ""


def test_pylint_finds_nothing_in_a_tenth_of_the_modules(modules: Path, tmp_path: Path) -> None:
    for file in (*sorted(modules.glob("*_rendered.py"))[::10], modules / "node_runtime.py"):
        (tmp_path / file.name).write_text(file.read_text())

    assert findings(tmp_path, *pylint()) == ""


def pylint() -> tuple[str, ...]:
    return "pylint", f"--rcfile={ROOT / 'pyproject.toml'}", "--recursive=y"
