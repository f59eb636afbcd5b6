"""A server that lacks the configured models: one that it has is offered once."""

from types import SimpleNamespace
from typing import Any

import pytest
from msgspec.structs import replace

from src.cli.banner import troubles
from src.cli.commands.models import offer_installed_model
from src.domain.model_request import ModelState

URL = "http://127.0.0.1:11434"
MISSING = ModelState(
    "fast", "gemma3:4b", URL, "missing", "", "ollama pull gemma3:4b", ("llama3.2:3b",)
)
READY = ModelState("overseer", "llama3", URL, "ready")
AWAY = ModelState("fast", "gemma3:4b", URL, "not reachable", "Ollama is not running", "")


class Session:
    """A command's surroundings, of which the offer uses little."""

    def __init__(self, states: tuple[ModelState, ...], answer: bool) -> None:
        self.asked: list[str] = []
        self.used: list[str] = []
        self.announced: set[str] = set()
        self._answer = answer
        self.screen = SimpleNamespace(line=lambda text, tone: None)
        self.app = SimpleNamespace(
            status=lambda: SimpleNamespace(models=states),
            model_setup=SimpleNamespace(use=self.used.append),
            probe=lambda: None,
        )

    def ask(self, question: str, by_default: bool) -> bool:
        assert by_default
        self.asked.append(question)
        return self._answer


@pytest.mark.parametrize(
    ("states", "answer", "questions", "used"),
    [
        ((MISSING,), True, 1, ["llama3.2:3b"]),
        ((MISSING,), False, 1, []),
        ((MISSING, READY), True, 0, []),
        ((AWAY,), True, 0, []),
        ((), True, 0, []),
    ],
)
def test_an_installed_model_is_offered_once_where_none_is_ready(
    states: tuple[ModelState, ...], answer: bool, questions: int, used: list[str]
) -> None:
    session: Any = Session(states, answer)

    for _ in range(2):
        offer_installed_model(session)

    assert session.asked == ["You have llama3.2:3b. Use it for everything?"] * questions
    assert session.used == used


def test_what_a_server_lacks_is_said_with_what_it_has_and_each_cure_once() -> None:
    told = troubles((MISSING, MISSING, AWAY))

    assert told == [
        "Ollama is not running",
        "127.0.0.1:11434 lacks gemma3:4b; it has llama3.2:3b",
        "Try: ollama pull gemma3:4b",
        "Or use one it has for everything: model llama3.2:3b",
    ]


def test_a_model_that_is_there_but_of_no_use_is_not_said_to_be_lacking() -> None:
    useless = replace(MISSING, model="bge-m3", detail="it does not write text", hint="", others=())

    assert troubles((useless, useless)) == [
        "127.0.0.1:11434 has bge-m3, but it does not write text"
    ]
