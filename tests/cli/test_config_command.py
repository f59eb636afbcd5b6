"""The command config: changes go to the user's file, and nothing that was typed is lost."""

import io
from pathlib import Path

import pytest

from src.cli.chat import ChatCLI
from src.cli.output import Line, Output
from src.config.manager import ConfigManager
from src.domain.errors import EvolverError


@pytest.fixture(name="cli")
def command_line(tmp_path: Path) -> ChatCLI:
    """A session whose program must not be needed."""
    environment = {"XDG_CONFIG_HOME": str(tmp_path), "CODE_EVOLVER_HOME": str(tmp_path)}
    cli = ChatCLI(ConfigManager(environment=environment), build=pytest.fail, stream=io.StringIO())
    return cli


def said(cli: ChatCLI, line: str) -> Output:
    return cli.line_handler.carry_out(cli.line_handler.read(line))


def lines(output: Output) -> list[str]:
    return [part.text for part in output.parts if isinstance(part, Line)]


def test_a_change_says_where_it_was_written(cli: ChatCLI, tmp_path: Path) -> None:
    output = said(cli, "config optimizer.rounds 7")

    file = tmp_path / "code_evolver" / "config.yaml"
    assert lines(output) == [f"Written to {file}."]
    assert cli.config.settings.optimizer.rounds == 7


@pytest.mark.parametrize("line", ["/config ollama.base_ulr", "/config ollama.base_ulr x"])
def test_an_unknown_setting_is_answered_with_the_nearest_one(cli: ChatCLI, line: str) -> None:
    with pytest.raises(EvolverError) as caught:
        said(cli, line)

    assert caught.value.hint == "Did you mean ollama.base_url?"


def test_a_broken_edit_can_be_corrected(cli: ChatCLI) -> None:
    shown: list[str] = []
    typed = iter(["optimizer: {rounds: many}\n", "optimizer: {rounds: 8}\n"])
    asked: list[str] = []
    cli.context.edit = lambda text, suffix: (shown.append(text), next(typed))[1]
    cli.context.ask = lambda question: not asked.append(question)

    said(cli, "config edit")

    assert "a role: its model" in shown[0] and shown[1] == "optimizer: {rounds: many}\n"
    assert "optimizer.rounds: expected a whole number" in asked[0]
    assert cli.config.settings.optimizer.rounds == 8


def test_a_folder_is_trusted_only_by_a_yes(
    cli: ChatCLI, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "code_evolver.yaml").write_text("sandbox: {allow_weak: true}\n")
    monkeypatch.chdir(tmp_path)
    assert lines(said(cli, "config trust")) == ["This folder has no settings that need your trust."]
    environment = {"XDG_CONFIG_HOME": str(tmp_path)}
    again = ChatCLI(ConfigManager(environment=environment), build=pytest.fail, stream=io.StringIO())

    again.context.ask = lambda question: False
    said(again, "config trust")
    assert not again.config.settings.sandbox.allow_weak
    again.context.ask = lambda question: True
    said(again, "config trust")
    assert again.config.settings.sandbox.allow_weak
