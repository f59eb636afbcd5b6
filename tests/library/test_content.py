"""What the content functions ask the tool content_generator for."""

import json
import socket
from collections.abc import Callable, Iterator

import pytest

from src.library.content import greeting, haiku, joke, poem, story


@pytest.fixture(name="host")
def _host(monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """The host's end of the line on which a program in the sandbox asks for tools."""
    ours, theirs = socket.socketpair()
    monkeypatch.setenv("CODE_EVOLVER_BROKER", str(theirs.fileno()))
    with ours, theirs:
        yield ours


@pytest.mark.parametrize(
    ("write", "prompt"),
    [
        (joke, "write a joke"),
        (lambda: joke("programmers"), "write a joke about programmers"),
        (lambda: joke("the sea", "original", "pun"), "write an original pun about the sea"),
        (lambda: greeting("my aunt"), "write a greeting for my aunt"),
        (lambda: greeting(occasion="birthday"), "write a birthday greeting"),
        (lambda: haiku("rain", "good"), "write a good haiku about rain"),
        (lambda: poem("love", form="rhyming"), "write a rhyming poem about love"),
        (lambda: story("a cat", "short", "bedtime"), "write a short bedtime story about a cat"),
    ],
)
def test_a_content_function_says_in_one_prompt_what_is_wanted(
    host: socket.socket, write: Callable[[], str], prompt: str
) -> None:
    host.sendall(b'{"jsonrpc": "2.0", "id": 1, "result": "a text"}\n')

    text = write()

    asked = json.loads(host.recv(65536))["params"]
    assert text == "a text"
    assert asked == {"name": "content_generator", "prompt": prompt, "arguments": {}}
