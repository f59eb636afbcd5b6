"""Every function that is rendered as a module of its own is as clean as the project itself."""

from pathlib import Path

import pytest

from src.library.render import REVIEWED
from tests.library.review_functions import PYLINT, analyzers, findings, listed, write_modules


@pytest.fixture(name="modules", scope="module")
def rendered_modules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every function and some formulas as modules, and what they import."""
    folder = tmp_path_factory.mktemp("modules")
    write_modules(folder)
    return folder


@pytest.mark.parametrize("number", range(3))
def test_the_quick_analyzers_find_nothing(number: int, modules: Path) -> None:
    assert findings(modules, *analyzers(modules)[number]) == ""


@pytest.mark.soak
def test_pylint_finds_nothing_in_any_module(modules: Path) -> None:
    assert findings(modules, *PYLINT) == ""


def test_pylint_finds_nothing_in_a_tenth_of_the_modules(modules: Path, tmp_path: Path) -> None:
    for file in (*sorted(modules.glob("*_rendered.py"))[::10], modules / "node_runtime.py"):
        (tmp_path / file.name).write_text(file.read_text())

    assert findings(tmp_path, *PYLINT) == ""


def test_the_list_of_reviewed_functions_is_up_to_date() -> None:
    hint = "run: python -m tests.library.review_functions"
    assert REVIEWED.read_text(encoding="utf-8") == listed(), hint
