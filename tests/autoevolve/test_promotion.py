"""Memory follows the program that a node has in use, however it came to be."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from src.app.app import App
from src.domain.artifact import ArtifactType
from src.domain.node_artifacts import artifact_id
from tests.autoevolve.evolving import NODE, BackgroundWork, keep_slow_node, open_app


@pytest.fixture(name="app")
def _app(tmp_path: Path) -> Iterator[App]:
    app = open_app(tmp_path)
    yield app
    app.close()


def auto_evolve(app: App) -> None:
    work = BackgroundWork(app)
    work.improve(work.rank()[0], lambda: False)
    work.close()


def edit(app: App) -> None:
    app.nodes.edit(NODE, app.nodes.load(NODE).source + "# mine\n")


def edit_and_roll_back(app: App) -> None:
    edit(app)
    app.nodes.roll_back(NODE, 1)


@pytest.mark.parametrize("change, version", [(auto_evolve, 2), (edit, 2), (edit_and_roll_back, 3)])
def test_memory_has_the_program_that_is_in_use(
    app: App, change: Callable[[App], None], version: int
) -> None:
    keep_slow_node(app)
    code = artifact_id(ArtifactType.CODE, NODE)
    before = app.memory.show(code)

    change(app)

    remembered, node = app.memory.show(code), app.nodes.load(NODE)
    assert node.version == remembered.version == version
    assert remembered.content["implementation"] == node.source
    assert remembered.content["suite"] == node.suite
    assert remembered.content["made_for"] == before.content["made_for"]
    assert (remembered.quality, remembered.usage) == (before.quality, before.usage)
