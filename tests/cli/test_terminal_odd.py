"""What people do to a prompt besides typing tasks, and the terminals they do it in."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.test_terminal import LINES
from tests.fakes.terminal import CTRL_C, CTRL_R, ENTER, TAB, UP, Terminal

Start = Callable[..., Terminal]

COLOURS = re.compile(r"\x1b\[(?:\d+;)*(?:3[0-7]|9[0-7]|4[0-7]|38;|48;)[\d;]*m")
WHOLE = (80, 60)


def carry_out_all(terminal: Terminal) -> None:
    """Type every command, waiting for the prompt behind each."""
    for line in LINES:
        before = terminal.printed.count("CodeEvolver> ")
        terminal.enter(line)
        terminal.wait_until(
            lambda seen=before: terminal.printed.count("CodeEvolver> ") > seen, f"{line} done"
        )
        terminal.wait_for_prompt()
        assert "Something went wrong" not in terminal.text, line
        assert all(len(row) <= 100 for row in terminal.lines), line


@pytest.mark.parametrize(
    "keys",
    [
        CTRL_C * 3,
        "add\nmore\nlines" + CTRL_C,
        CTRL_R + "add" + CTRL_C,
        "/" + TAB + CTRL_C,
        "/sh" + TAB + TAB + CTRL_C,
        "x" * 500 + CTRL_C,
        "\x1b" + CTRL_C,
        UP + CTRL_C,
    ],
    ids=["empty", "lines", "search", "menu", "completed", "long", "escape", "history"],
)
def test_ctrl_c_gives_an_empty_prompt_wherever_it_comes(start: Start, keys: str) -> None:
    terminal = start()
    terminal.enter("add 10 and 20")
    terminal.wait_for("RESULT: 30")
    terminal.wait_for_prompt()

    terminal.type(keys)
    terminal.type(CTRL_C)
    terminal.wait_for_prompt()
    terminal.enter("calculate fibonacci sequence")

    terminal.wait_for("RESULT: [0, 1, 1, 2")
    assert "Traceback" not in terminal.printed


def test_a_line_longer_than_the_screen_goes_on_without_a_mark(start: Start) -> None:
    terminal = start(size=(40, 30))

    terminal.type("write a function that checks whether a word is an isogram")

    terminal.wait_until(lambda: "isogram" in terminal.text, "the whole line")
    assert any(row.startswith("s whether a word is") for row in terminal.lines)


def test_ctrl_c_at_a_question_means_no(start: Start) -> None:
    terminal = start()

    terminal.enter("delete add_node")
    terminal.wait_for("[y/N]")
    terminal.type(CTRL_C)

    terminal.wait_for("add_node was not deleted.")
    terminal.wait_for_prompt()


def test_ctrl_c_pressed_again_and_again_cancels_once(start: Start) -> None:
    terminal = start()
    terminal.enter("wait generate")
    terminal.wait_for("writing code")

    terminal.type(CTRL_C * 4)

    terminal.wait_for("Cancelled.")
    terminal.wait_for_prompt()
    terminal.enter("add 10 and 20")
    terminal.wait_for("RESULT: 30")
    assert "Traceback" not in terminal.printed


def test_thirty_pasted_lines_are_one_task_when_they_are_sent(start: Start) -> None:
    terminal = start(size=WHOLE)
    lines = "\n".join(f"line {number}" for number in range(30))
    terminal.paste(lines)
    terminal.wait_for("line 29")

    terminal.type(ENTER)

    terminal.wait_for("No bundled function fits")
    terminal.wait_for_prompt()
    assert terminal.text.count("No bundled function fits") == 1
    terminal.type(UP)
    terminal.wait_until(lambda: terminal.text.count("line 29") == 2, "all of it in history")


def test_a_draft_outlives_a_resize(start: Start) -> None:
    terminal = start()
    terminal.type("add 10 and ")
    terminal.wait_for("add 10 and")

    for columns in (40, 120, 30, 80):
        terminal.resize(columns, 30)
    terminal.enter("20")

    terminal.wait_for("RESULT: 30")


def test_wide_characters_are_typed_and_taken_back_cell_by_cell(start: Start) -> None:
    terminal = start(size=(40, 30))
    terminal.type("你好🎉世界")
    terminal.wait_until(lambda: "界" in terminal.text, "what was typed")

    terminal.type("\x7f\x7f" + "ab")

    terminal.wait_until(
        lambda: "你好🎉ab" in terminal.text.replace("\u200b", "").replace(" ", ""), "the rest"
    )
    terminal.type(ENTER)
    terminal.wait_for("No bundled function fits")
    terminal.wait_for_prompt()


def test_a_history_that_is_a_pipe_blocks_no_prompt(start: Start, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "history")

    terminal = start()
    terminal.enter("add 10 and 20")

    terminal.wait_for("RESULT: 30")
    assert (tmp_path / "history").is_fifo()


def test_history_is_shared_with_the_next_session(start: Start) -> None:
    first = start()
    first.enter("add 10 and 20")
    first.wait_for("RESULT: 30")
    first.wait_for_prompt()
    first.enter("exit")
    first.wait_for_end()

    second = start()
    second.type(UP + UP)

    second.wait_for("CodeEvolver> add 10 and 20")


def test_every_command_fits_into_forty_columns(start: Start) -> None:
    terminal = start(EDITOR="true", size=(40, 100))

    carry_out_all(terminal)

    assert "Traceback" not in terminal.printed


def test_no_command_colours_where_no_color_is_set(start: Start) -> None:
    terminal = start(EDITOR="true", NO_COLOR="1", size=(100, 100))

    carry_out_all(terminal)

    assert COLOURS.findall(terminal.printed) == []


def test_every_command_is_plain_lines_on_a_dumb_terminal(start: Start) -> None:
    terminal = start(EDITOR="true", TERM="dumb", size=(100, 100))

    carry_out_all(terminal)

    assert COLOURS.findall(terminal.printed) == []
    assert "\x1b[" not in terminal.printed.replace("\x1b[?2004l", "").replace("\x1b[?2004h", "")


def test_accessible_output_has_no_spinner_and_says_what_begins(start: Start) -> None:
    terminal = start(ACCESSIBLE="1", size=(100, 100))

    terminal.enter("wait generate")
    terminal.wait_for("writing code ...")
    terminal.type(CTRL_C)
    terminal.wait_for("Cancelled.")

    assert not set("⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏") & set(terminal.printed)
    assert "\x1b[2J" not in terminal.printed
