"""Whole sessions, typed into a real terminal, with a fake App behind."""

from collections.abc import Callable
from pathlib import Path

import pytest

from src.cli.commands.catalogue import all_commands
from tests.fakes.terminal import ALT_ENTER, CTRL_C, CTRL_D, CTRL_J, CTRL_R, ENTER, TAB, UP, Terminal

Start = Callable[..., Terminal]


def test_the_three_examples_end_in_their_results(start: Start) -> None:
    terminal = start()

    terminal.enter("add 10 and 20")
    terminal.wait_for("RESULT: 30")
    terminal.wait_for_prompt()
    terminal.enter("write me a joke about programmers")
    terminal.wait_for("Because light attracts bugs!")
    terminal.wait_for_prompt()
    terminal.enter("calculate fibonacci sequence")
    terminal.wait_for("RESULT: [0, 1, 1, 2, 3, 5, 8, 13, 21, 34]")
    terminal.wait_for_prompt()

    assert "✓ Tests passed (6)" in terminal.text
    assert "Traceback" not in terminal.printed


def test_without_a_model_no_model_is_named(start: Start) -> None:
    terminal = start("down")

    terminal.wait_for("Ollama is not running at 127.0.0.1:11434. Start it with: ollama serve")
    terminal.enter("add 10 and 20")
    terminal.wait_for("RESULT: 30")

    assert "> Offline: using the bundled function add; no language model was used" in terminal.text
    assert "Generated" not in terminal.text


def test_the_first_run_shows_examples_and_the_second_does_not(start: Start) -> None:
    first = start()
    first.wait_for("write me a joke about programmers")
    first.wait_for("Models ready")
    first.type(CTRL_D)
    first.wait_for_end()

    second = start()

    assert "write me a joke" not in second.text


def test_the_toolbar_fills_when_the_probes_answer(start: Start) -> None:
    terminal = start()

    terminal.wait_for("models 1/1 ready · memory 2 · sandbox A · auto off · 120 tokens")


LINES = (
    "help",
    "help run",
    "status",
    "auto on",
    "auto off",
    "auto log",
    "auto budget",
    "evolve add_node --rounds 1",
    "verbose",
    "verbose",
    "quiet",
    "quiet",
    "log",
    "clear",
    "explain",
    "workflow",
    "workflow add_node",
    "/workflow add some numbers",
    "lineage add_node",
    "good",
    "bad",
    "list",
    "show add_node",
    "show add_node --version 1",
    "run add_node",
    "run add_node 5 and 6",
    'run add_node {"description": "add 5 and 6"}',
    "history add_node",
    "diff add_node",
    "diff add_node 1 2",
    "rollback add_node 1",
    "edit add_node",
    "memory",
    "memory show code",
    "/compare one.py other.py",
    "/optimize one.py",
    "/test one.py",
    "/compare-models add 10 and 20",
    "/models bench",
    "/model llama3",
    "/sessions",
    "/context",
    "/copy code",
    "/save /tmp/x",
    "/undo",
    "memory export /tmp/x",
    "export add_node /tmp/x",
    "memory reindex",
    "/memory import nothing.jsonl",
    "/memory forget nothing",
    "/search add numbers",
    "models",
    "models pull llama3",
    "tools",
    "tools show content_generator",
    "tools check",
    "/tools trust content_generator",
    "config",
    "config terminal.theme",
    "doctor",
    "completions bash",
    "completions zsh",
    "completions fish",
    "/delete nothing",
)


def test_each_command_is_carried_out_and_comes_back_to_the_prompt(start: Start) -> None:
    terminal = start(EDITOR="true", size=(100, 100))
    for line in LINES:
        before = terminal.printed.count("CodeEvolver> ")

        terminal.enter(line)

        terminal.wait_until(
            lambda seen=before: terminal.printed.count("CodeEvolver> ") > seen, "the next prompt"
        )
        terminal.wait_for_prompt()
        assert "Something went wrong" not in terminal.text, line
        assert "is not complete" not in terminal.text, line
    assert "Traceback" not in terminal.printed
    missing = {one.name for one in all_commands()} - {line.lstrip("/").split()[0] for line in LINES}
    # `web` and `worker` serve until the program ends; their own tests start them.
    assert missing == {"exit", "web", "worker"}


def test_what_happens_meanwhile_is_told_above_the_prompt(start: Start) -> None:
    terminal = start("news")

    terminal.type("half a thought")

    terminal.wait_for("> Kept version 2 of add_node")
    terminal.wait_for("CodeEvolver> half a thought")


def test_a_download_shows_how_far_it_is(start: Start) -> None:
    terminal = start("slow")

    terminal.enter("models pull llama3")

    terminal.wait_for("pulling llama3 ━━━━━━━━━━╌╌╌╌╌╌╌╌╌╌  50%")
    terminal.type(CTRL_C)
    terminal.wait_for("Cancelled.")


def test_ctrl_d_and_exit_and_quit_leave_with_code_0(start: Start) -> None:
    for keys in (CTRL_D, "exit" + ENTER, "quit" + ENTER, "/exit" + ENTER):
        terminal = start()

        terminal.type(keys)

        assert terminal.wait_for_end() == 0, keys


