"""What `export` writes, as its two usages are typed."""

from pathlib import Path

import pytest

from src.cli.commands.node_versions import export
from src.cli.context import CommandContext
from src.cli.screen import Screen
from src.cli.theme import TerminalFeatures
from tests.fakes.app import FakeApp, FakeConfig


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("add_node {}", {"node": "add_node", "files": ["main.py", "test_main.py"]}),
        (
            "--all {}",
            {"files": ["pyproject.toml"], "left_out": ["old_node: it is a program of version 1"]},
        ),
    ],
)
def test_a_node_or_all_functions_go_into_the_folder_that_is_named(
    typed: str, answer: dict[str, object], tmp_path: Path
) -> None:
    for folder in (str(tmp_path / "package"), "~no_such_user/package"):
        check_export(typed.format(folder), {"folder": folder, **answer}, tmp_path)


def check_export(typed: str, answer: dict[str, object], tmp_path: Path) -> None:
    given = export.fit(typed)
    assert given is not None
    with open("/dev/null", "w", encoding="utf-8") as nowhere:
        screen = Screen(nowhere, TerminalFeatures())
        app = FakeApp()
        context = CommandContext(lambda: app, FakeConfig(tmp_path), screen, ())  # type: ignore
        output = export.action(context, given)

    assert output.answer == answer


def test_an_export_without_a_node_is_no_usage() -> None:
    assert export.fit("somewhere") is None
