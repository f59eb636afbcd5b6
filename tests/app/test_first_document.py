"""The examples of the project's first document: offline and with models, by either setting."""

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from src.app.run_mode import RunMode
from src.cli.chat import ChatCLI
from src.config.manager import ConfigManager
from tests.fakes.model_server import model_server

TEN = [0, 1, 1, 2, 3, 5, 8, 13, 21, 34]


@contextmanager
def opened(home: Path, library: str, *, with_models: bool) -> Iterator[ChatCLI]:
    environment = {"CODE_EVOLVER_HOME": str(home), "XDG_CONFIG_HOME": str(home)}
    with model_server() as server:
        config = ConfigManager(
            flags={"library": library}, environment={**environment, "OLLAMA_HOST": server.url}
        )
        cli = ChatCLI(config, mode=RunMode(offline=not with_models), stream=io.StringIO())
        yield cli
        cli.close()


def shown_for(cli: ChatCLI, task: str) -> str:
    """What is printed while a task is solved."""
    stream = cli.screen.stream
    assert isinstance(stream, io.StringIO)
    before = len(stream.getvalue())
    assert cli.generate_code(task)
    return stream.getvalue()[before:]


@pytest.mark.parametrize("with_models", [False, True])
@pytest.mark.parametrize("library", ["fallback", "first"])
def test_its_three_examples_and_its_call_of_a_node(
    tmp_path: Path, library: str, with_models: bool
) -> None:
    with opened(tmp_path, library, with_models=with_models) as cli:
        added = shown_for(cli, "add 10 and 20")
        again = shown_for(cli, "add 5 and 8")
        joke = shown_for(cli, "write me a joke about programmers")
        numbers = shown_for(cli, "calculate fibonacci")
        stdout, stderr, metrics = cli.runner.run_node(
            "fibonacci_node", {"description": "calculate first 10 fibonacci numbers"}
        )

    written = with_models and library == "fallback"
    stages = "Task classified as ARITHMETIC (basic arithmetic operation)"
    assert (stages in added) is written
    assert ("Using Fast Code Generator (gemma3:4b)" in added) is written
    assert ("ARITHMETIC: bundled function add, " in added) is not written
    assert "tests passed" in added.lower() and "RESULT: 30\n" in added
    assert "reused add_node" in again and "RESULT: 13\n" in again
    assert "SIMPLE_CONTENT" in joke and "kept as joke_node" in joke.lower()
    assert ("template of bundled function joke" in joke) is not with_models
    assert f"RESULT: {TEN}\n" in numbers and "kept as fibonacci_node" in numbers.lower()
    assert ("qwen2.5-coder:14b" in numbers) is written
    assert (json.loads(stdout), stderr) == ({"result": TEN}, "")
    assert metrics["success"] is True