def test_ctrl_c_cancels_a_task_and_the_session_goes_on(start: Start) -> None:
    terminal = start()
    terminal.enter("wait generate")
    terminal.wait_for("writing code")

    terminal.type(CTRL_C)

    terminal.wait_for("Cancelled.")
    terminal.wait_for_prompt()
    terminal.type(UP)
    terminal.wait_for("CodeEvolver> wait generate")


@pytest.mark.parametrize(
    ("step", "shown"),
    [
        ("classify", "classifying"),
        ("rag", "looking in memory"),
        ("overseer", "planning"),
        ("write tests", "writing tests"),
        ("test", "testing"),
        ("optimize", "optimizing"),
        ("analyze", "analyzing"),
        ("run", "running"),
    ],
)
def test_ctrl_c_cancels_in_every_stage(start: Start, step: str, shown: str) -> None:
    terminal = start()
    terminal.enter(f"wait {step}")
    terminal.wait_for(shown)

    terminal.type(CTRL_C)

    terminal.wait_for("Cancelled.")
    terminal.wait_for_prompt()
    assert shown not in terminal.text
    assert "Traceback" not in terminal.printed


def test_a_models_text_is_seen_while_it_comes(start: Start) -> None:
    terminal = start()

    terminal.enter("wait generate")

    terminal.wait_for("def solve(description: str) -> int:")
    terminal.wait_for("Ctrl-C cancels")
    terminal.type(CTRL_C)
    terminal.wait_for_prompt()
    assert "def solve" not in terminal.text


def test_a_draft_can_be_written_in_the_editor(start: Start, tmp_path: Path) -> None:
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\nprintf "add 10 and 20" > "$1"\n')
    editor.chmod(0o755)
    terminal = start(EDITOR=str(editor))

    terminal.type("something\x18\x05")

    terminal.wait_for("CodeEvolver> add 10 and 20")
    terminal.type(ENTER)
    terminal.wait_for("RESULT: 30")


def test_vi_keys_are_there_for_those_who_set_them(start: Start) -> None:
    terminal = start(CODE_EVOLVER__TERMINAL__VI_MODE="true")
    terminal.type("add 10 and 20 wrong")
    terminal.wait_for("wrong")

    terminal.type("\x1b")
    terminal.type("db")
    terminal.type("x")
    terminal.wait_until(lambda: "wrong" not in terminal.text, "the word deleted")
    terminal.type(ENTER)

    terminal.wait_for("RESULT: 30")


def test_lines_that_come_at_once_are_one_draft_where_paste_is_not_marked(start: Start) -> None:
    terminal = start()

    terminal.type("add 10 and 20\nadd 1 and 2 => 3\nx")

    terminal.wait_for("add 1 and 2 => 3")
    assert "RESULT" not in terminal.text


def test_ctrl_c_clears_a_draft_but_keeps_it_in_history(start: Start) -> None:
    terminal = start()
    terminal.type("half a thought")
    terminal.wait_for("half a thought")

    terminal.type(CTRL_C)

    terminal.wait_for_prompt()
    terminal.type(UP)
    terminal.wait_for("CodeEvolver> half a thought")


def test_ctrl_c_on_an_empty_line_only_hints(start: Start) -> None:
    terminal = start()

    terminal.type(CTRL_C)

    terminal.wait_for("Type exit or press Ctrl-D to quit")
    terminal.enter("add 10 and 20")
    terminal.wait_for("RESULT: 30")


def test_an_error_of_our_own_is_a_line_and_the_session_goes_on(start: Start) -> None:
    terminal = start()

    terminal.enter("crash please")
    terminal.wait_for("Something went wrong inside Code Evolver: RuntimeError: a wheel came off")
    terminal.wait_for("Details are in")
    terminal.wait_for_prompt()

    # The path is broken where the screen ends, wherever the test's folder lies.
    assert "evolver.log" in "".join(terminal.text.split())
    assert "Traceback" not in terminal.printed


def test_pasted_lines_become_one_draft_and_never_run_by_themselves(start: Start) -> None:
    terminal = start()
    lines = "\n".join(f"line {number}" for number in range(30))

    terminal.paste(lines)

    terminal.wait_for("line 29")
    terminal.type(CTRL_C)
    terminal.wait_for_prompt()
    assert "No bundled function" not in terminal.printed


def test_ctrl_j_and_alt_enter_begin_a_new_line(start: Start) -> None:
    terminal = start()
    for keys in (CTRL_J, ALT_ENTER):
        terminal.type("add 10 and 20")
        terminal.wait_for("> add 10 and 20")
        terminal.type(keys)
        terminal.wait_for("    ...")
        terminal.type("add 1 and 1 => 2")
        terminal.wait_for("=> 2")
        terminal.type(CTRL_C)
        terminal.wait_for_prompt()


def test_a_program_that_sends_a_line_with_a_newline_is_understood(start: Start) -> None:
    terminal = start()

    terminal.type("add 10 and 20\n")

    terminal.wait_for("RESULT: 30")


