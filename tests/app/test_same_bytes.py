"""The same task and the same replies give the same node, byte for byte, but for the time."""

import json
from pathlib import Path

from src.app.app import App
from tests.autoevolve.evolving import NODE, adapters_of, keep_slow_node, open_app
from tests.toolbox.test_recorded_replies import TASK, adapters_at


def files_of(home: Path) -> dict[str, str]:
    """Every file below a data folder's nodes, without the times at which versions were made."""
    found: dict[str, str] = {}
    nodes = home / "nodes"
    for path in sorted(p for p in nodes.rglob("*") if p.is_file() and p.name[0] != "."):
        text = path.read_text()
        if path.name == "version.json":
            manifest = json.loads(text)
            assert manifest.pop("created") > 0
            text = json.dumps(manifest)
        found[str(path.relative_to(nodes))] = text
    return found


def test_the_same_replies_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "other"):
        app = App(adapters_at(tmp_path / name, offline=False))
        assert app.solve(TASK, lambda event: None).solved
        app.close()

    first, second = files_of(tmp_path / "one"), files_of(tmp_path / "other")

    assert first == second and any(name.endswith("main.py") for name in first)


def test_a_version_says_under_which_tools_and_from_what_it_was_kept(tmp_path: Path) -> None:
    app = open_app(tmp_path)
    keep_slow_node(app)
    lineage = app.nodes.version(NODE, 1).lineage
    written = json.loads(
        (
            adapters_of(app).config.home / "nodes" / NODE / "versions" / "1" / "version.json"
        ).read_text()
    )
    app.close()

    versions = dict(lineage.tool_versions)
    assert {"python", "pytest", "mypy", "black"} <= versions.keys()
    assert versions["python"].startswith("3.")
    assert ["python", versions["python"]] in written["lineage"]["tool_versions"]
