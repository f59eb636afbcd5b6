"""/save writes the last result whole or not at all, and into nothing that was not named."""

import io
import os
from pathlib import Path

import pytest

from src.cli.commands.last_result import save
from src.cli.context import CommandContext
from src.cli.screen import Screen
from src.cli.theme import TerminalFeatures
from src.domain.errors import BadArguments
from src.domain.outcome import Outcome, OutcomeStatus
from src.language.task_reading import read_task
from tests.fakes.app import FakeApp, FakeConfig


@pytest.fixture(name="context")
def _context(tmp_path: Path) -> CommandContext:
    screen = Screen(io.StringIO(), TerminalFeatures())
    solved = Outcome(read_task("add 1 and 2"), OutcomeStatus.SOLVED, result=3)
    return CommandContext(
        FakeApp, FakeConfig(tmp_path), screen, last_solved=solved  # type: ignore[arg-type]
    )


def test_a_dangling_link_is_asked_about_and_replaced(
    context: CommandContext, tmp_path: Path
) -> None:
    path, aim = tmp_path / "out", tmp_path / "aim"
    path.symlink_to(aim)

    refused = save.action(context, {"PATH": str(path)})
    context.ask = lambda question: True
    save.action(context, {"PATH": str(path)})

    assert "was not replaced" in str(refused.parts)
    assert (path.read_text(), path.is_symlink(), aim.exists()) == ("3\n", False, False)


def test_a_pipe_and_a_device_are_refused_at_once(context: CommandContext, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    context.ask = lambda question: True

    for path in (tmp_path / "pipe", Path("/dev/null"), tmp_path):
        with pytest.raises(BadArguments, match="not a file"):
            save.action(context, {"PATH": str(path)})


def test_a_replaced_file_keeps_its_rights(context: CommandContext, tmp_path: Path) -> None:
    (tmp_path / "out").touch(mode=0o600)
    context.ask = lambda question: True

    save.action(context, {"PATH": str(tmp_path / "out")})

    assert (tmp_path / "out").stat().st_mode & 0o777 == 0o600
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".")] == []
