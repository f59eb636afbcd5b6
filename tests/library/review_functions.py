"""Writes src/library/reviewed_functions.txt, if the analyzers find nothing in any function.

Run it when a bundled function was added or changed: python -m tests.library.review_functions
"""

import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from src.domain.ast_digest import source_digest
from src.library.calculator import read_arithmetic
from src.library.formulas import function_of
from src.library.render import DIGITS, REVIEWED, render
from tests.library.answers import FUNCTIONS

ROOT = Path(__file__).resolve().parents[2]
FORMULAS = (
    *"1 + 2, 1 - 2, 1 * 2, 1 / 2, remainder of 17 divided by 5, 2 ** 3, square 5, cube 5".split(
        ", "
    ),
    *"square root of 5, cube root of 5, double 5, triple 5, half of 5, 15% of 80".split(", "),
    *"absolute value of -5, 1 + 2 + 3, 1 * 2 * 3".split(", "),
    *(f"{name} of 1, 2, 3" for name in "sum product mean median minimum maximum".split()),
)
OTHER_FORMULAS = ("2 ** 3 + 1", "mean of 1 and 2, then add 1")
RUNTIME = '''"""Calls tools, and answers calls."""

from collections.abc import Callable


def call_tool(name: str, prompt: str) -> str:
    """Return the tool's answer."""
    return name + prompt


def main(function: Callable[..., object]) -> None:
    """Answer one call of the function."""
    print(function)
'''
PYLINT = ("pylint", f"--rcfile={ROOT / 'pyproject.toml'}", "--recursive=y")


def sources() -> Mapping[str, str]:
    """Every bundled function, and the usual ones of arithmetic, as modules by name."""
    known = {entry.name: render(entry.function) for entry in FUNCTIONS}
    return known | dict(map(formula, FORMULAS))


def formula(task: str) -> tuple[str, str]:
    """The name and source of the function that answers a task of arithmetic."""
    read = read_arithmetic(task)
    function = function_of(read.formula, len(read.numbers))
    return function.name, function.source


def listed() -> str:
    """What the list should say."""
    digests = {name: source_digest(source)[:DIGITS] for name, source in sources().items()}
    return "".join(f"{name} {digest}\n" for name, digest in sorted(digests.items()))


def write_modules(folder: Path) -> None:
    """Write every function and some more formulas as modules, and what they import."""
    for name, source in (*sources().items(), *map(formula, OTHER_FORMULAS)):
        (folder / f"{name}_rendered.py").write_text(source)
    (folder / "node_runtime.py").write_text(RUNTIME)


def findings(folder: Path, *command: str) -> str:
    """What an analyzer says of all modules at once ("" if nothing)."""
    done = subprocess.run(
        [sys.executable, "-m", *command, str(folder)],
        capture_output=True,
        text=True,
        check=False,
        env={"MYPYPATH": str(folder), "PATH": "/usr/bin:/bin"},
        cwd=folder,
    )
    return "" if done.returncode == 0 else done.stdout + done.stderr


def analyzers(folder: Path) -> tuple[tuple[str, ...], ...]:
    """The command lines of the analyzers, pylint last."""
    return (
        ("black", "--check", "--quiet", "--line-length=100"),
        ("flake8", f"--config={ROOT / '.flake8'}"),
        ("mypy", "--strict", f"--cache-dir={folder / '.mypy'}"),
        PYLINT,
    )


def main() -> int:
    """Review all functions and write the list; 1 if there is a finding."""
    with tempfile.TemporaryDirectory() as name:
        write_modules(Path(name))
        found = "".join(findings(Path(name), *command) for command in analyzers(Path(name)))
    if found:
        print(found, file=sys.stderr)
        return 1
    REVIEWED.write_text(listed(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
