"""What the content functions ask the tool content_generator for."""

import json
import socket
from collections.abc import Callable, Iterator

import pytest

from src.domain.json_value import JSONObject
from src.library.content import greeting, haiku, joke, poem, story, summarize, write_text
from tests.library.answers import LIBRARY


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
        (lambda: write_text("ode", "tea"), "write an ode about tea"),
        (lambda: write_text("slogan", "a bakery", "for"), "write a slogan for a bakery"),
        (
            lambda: write_text("email", "Friday", reader="my boss", style="formal"),
            "write a formal email to my boss about Friday",
        ),
        (
            lambda: write_text("story", "bees", length="in two sentences"),
            "write a story about bees in two sentences",
        ),
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


def test_a_summary_is_asked_of_the_tool_that_summarizes(host: socket.socket) -> None:
    host.sendall(b'{"jsonrpc": "2.0", "id": 1, "result": "a text"}\n')

    assert summarize("It rained.") == "a text"

    asked = json.loads(host.recv(65536))["params"]
    assert asked == {"name": "summarizer", "prompt": "It rained.", "arguments": {}}


@pytest.mark.parametrize(
    ("task", "arguments"),
    [
        ("write a limerick about cats", {"form": "limerick", "link": "about", "topic": "cats"}),
        ("create a slogan", {"form": "slogan"}),
        (
            "please draft an email to my boss about Friday",
            {"form": "email", "reader": "my boss", "topic": "Friday"},
        ),
        (
            "write a short article on bees",
            {"style": "short", "form": "article", "link": "on", "topic": "bees"},
        ),
        (
            "write a product description of a lamp",
            {"form": "product description", "link": "of", "topic": "a lamp"},
        ),
        (
            "write a poem of 4 lines about love",
            {"form": "poem", "length": "of 4 lines", "topic": "love"},
        ),
        (
            "tell me a joke about cats in one sentence",
            {"form": "joke", "link": "about", "topic": "cats", "length": "in one sentence"},
        ),
        (
            "write a 50-word story about bees",
            {"style": "50-word", "form": "story", "link": "about", "topic": "bees"},
        ),
    ],
)
def test_a_text_of_another_form_is_read_with_its_form_topic_reader_and_length(
    task: str, arguments: JSONObject
) -> None:
    assert LIBRARY.arguments_for("write_text", task) == arguments


def test_a_text_behind_a_colon_is_summarized_whatever_it_says() -> None:
    text = "Bees fly, then they also dance. Reverse the order, and sort it"

    assert LIBRARY.arguments_for("summarize", f"summarize this text: {text}") == {"text": text}
