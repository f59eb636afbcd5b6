"""Settings of version 1 still load: renamed keys are read, and named once with their new name."""

from pathlib import Path

import pytest

from src.app.app import build_app
from src.app.run_mode import RunMode
from src.config.manager import PROJECT, ConfigManager
from src.domain.errors import ConfigError
from src.domain.events import Event, Noted
from src.domain.model_request import Role

ENDPOINTS = """
# config.yaml
ollama:
  base_url: "http://localhost:11434"

  models:
    overseer:
      model: "llama3"
      endpoint: "http://powerful-cpu-machine:11434"

    generator:
      model: "codellama"
      endpoints:  # Round-robin load balancing
        - "http://gpu-machine-1:11434"
        - "http://gpu-machine-2:11434"

    evaluator:
      model: "llama3"
      endpoint: "http://localhost:11434"
"""
TOOLS = """
tools:
  content_generator:
    name: "Content Generator"
    type: "llm"
    description: "Generates creative content (jokes, stories, articles)"
    llm:
      model: "llama3"
      endpoint: null
    cost_tier: "medium"
    speed_tier: "fast"
    quality_tier: "excellent"
    tags: ["content", "creative", "writing"]
"""


def manager(
    tmp_path: Path, text: str = "", flags: dict[str, str] | None = None, **environment: str
) -> ConfigManager:
    path = tmp_path / "config.yaml"
    path.write_text(text)
    usual = {"XDG_CONFIG_HOME": str(tmp_path), "CODE_EVOLVER_HOME": str(tmp_path / "home")}
    return ConfigManager(path, flags=flags, environment=usual | environment)


def test_a_whole_file_of_version_1_loads_and_names_what_was_renamed(tmp_path: Path) -> None:
    shipped = (PROJECT / "config.yaml").read_text().splitlines()
    old = ["prefer_patterns: true  # as it was" if "library:" in x else x for x in shipped]
    line = old.index("prefer_patterns: true  # as it was") + 1

    found = manager(tmp_path, "\n".join(old))

    assert found.settings.library == "first"
    assert found.notes == (f"{tmp_path}/config.yaml:{line}: prefer_patterns is now library: first",)
    row = ("library", "first", f"{tmp_path}/config.yaml:{line}")
    assert [row for row in found.rows() if "prefer" in row[0] or row[0] == "library"] == [row]


@pytest.mark.parametrize(("old", "new"), [("true", "first"), ("false", "fallback")])
def test_a_flag_and_a_variable_are_read_by_their_old_names(
    tmp_path: Path, old: str, new: str
) -> None:
    flag = manager(tmp_path, flags={"prefer_patterns": old})
    variable = manager(tmp_path, CODE_EVOLVER__PREFER_PATTERNS=old)

    assert flag.settings.library == variable.settings.library == new
    assert flag.notes == (f"command line: prefer_patterns is now library: {new}",)
    assert variable.notes[0].startswith("environment CODE_EVOLVER__PREFER_PATTERNS: prefer_pat")


def test_the_new_name_counts_where_both_are_given(tmp_path: Path) -> None:
    assert manager(tmp_path, "prefer_patterns: true\nlibrary: fallback\n").settings.library == (
        "fallback"
    )


def test_an_old_key_with_a_wrong_value_names_place_and_new_key(tmp_path: Path) -> None:
    found = manager(tmp_path, "prefer_patterns: perhaps\n")

    assert "config.yaml:1: prefer_patterns: is now library; expected" in found.notes[0]
    assert found.settings.library == "fallback"
    assert "prefer_patterns is a comment now" in next(found.repair())


def test_a_setting_that_stands_under_its_old_name_is_changed_under_its_new_one(
    tmp_path: Path,
) -> None:
    user_file = tmp_path / "code_evolver" / "config.yaml"
    user_file.parent.mkdir()
    user_file.write_text("prefer_patterns: true  # why\n")
    found = ConfigManager(environment={"XDG_CONFIG_HOME": str(tmp_path)})

    with pytest.raises(ConfigError, match="prefer_patterns is now library"):
        found.set("prefer_patterns", "false")
    found.set("library", "fallback")

    assert user_file.read_text() == 'library: "fallback"  # why\n'
    assert found.settings.library == "fallback"


def test_a_renamed_key_is_told_with_the_first_task_and_then_no_more(tmp_path: Path) -> None:
    heard: list[Event] = []
    app = build_app(manager(tmp_path, "prefer_patterns: true\n"), RunMode(offline=True))

    app.solve("!", heard.append)
    app.solve("!", heard.append)
    app.close()

    told = [event.text for event in heard if isinstance(event, Noted)]
    assert len([text for text in told if "prefer_patterns is now library" in text]) == 1


def test_the_settings_blocks_of_the_first_document_load_as_they_are(tmp_path: Path) -> None:
    settings = manager(tmp_path, ENDPOINTS + TOOLS).settings
    app = build_app(manager(tmp_path, ENDPOINTS + TOOLS), RunMode(offline=True))
    tool = app.toolkit.manifests.manifests["content_generator"]
    app.close()

    models = settings.ollama.models
    assert models[Role.OVERSEER].endpoint == "http://powerful-cpu-machine:11434"
    assert models[Role.GENERATOR].endpoints == (
        "http://gpu-machine-1:11434",
        "http://gpu-machine-2:11434",
    )
    assert models[Role.EVALUATOR].endpoint == "http://localhost:11434"
    assert (tool.name, tool.type, tool.quality_tier) == ("Content Generator", "llm", "excellent")
    assert (
        tool.tags == ("content", "creative", "writing") and app.toolkit.manifests.complaints == ()
    )
