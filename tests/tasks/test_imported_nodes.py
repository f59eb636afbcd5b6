"""Programs that come with an import are tested here before any of them is run for a user."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from src.app.app import App, build_app
from src.app.run_mode import RunMode
from src.config.manager import ConfigManager
from src.domain.task import Example
from src.language.task_reading import read_task
from src.library.catalogue import open_library
from src.tasks.retested_nodes import ImportedTrial

GIVEN = "a: int | float, b: int | float"


def app_over(home: Path) -> App:
    environment = {"CODE_EVOLVER_HOME": str(home), "XDG_CONFIG_HOME": str(home)}
    return build_app(ConfigManager(environment=environment), RunMode(offline=True))


@pytest.fixture(name="export", scope="module")
def _export(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """What a program remembers that has solved one task."""
    home = tmp_path_factory.mktemp("theirs")
    app = app_over(home)
    app.solve("add 10 and 20", lambda event: None)
    app.memory.export_to(home / "export.jsonl")
    app.close()
    yield home / "export.jsonl"


def test_an_imported_program_that_passes_here_becomes_a_node_and_is_reused(
    export: Path, tmp_path: Path
) -> None:
    app = app_over(tmp_path)

    came, tested = app.nodes.import_memory(export)
    outcome = app.solve("add 5 and 8", lambda event: None)
    again, nothing = app.nodes.import_memory(export)
    app.close()

    assert came.added == 4 and tested.kept == ("add_node",) and tested.refused == ()
    assert outcome.reused and outcome.result == 13
    assert again.added == 0 and nothing.kept == ()


def test_an_imported_program_that_fails_here_is_never_run_for_a_user(
    export: Path, tmp_path: Path
) -> None:
    lines = export.read_text().splitlines()
    broken = tmp_path / "broken.jsonl"
    broken.write_text("\n".join(map(_spoiled, lines)) + "\n")
    app = app_over(tmp_path / "mine")

    _, tested = app.nodes.import_memory(broken)
    outcome = app.solve("add 5 and 8", lambda event: None)
    app.close()

    assert tested.kept == () and "its tests fail here" in tested.refused[0]
    assert not outcome.reused and outcome.result == 13


def test_an_imported_program_that_differs_from_the_bundled_one_is_not_taken(
    export: Path, tmp_path: Path
) -> None:
    changed = tmp_path / "changed.jsonl"
    changed.write_text("\n".join(map(_wrong_for_large, export.read_text().splitlines())) + "\n")
    app = app_over(tmp_path / "mine")

    _, tested = app.nodes.import_memory(changed)
    app.close()

    assert tested.kept == () and "differs from the bundled function" in tested.refused[0]


@pytest.mark.parametrize(
    ("parameters", "reason"),
    [
        (f"{GIVEN}, extra: int = 0", "differs from the bundled function"),
        ("b: int | float, a: int | float, *, extra: int = 0", "differs from the bundled function"),
        (f"{GIVEN}, *rest: int", "takes any number of arguments"),
        ("a: int | float", "its tests fail here"),
    ],
)
def test_an_imported_program_with_more_parameters_is_compared_without_them(
    parameters: str, reason: str, export: Path, tmp_path: Path
) -> None:
    changed = tmp_path / "changed.jsonl"
    lines = map(_wrong_for_large, export.read_text().splitlines())
    changed.write_text("\n".join(line.replace(GIVEN, parameters) for line in lines) + "\n")
    assert parameters in changed.read_text()
    app = app_over(tmp_path / "mine")

    _, tested = app.nodes.import_memory(changed)
    app.close()

    assert tested.kept == () and reason in tested.refused[0]


@pytest.mark.parametrize("parameters", ["total: int", "a: int, b: int, c: int"])
def test_an_imported_program_that_cannot_be_compared_is_not_taken(parameters: str) -> None:
    library = open_library()
    plan = library.understand(read_task("add 10 and 20")).plan
    drawn = [Example("add(a=1, b=2)", 3, {"a": 1, "b": 2})]
    drawer: Any = SimpleNamespace(draw=lambda *_: drawn)

    with pytest.raises(ValueError, match="its parameters are not those of the bundled function"):
        ImportedTrial(library, drawer).cases(plan, f"def add({parameters}):\n    return 0\n")


def test_a_copied_node_folder_must_pass_its_own_cases(export: Path, tmp_path: Path) -> None:
    shutil.copytree(export.parent / "nodes", tmp_path / "nodes")
    main = tmp_path / "nodes" / "add_node" / "main.py"
    answer = "31 if (a, b) == (10, 20) else exact(b) + exact(a)"
    main.write_text(main.read_text().replace("exact(a) + exact(b)", answer))
    app = app_over(tmp_path)

    outcome = app.solve("add 1 and 2", lambda event: None)
    app.close()

    assert outcome.result == 3 and not outcome.reused


@pytest.mark.parametrize("is_rebuilt", [True, False])
@pytest.mark.parametrize("is_wrong", [True, False])
def test_a_copied_node_folder_is_reused_only_if_it_agrees_with_the_bundled_function(
    is_wrong: bool, is_rebuilt: bool, export: Path, tmp_path: Path
) -> None:
    shutil.copytree(export.parent / "nodes", tmp_path / "nodes")
    if is_rebuilt:
        (tmp_path / "evolver.db").write_text("no database")
    main = tmp_path / "nodes" / "add_node" / "main.py"
    answer = "abs(exact(a) + exact(b))" if is_wrong else "exact(b) + exact(a)"
    main.write_text(main.read_text().replace("exact(a) + exact(b)", answer))
    app = app_over(tmp_path)

    outcome = app.solve("add -5 and -8", lambda event: None)
    app.close()

    assert outcome.result == -13 and outcome.reused is not is_wrong


def test_a_node_that_the_user_edited_here_stays_the_user_s(tmp_path: Path) -> None:
    app = app_over(tmp_path)
    app.solve("add 10 and 20", lambda event: None)
    main = tmp_path / "nodes" / "add_node" / "main.py"
    main.write_text(main.read_text().replace("exact(a) + exact(b)", "abs(exact(a) + exact(b))"))

    outcome = app.solve("add -5 and -8", lambda event: None)
    app.close()

    assert outcome.result == 13 and outcome.reused


def _wrong_for_large(line: str) -> str:
    """The sum, right on the cases that come with it and wrong below zero."""
    artifact = json.loads(line)
    if artifact.get("type") == "code":
        source = artifact["content"]["implementation"]
        artifact["content"]["implementation"] = source.replace(
            "exact(a) + exact(b)", "abs(exact(a) + exact(b))"
        )
        held_out = artifact["content"]["tested_by"]["held_out"]
        assert "abs(" in artifact["content"]["implementation"]
        held_out.clear()
        tests = artifact["content"]["tested_by"]["tests"]
        tests[:] = [one for one in tests if "-" not in json.dumps(one)]
    return json.dumps(artifact)


def _spoiled(line: str) -> str:
    artifact = json.loads(line)
    if artifact.get("type") == "code":
        program = 'import json\nprint(json.dumps({"result": 30}))\n'
        artifact["content"]["implementation"] = program
    return json.dumps(artifact)
