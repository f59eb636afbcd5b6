"""Tasks that are not even tried, whoever hands them in."""

import io
from pathlib import Path

import pytest

from src import ChatCLI
from src.app.run_mode import RunMode
from src.config.manager import ConfigManager
from src.tasks.pipeline import MOST_CHARACTERS

DEEP = "[" * 600 + "]" * 600
DEEPER = '{"a":' * 5000


@pytest.mark.parametrize(
    "text, reason",
    [
        ("", "The task is empty"),
        (" \n\t", "The task is empty"),
        ("\x00\x1b", "The task is empty"),
        ("add 1 and 2 " * 20_000, f"240,000 characters; at most {MOST_CHARACTERS:,} are read"),
        (f"add {'9' * 5000} and 1", "a number of more than 4,000 digits"),
        (f"is 1{',000' * 1500} prime", "a number of more than 4,000 digits"),
        (f"a 1 => {DEEP}\na 1 => {DEEP}", "The result expected of a 1 is nested too deeply"),
        (f"x => {'[' * 5000}", "The result expected of x is nested too deeply"),
        (f"x => {DEEPER}", "The result expected of x is nested too deeply"),
        ("add the prices in @nowhere.csv", "File not found: nowhere.csv"),
        (f"add the prices in @{'a' * 300}.csv", "File not found: aaa"),
        ("add the prices in @/dev/null", "Not a file: /dev/null"),
    ],
)
def test_a_task_that_cannot_be_one_is_declined_with_its_reason(
    text: str, reason: str, tmp_path: Path
) -> None:
    environment = {"CODE_EVOLVER_HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
    shown = io.StringIO()
    cli = ChatCLI(ConfigManager(environment=environment), mode=RunMode(offline=True), stream=shown)

    solved = cli.generate_code(text)
    cli.close()

    assert not solved
    assert reason in " ".join(shown.getvalue().split())
    assert not (tmp_path / "nodes").exists()
