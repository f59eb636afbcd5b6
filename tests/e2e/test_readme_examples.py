"""The examples of README and docs/TASKS.md in a real terminal, with and without models."""

from pathlib import Path

from tests.e2e.program import open_terminal
from tests.fakes.model_server import model_server

SECONDS = 90.0


def test_offline_the_examples_are_solved_by_bundled_functions(tmp_path: Path) -> None:
    terminal = open_terminal(tmp_path, embedder="auto")
    try:
        terminal.wait_for_prompt(SECONDS)
        terminal.enter("add 10 and 20")
        terminal.wait_for("RESULT: 30", SECONDS)
        seen = terminal.text
        terminal.wait_for_prompt(SECONDS)
        terminal.enter("calculate fibonacci sequence")
        terminal.wait_for("RESULT: [0, 1, 1, 2, 3, 5, 8, 13, 21, 34]", SECONDS)
        terminal.wait_for_prompt(SECONDS)
        terminal.enter("write me a joke about programmers")
        terminal.wait_for("template", SECONDS)
        terminal.wait_for_prompt(SECONDS)
        joke = terminal.text
        terminal.enter("add 5 and 8")
        terminal.wait_for("RESULT: 13", SECONDS)
        again = terminal.text
        terminal.wait_for_prompt(SECONDS)
        terminal.enter("exit")
        code = terminal.wait_for_end(SECONDS)
    finally:
        terminal.close()

    assert "ARITHMETIC: bundled function add, " in seen and "tests passed" in seen
    assert "template of bundled function joke" in joke
    assert "programmer" in joke.lower()
    assert "ARITHMETIC: reused add_node" in again
    assert code == 0
    assert "Traceback" not in terminal.printed


def test_with_models_the_examples_are_written_tested_and_kept(tmp_path: Path) -> None:
    with model_server() as server:
        terminal = open_terminal(tmp_path, server.url)
        try:
            terminal.wait_for_prompt(SECONDS)
            terminal.enter("add 10 and 20")
            terminal.wait_for("RESULT: 30", SECONDS)
            seen = terminal.text
            terminal.wait_for_prompt(SECONDS)
            terminal.enter("calculate fibonacci sequence")
            terminal.wait_for("RESULT: [0, 1, 1, 2, 3, 5, 8, 13, 21, 34]", SECONDS)
            fibonacci = terminal.text
            terminal.wait_for_prompt(SECONDS)
            terminal.enter("write me a joke about programmers")
            terminal.wait_for("RESULT: Here is something about", SECONDS)
            joke = terminal.printed
            terminal.wait_for_prompt(SECONDS)
            asked = len(server.asked())
            terminal.enter("add 5 and 8")
            terminal.wait_for("RESULT: 13", SECONDS)
            terminal.wait_for_prompt(SECONDS)
            asked_for_reuse = len(server.asked()) - asked
            terminal.enter("quit")
            code = terminal.wait_for_end(SECONDS)
        finally:
            terminal.close()

    assert "Using Fast Code Generator (gemma3:4b)" in seen
    assert "Generated" in seen and "Tests passed" in seen
    assert "qwen2.5-coder:14b" in fibonacci
    assert "with call_tool()" in joke
    assert asked_for_reuse == 0
    assert code == 0
    assert "Traceback" not in terminal.printed


def test_what_nothing_fits_is_declined_in_a_sentence_with_the_way_out(tmp_path: Path) -> None:
    terminal = open_terminal(tmp_path)
    try:
        terminal.wait_for_prompt(SECONDS)
        for typed in ("frobnicate the quux of tomorrow", "ordena los números 3 1 2"):
            told = terminal.printed.count("ollama serve")
            terminal.enter(typed)
            terminal.wait_until(
                lambda before=told: terminal.printed.count("ollama serve") > before,
                f"the way out of {typed!r}",
                SECONDS,
            )
            terminal.wait_for_prompt(SECONDS)
        seen = terminal.text
        terminal.type("\x04")
        code = terminal.wait_for_end(SECONDS)
    finally:
        terminal.close()

    assert "RESULT" not in seen
    assert code == 0
