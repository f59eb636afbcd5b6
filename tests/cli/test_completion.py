"""What Tab offers."""

from pathlib import Path

import pytest
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document

from src.cli.commands.catalogue import all_commands
from src.cli.completion import LineCompleter

KNOWN = {
    "NODE": ("add_node", "fibonacci_node"),
    "INPUT add_node": ("a", "b"),
    "KEY": ("terminal.theme",),
    "COMMAND": ("run",),
}


def offered(text: str) -> list[str]:
    completer = LineCompleter(
        all_commands(), lambda slot: KNOWN.get("NODE" if slot == "FUNCTION" else slot, ())
    )
    return [one.text for one in completer.get_completions(Document(text), CompleteEvent())]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/sho", ["/show"]),
        ("stat", ["status"]),
        ("show ", ["add_node", "fibonacci_node", "--version"]),
        ("show fi", ["fibonacci_node"]),
        ("/auto ", ["on", "off", "log", "budget"]),
        ("auto of", ["off"]),
        ("help ru", ["run"]),
        ("config term", ["terminal.theme"]),
        ("completions z", ["zsh"]),
        ("run add_node ", ["a=", "b="]),
        ("run add_node a=1 ", ["b="]),
        ("run add_node 5", []),
        ("add 10 and", []),
        ("/nothing ", []),
    ],
)
def test_what_fits_the_usage_is_offered(text: str, expected: list[str]) -> None:
    assert offered(text) == expected


def test_files_are_offered_behind_an_at_sign(tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "sales.csv").touch()
    (tmp_path / ".hidden").touch()
    (tmp_path / "sub").mkdir()
    monkeypatch.chdir(tmp_path)

    assert offered("sum the price in @") == ["sales.csv", "sub/"]
    assert offered("sum the price in @sa") == ["sales.csv"]
    assert offered("sum the price in @nowhere/x") == []