def test_a_slash_offers_commands_and_tab_completes_node_names(start: Start) -> None:
    terminal = start()

    terminal.type("/sho")
    terminal.wait_for("Show the code of the last task")
    terminal.type("w fib" + TAB)

    terminal.wait_for("/show fibonacci_node")


def test_history_is_searched_with_ctrl_r(start: Start) -> None:
    terminal = start()
    for line in ("add 10 and 20", "help run"):
        terminal.enter(line)
        terminal.wait_for_prompt()

    terminal.type(CTRL_R + "and")

    terminal.wait_for("CodeEvolver> add 10 and 20")


def test_keys_typed_while_a_task_runs_are_not_echoed_and_come_next(start: Start) -> None:
    terminal = start()
    terminal.enter("wait generate")
    terminal.wait_for("writing code")

    terminal.type("help run" + ENTER)
    terminal.type(CTRL_C)

    terminal.wait_for("Cancelled.")
    terminal.wait_for_prompt()
    assert "Traceback" not in terminal.printed


def test_forty_columns_are_enough(start: Start) -> None:
    terminal = start(size=(40, 40))

    for line in ("add 10 and 20", "status", "help", "show add_node", "config", "history add_node"):
        terminal.enter(line)
        terminal.wait_for_prompt()

    assert all(len(line) <= 40 for line in terminal.lines)
    assert "Traceback" not in terminal.printed


def test_a_resize_in_the_middle_of_a_task_is_survived(start: Start) -> None:
    terminal = start()
    terminal.enter("wait generate")
    terminal.wait_for("writing code")

    terminal.resize(40, 20)
    terminal.type(CTRL_C)

    terminal.wait_for("Cancelled.")
    terminal.resize(100, 30)
    terminal.enter("add 10 and 20")
    terminal.wait_for("RESULT: 30")


def test_no_color_prints_no_colours(start: Start) -> None:
    terminal = start(NO_COLOR="1")

    terminal.enter("add 10 and 20")
    terminal.wait_for("RESULT: 30")
    terminal.enter("show add_node")
    terminal.wait_for("Suite")

    assert not [code for code in terminal.printed.split("\x1b[") if code[:3] in ("31m", "32m")]
    assert "\x1b[36m" not in terminal.printed


def test_a_dumb_terminal_gets_plain_lines(start: Start) -> None:
    terminal = start(TERM="dumb")

    terminal.enter("add 10 and 20")
    terminal.wait_for("RESULT: 30")
    terminal.wait_for_prompt()
    terminal.type("help run\n")
    terminal.wait_for("Run a node")
    terminal.wait_for_prompt()
    terminal.type("half" + CTRL_C)
    terminal.enter("exit")

    assert terminal.wait_for_end() == 0
    assert "\x1b[3" not in terminal.printed


def test_accessible_output_only_ever_appends(start: Start) -> None:
    terminal = start(ACCESSIBLE="1")

    terminal.enter("add 10 and 20")
    terminal.wait_for("RESULT: 30")

    assert "\x1b[1A" not in terminal.printed
    assert "tokens" not in terminal.text


def test_deleting_asks_first(start: Start) -> None:
    terminal = start()

    terminal.enter("delete add_node")
    terminal.wait_for("Delete add_node with 2 versions? [y/N]")
    terminal.enter("n")
    terminal.wait_for("add_node was not deleted.")
    terminal.wait_for_prompt()
    terminal.enter("delete add_node")
    terminal.wait_until(lambda: terminal.text.count("[y/N]") == 2, "the question again")
    terminal.enter("y")

    terminal.wait_for("add_node was deleted.")


def test_edited_code_is_tested_before_it_is_kept(start: Start, tmp_path: Path) -> None:
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\necho "# broken" >> "$1"\n')
    editor.chmod(0o755)
    terminal = start(EDITOR=str(editor))

    terminal.enter("edit add_node")

    terminal.wait_for("Not kept: test_one: expected 3, got 4")


def test_wide_characters_and_escapes_do_not_hurt(start: Start) -> None:
    terminal = start()

    terminal.enter("翻译 你好 🎉 into English")
    terminal.wait_for("No bundled function fits")
    terminal.wait_for_prompt()
    terminal.type("\x00\x01" + "x" * 5000)
    terminal.type(CTRL_C)
    terminal.wait_for_prompt()

    assert "Traceback" not in terminal.printed


def test_a_program_that_cannot_be_built_says_so_and_the_prompt_stays(start: Start) -> None:
    terminal = start("broken")

    terminal.wait_for("Something went wrong inside Code Evolver: ImportError: no such part")
    terminal.enter("add 10 and 20")
    terminal.wait_until(lambda: terminal.text.count("Something went wrong") == 2, "it again")
    terminal.wait_for_prompt()
    terminal.enter("help run")
    terminal.wait_for("Run a node")
    terminal.enter("exit")

    assert terminal.wait_for_end() == 0
    assert "Traceback" not in terminal.printed
