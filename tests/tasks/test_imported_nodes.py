"""Programs that come with an import are tested here before any of them is run for a user."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from src.app.app import App, build_app
from src.app.run_mode import RunMode
from src.config.manager import ConfigManager


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

    came, tested = app.import_memory(export)
    outcome = app.solve("add 5 and 8", lambda event: None)
    again, nothing = app.import_memory(export)
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

    _, tested = app.import_memory(broken)
    outcome = app.solve("add 5 and 8", lambda event: None)
    app.close()

    assert tested.kept == () and "its tests fail here" in tested.refused[0]
    assert not outcome.reused and outcome.result == 13


def _spoiled(line: str) -> str:
    artifact = json.loads(line)
    if artifact.get("type") == "code":
        program = 'import json\nprint(json.dumps({"result": 30}))\n'
        artifact["content"]["implementation"] = program
    return json.dumps(artifact)
