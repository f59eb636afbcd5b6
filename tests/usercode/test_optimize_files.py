"""Ten modules of users go through optimize and test, offline and in a real sandbox."""

import ast
import importlib.util
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from src.app.app import App, build_app
from src.app.run_mode import RunMode
from src.config.manager import ConfigManager
from src.domain.events import Event, IterationEnded, Progressed, StepEnded
from src.usercode.requests import UserCodeAnswer, UserCodeRequest

MODULES = Path(__file__).resolve().parents[1] / "own_modules"
GAINING = {
    "method.py": "Register.regulars",
    "plain.py": "common",
    "shop/basket.py": "total",
    "recursion.py": "ways",
    "strings.py": "vowels",
    "drawing.py": "repeats",
}
STATED = ("plain.py", "method.py", "shop/basket.py", "recursion.py", "strings.py", "contract.py")
OTHERS = ("drawing.py", "reading.py", "arrays.py")
WORTH = 0.7


@pytest.fixture(name="app", scope="module")
def _app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    home = str(tmp_path_factory.mktemp("home"))
    environment = {"CODE_EVOLVER_HOME": home, "XDG_CONFIG_HOME": home}
    app = build_app(ConfigManager(environment=environment), RunMode(offline=True))
    yield app
    app.close()


@pytest.fixture(name="folder")
def _folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(MODULES, tmp_path / "theirs"))


def optimized(app: App, file: Path, **more: str) -> UserCodeAnswer:
    return app.user_files.optimize(UserCodeRequest(str(file), **more), lambda event: None)


def in_soak(names: tuple[str, ...], quick: str) -> list[object]:
    """Measuring takes its time: one of them always, the others by `make soak`."""
    soaked = [pytest.param(name, marks=pytest.mark.soak) for name in names if name != quick]
    return [quick, *soaked]


@pytest.mark.parametrize("name", in_soak(tuple(GAINING), "method.py"))
def test_a_slow_function_is_improved_and_nothing_else_is_changed(
    app: App, folder: Path, name: str
) -> None:
    file = folder / name
    before = file.read_text()
    heard: list[Event] = []

    told = app.user_files.optimize(UserCodeRequest(str(file)), heard.append)

    assert told.ok, told.answer
    after = file.with_name(f"{file.stem}.optimized.py").read_text()
    assert told.answer["function"] == GAINING[name]
    assert file.read_text() == before
    assert without(before, GAINING[name]) == without(after, GAINING[name])
    report = file.with_name(f"{file.stem}.optimized.md").read_text()
    assert "## Kept" in report and "```diff" in report
    assert "<polyline" in file.with_name(f"{file.stem}.optimized.svg").read_text()
    assert steps_that_took_time(heard) == ["reading the file", "choosing inputs", "optimize"]


def steps_that_took_time(heard: list[Event]) -> list[str]:
    return [event.name for event in heard if isinstance(event, StepEnded) and event.seconds > 0]


def without(source: str, function: str) -> str:
    """The source without the function, and without imports that were added for it."""
    node: ast.AST = ast.parse(source)
    for part in function.split("."):
        node = next(n for n in ast.walk(node) if getattr(n, "name", "") == part)
    assert isinstance(node, ast.FunctionDef)
    lines = source.splitlines()
    first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
    rest = [*lines[: first - 1], *lines[node.end_lineno or 0 :]]
    return "\n".join(line for line in rest if line != "from functools import cache")


@pytest.mark.parametrize("name", in_soak((*STATED, *OTHERS), "shop/basket.py"))
def test_a_suite_passes_on_the_code_and_sees_most_mutants(
    app: App, folder: Path, name: str
) -> None:
    file = folder / name
    python = sys.executable if name == "arrays.py" else ""
    if name == "arrays.py" and importlib.util.find_spec("numpy") is None:
        pytest.skip("numpy is not installed")

    told = app.user_files.test(
        UserCodeRequest(str(file), python=python, keep=True), lambda event: None
    ).answer

    assert int(str(told["killed"])) >= WORTH * int(str(told["mutants"])) > 0
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(told["written"])],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout


def test_a_bug_is_told_as_what_the_documentation_says_otherwise(app: App, folder: Path) -> None:
    heard: list[Event] = []

    told = app.user_files.test(UserCodeRequest(str(folder / "wrong.py")), heard.append)

    assert not told.ok
    assert steps_that_took_time(heard) == ["reading the file", "observing", "breaking it"]
    assert any("disagree" in line and "median" in line for line in told.lines)
    dropped = told.answer["dropped"]
    assert isinstance(dropped, list) and any(
        isinstance(one, dict) and one["disagreement"] is True for one in dropped
    )


def test_code_with_nothing_to_gain_is_said_to_have_none(app: App, tmp_path: Path) -> None:
    file = tmp_path / "best.py"
    file.write_text("def order(values: list[int]) -> list[int]:\n    return sorted(values)\n")

    told = optimized(app, file)

    assert not told.ok and "Nothing to gain in order" in told.lines[0]
    assert [path.name for path in tmp_path.iterdir()] == ["best.py"]


def test_what_was_verified_is_kept_when_the_user_ends_it(app: App, folder: Path) -> None:
    file = folder / "method.py"

    def end_it(event: Event) -> None:
        if isinstance(event, IterationEnded) and event.iteration.verdict.kept:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        app.user_files.optimize(UserCodeRequest(str(file)), end_it)

    assert "seen = set()" in (folder / "method.optimized.py").read_text()


def test_a_suite_that_was_ended_early_is_saved_as_far_as_it_came(app: App, folder: Path) -> None:
    def end_it(event: Event) -> None:
        if isinstance(event, Progressed) and event.done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        app.user_files.test(UserCodeRequest(str(folder / "strings.py"), keep=True), end_it)

    assert "def test_" in (folder / "test_strings.py").read_text()


@pytest.mark.soak
def test_inputs_made_by_hand_are_what_it_is_measured_on(app: App, tmp_path: Path) -> None:
    file, by_hand = tmp_path / "mine.py", tmp_path / "inputs.py"
    file.write_text(
        "def again(xs):\n    seen = []\n    n = 0\n    for x in xs:\n        if x in seen:\n"
        "            n += 1\n        seen.append(x)\n    return n\n"
    )
    by_hand.write_text(
        "def make_input(seed, size):\n    return ([seed + i for i in range(size)],)\n"
    )

    told = optimized(app, file, inputs=str(by_hand), rounds="1")

    assert told.ok and told.answer["inputs"] == "the inputs file"
