"""Help, completion and docs/COMMANDS.md come from the one table of commands."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document

from docs.command_table import BEGIN, END, command_table, with_table
from src.cli.command_line import read_arguments
from src.cli.commands.catalogue import all_commands
from src.cli.commands.status import show_help
from src.cli.completion import LineCompleter
from src.cli.context import CommandContext
from src.cli.output import Grid, Line
from src.cli.screen import Screen
from src.cli.shell_completion import completion_script
from src.cli.theme import TerminalFeatures
from tests.fakes.app import FakeApp, FakeConfig

PROJECT = Path(__file__).resolve().parents[2]


def test_help_completion_and_table_name_every_command(tmp_path: Path) -> None:
    commands = all_commands()
    context = CommandContext(
        FakeApp, FakeConfig(tmp_path), Screen(open("/dev/null", "w"), TerminalFeatures()), commands
    )

    output = show_help.action(context, {"COMMAND": "all"})

    helped = {row[0] for part in output.parts if isinstance(part, Grid) for row in part.rows}
    completed = {
        completion.text
        for completion in LineCompleter(commands, lambda slot: ()).get_completions(
            Document("/"), CompleteEvent()
        )
    }
    assert helped == {usage for one in commands for usage in one.usages}
    assert completed == {f"/{one.name}" for one in commands}
    assert all(f"/{one.name}" in command_table(commands) for one in commands)


@pytest.mark.parametrize("asked", [{}, {"COMMAND": "all"}])
def test_help_says_what_node_suite_and_candidate_are(asked: dict[str, str], tmp_path: Path) -> None:
    screen = Screen(open("/dev/null", "w"), TerminalFeatures())
    context = CommandContext(FakeApp, FakeConfig(tmp_path), screen, all_commands())

    parts = show_help.action(context, asked).parts

    (line,) = (one.text for one in parts if isinstance(one, Line) and "candidate" in one.text)
    assert len(line) <= 100 and {"node", "suite"} <= set(line.split())


def test_the_page_of_commands_shows_the_table_as_it_is() -> None:
    text = (PROJECT / "docs" / "COMMANDS.md").read_text("utf-8")

    assert with_table(text, all_commands()) == text, "run: python docs/command_table.py"


def test_the_table_is_put_between_its_marks() -> None:
    text = f"before\n{BEGIN}\nof long ago\n{END}\nafter\n"

    made = with_table(text, all_commands())

    assert made.startswith("before\n") and made.endswith("after\n")
    assert "of long ago" not in made and "`/status`" in made


START = ("/a python", "chat_cli.py")


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("sta", ["status"]),
        ("auto ''", ["on", "off", "log", "budget"]),
        ("--quiet show add", ["add_node"]),
        ("help lin", ["lineage"]),
        ("--off", ["--offline"]),
    ],
)
def test_bash_completes_with_the_printed_script(
    tmp_path: Path, words: str, offered: list[str]
) -> None:
    if shutil.which("bash") is None:
        pytest.skip("there is no bash")
    (tmp_path / "nodes" / "add_node").mkdir(parents=True)
    script = tmp_path / "completion"
    script.write_text(completion_script("bash", all_commands(), START, str(tmp_path)))
    ask = f"COMP_WORDS=(code-evolver {words}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))"

    done = subprocess.run(
        ["bash", "-c", f"source {script}; {ask}; _code_evolver; echo ${{COMPREPLY[@]}}"],
        capture_output=True,
        text=True,
        check=True,
        env={"PATH": os.environ["PATH"]},
    )

    assert done.stdout.split() == offered


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_reads_its_script_without_complaint(shell: str, tmp_path: Path) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"there is no {shell}")
    script = tmp_path / "completion"
    script.write_text(completion_script(shell, all_commands(), START, "/a 'folder'"))

    done = subprocess.run([shell, "-n", script], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_every_shells_script_names_every_command_and_option(
    shell: str, capsys: pytest.CaptureFixture[str]
) -> None:
    script = completion_script(shell, all_commands(), START, "/home")
    with pytest.raises(SystemExit):
        read_arguments(["--help"])
    options = re.findall(r"^  (?:-h, )?--([a-z-]+)", capsys.readouterr().out, re.MULTILINE)

    assert all(one.name in script for one in all_commands())
    assert len(options) > 10 and [one for one in options if one not in script] == []
    assert "'/a python' chat_cli.py" in script
