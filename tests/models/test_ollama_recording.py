"""The fake server answers as a real one did: same statuses, errors, and fields."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.fakes.ollama_recording import ask, exchanges, load_recording
from tests.fakes.ollama_server import OllamaServer, ServerProfile

MODEL = "smollm2:135m"
RECORDING = load_recording()
# Other models are there, and the network was not; the fake has no such details.
NOT_PLAYED = {"pull of nothing"}


@pytest.fixture(scope="module", name="server")
def _server() -> Iterator[OllamaServer]:
    with OllamaServer(profile=ServerProfile(models=(MODEL,))) as server:
        server.load(MODEL, context=1024)
        yield server


def fields_of(value: Any, path: str = "") -> Iterator[str]:
    """Every field in a JSON value with its type: `models[].digest: str`."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from fields_of(item, f"{path}.{key}")
    elif isinstance(value, list):
        for item in value:
            yield from fields_of(item, f"{path}[]")
    else:
        yield f"{path}: {type(value).__name__}"


def error_of(body: Any) -> str:
    """The error's words, all numbers alike."""
    said = json.dumps(body["error"], sort_keys=True) if isinstance(body, dict) else ""
    return re.sub(r"\d+", "N", said)


@pytest.mark.parametrize("name", sorted(RECORDING.keys() - NOT_PLAYED))
def test_the_fake_answers_as_a_real_server_did(name: str, server: OllamaServer) -> None:
    real = RECORDING[name]

    played = ask(server.url, *exchanges(MODEL)[name])

    assert (played["status"], played["type"]) == (real["status"], real["type"])
    if real["status"] != 200:
        assert error_of(played["body"]) == error_of(real["body"])
    elif not isinstance(real["body"], str):
        architecture = {".model_info.llama.context_length: int", ".parameters: str"}
        invented = set(fields_of(played["body"])) - set(fields_of(real["body"])) - architecture
        assert invented == set()


def test_every_recorded_exchange_can_be_asked_again() -> None:
    assert RECORDING.keys() == exchanges(MODEL).keys()
