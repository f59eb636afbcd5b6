"""What every LanguageModel keeps to: networked, scripted, recorded and replayed."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from msgspec.structs import replace

from src.domain.errors import EvolverError, ModelError
from src.domain.model_request import Delta, PromptPart, Request, Restart, Role
from src.domain.ports import LanguageModel
from src.models.recording import RecordingModel, ReplayingModel
from src.models.router import Router
from src.models.routing_rules import BackendKind, RoleSettings
from tests.fakes.model_faults import CONTEXT, SHIPPED
from tests.fakes.ollama_server import OllamaServer
from tests.fakes.scripted import ScriptedModel
from tests.fakes.tiny_llama import llama_server, write_model

SCHEMA = {
    "type": "object",
    "properties": {"answer": {"type": "string", "maxLength": 20}},
    "required": ["answer"],
}
ASK = Request(Role.FAST, "write", (PromptPart("Say it."),), schema=SCHEMA, seed=1, temperature=0.7)
NOBODY = replace(ASK, role=Role.CONTENT)


@dataclass(frozen=True)
class Setting:
    """Where a fulfiller is made: what is opened is closed after the test."""

    stack: ExitStack
    folder: Path


def over_ollama(setting: Setting) -> LanguageModel:
    server = setting.stack.enter_context(OllamaServer())
    roles = {Role.FAST: RoleSettings("llama3", (server.url,), CONTEXT)}
    return setting.stack.enter_context(Router(roles, SHIPPED))


def over_openai(setting: Setting) -> LanguageModel:
    server = setting.stack.enter_context(OllamaServer())
    roles = {Role.FAST: RoleSettings("llama3", (server.url,), CONTEXT, backend=BackendKind.OPENAI)}
    return setting.stack.enter_context(Router(roles, SHIPPED))


def over_real_inference(setting: Setting) -> LanguageModel:
    pytest.importorskip("xllamacpp")
    write_model(setting.folder / "tiny.gguf")
    address = setting.stack.enter_context(llama_server(setting.folder / "tiny.gguf"))
    roles = {Role.FAST: RoleSettings("llama3", (address,), CONTEXT, backend=BackendKind.OPENAI)}
    return setting.stack.enter_context(Router(roles, SHIPPED))


def scripted(setting: Setting) -> LanguageModel:
    def say(request: Request) -> str | EvolverError:
        if request.role is not Role.FAST:
            return ModelError("no such role", hint="another one")
        return '{"answer": "as it is written"}'

    return ScriptedModel(say, "llama3")


def recorded(setting: Setting) -> LanguageModel:
    model = RecordingModel(scripted(setting), setting.folder / "session.jsonl")
    setting.stack.callback(model.close)
    return model


def replayed(setting: Setting) -> LanguageModel:
    model = recorded(setting)
    for request in (ASK, ASK, NOBODY):
        try:
            model.complete(request)
        except ModelError:
            continue
    return ReplayingModel(setting.folder / "session.jsonl")


@pytest.fixture(
    name="model",
    params=[over_ollama, over_openai, over_real_inference, scripted, recorded, replayed],
    ids=lambda make: make.__name__,
)
def _model(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[LanguageModel]:
    make: Callable[[Setting], LanguageModel] = request.param
    with ExitStack() as stack:
        yield make(Setting(stack, tmp_path))


def test_what_a_listener_hears_is_the_reply(model: LanguageModel) -> None:
    heard: list[Delta | Restart] = []

    reply = model.complete(ASK, heard.append)

    assert "".join(piece.text for piece in heard if isinstance(piece, Delta)) == reply.text
    assert not any(isinstance(piece, Restart) for piece in heard)
    assert set(json.loads(reply.text)) == {"answer"}


def test_nobody_has_to_listen_and_who_answered_is_told(model: LanguageModel) -> None:
    reply = model.complete(ASK)

    assert reply.text
    assert reply.model == "llama3" == model.model_for(ASK)
    assert reply.endpoint
    assert reply.output_tokens > 0


def test_a_question_nobody_can_answer_is_an_error_with_a_hint(model: LanguageModel) -> None:
    with pytest.raises(ModelError) as raised:
        model.complete(NOBODY)

    assert raised.value.hint
