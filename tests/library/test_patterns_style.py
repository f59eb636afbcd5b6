"""Every bundled program is as clean as the project itself."""

import subprocess
import sys
from pathlib import Path

import pytest

from src.library.patterns import PatternBook

ROOT = Path(__file__).resolve().parents[2]
BOOK = PatternBook(ROOT / "tools" / "patterns")


def findings(folder: Path, *command: str) -> str:
    """What an analyzer says of all programs at once ("" if nothing)."""
    done = subprocess.run(
        [sys.executable, "-m", *command, str(folder)],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        env={"PYTHONPATH": str(ROOT), "MYPYPATH": str(folder), "PATH": "/usr/bin:/bin"},
        cwd=folder,
    )
    return "" if done.returncode == 0 else done.stdout + done.stderr


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every program under its pattern's name, and a node_runtime to import."""
    folder = tmp_path_factory.mktemp("programs")
    for pattern in BOOK.patterns.values():
        (folder / f"{pattern.name}_pattern.py").write_text(pattern.source)
    (folder / "node_runtime.py").write_text(
        '"""Calls tools."""\n\n\ndef call_tool(name: str, prompt: str) -> str:\n'
        '    """The tool\'s answer."""\n    return name + prompt\n'
    )
    return folder


def test_black_would_change_no_program(programs: Path) -> None:
    assert findings(programs, "black", "--check", "--quiet", "--line-length=100") == ""


def test_flake8_finds_nothing(programs: Path) -> None:
    config = f"--config={ROOT / '.flake8'}"

    assert findings(programs, "flake8", config) == ""


def test_mypy_finds_nothing(programs: Path) -> None:
    cache = f"--cache-dir={programs / '.mypy'}"

    assert findings(programs, "mypy", "--strict", cache) == ""


@pytest.mark.soak
def test_pylint_finds_nothing_in_any_program(programs: Path) -> None:
    config = f"--rcfile={ROOT / 'pyproject.toml'}"

    assert findings(programs, "pylint", config, "--recursive=y") == ""


def test_pylint_finds_nothing_in_a_tenth_of_the_programs(programs: Path, tmp_path: Path) -> None:
    for file in sorted(programs.glob("*_pattern.py"))[::10]:
        (tmp_path / file.name).write_text(file.read_text())
    (tmp_path / "node_runtime.py").write_text((programs / "node_runtime.py").read_text())
    config = f"--rcfile={ROOT / 'pyproject.toml'}"

    assert findings(tmp_path, "pylint", config, "--recursive=y") == ""
