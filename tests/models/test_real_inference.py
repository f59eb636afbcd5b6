"""The layer against real inference: llama.cpp's server with a tiny model of random weights."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from src.domain.errors import BrokenReply, ModelError
from src.domain.model_request import Delta, PromptPart, Request, Restart, Role
from src.models.embedder import EndpointEmbedder
from src.models.router import Router
from src.models.routing_rules import BackendKind, RoleSettings
from src.prompts.json_replies import complaint
from tests.fakes.model_faults import CONTEXT, PATIENCE, SHIPPED
from tests.fakes.tiny_llama import llama_server, write_model

pytest.importorskip("xllamacpp")

ASK = Request(Role.FAST, "write", (PromptPart("Say something."),), temperature=1.0, seed=1)


def text(longest: int) -> dict[str, object]:
    return {"type": "string", "maxLength": longest}


def object_of(**properties: object) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}


SCHEMAS: tuple[dict[str, Any], ...] = (
    object_of(reason=text(40), kind={"type": "string", "enum": ["ARITHMETIC", "TEXT", "DATA"]}),
    object_of(same={"type": "boolean"}, reason=text(30)),
    object_of(steps={"type": "array", "items": text(12), "minItems": 1, "maxItems": 3}),
    object_of(number={"type": "integer", "minimum": 0, "maximum": 999}, title=text(20)),
    object_of(
        inner=object_of(name=text(10), tags={"type": "array", "items": text(5), "maxItems": 2})
    ),
    object_of(
        examples={
            "type": "array",
            "items": object_of(
                task=text(15), result={"type": "integer", "minimum": 0, "maximum": 99}
            ),
            "minItems": 1,
            "maxItems": 2,
        }
    ),
)


@pytest.fixture(scope="module", name="model")
def _model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("model") / "tiny.gguf"
    write_model(path)
    return path


@pytest.fixture(scope="module", name="address")
def _address(model: Path) -> Iterator[str]:
    with llama_server(model) as address:
        yield address


@pytest.fixture(name="router")
def _router(address: str) -> Iterator[Router]:
    settings = RoleSettings("tiny", (address,), num_ctx=512, backend=BackendKind.OPENAI)
    with Router({Role.FAST: settings}, SHIPPED) as router:
        yield router


@pytest.mark.parametrize("rounds", [4, pytest.param(40, marks=pytest.mark.soak)])
@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda schema: "-".join(schema["properties"]))
def test_even_a_random_model_answers_in_the_form_that_is_asked(
    router: Router, schema: dict[str, Any], rounds: int
) -> None:
    replies = [
        router.complete(replace(ASK, schema=schema, seed=seed, max_tokens=250))
        for seed in range(rounds)
    ]

    problems = [complaint(json.loads(reply.text), schema) for reply in replies]
    assert problems == [""] * rounds
    assert len({reply.text for reply in replies}) > 1


def test_text_arrives_in_pieces_and_tokens_are_counted(router: Router) -> None:
    heard: list[Delta | Restart] = []

    reply = router.complete(replace(ASK, schema=SCHEMAS[0], max_tokens=250), heard.append)

    pieces = [piece.text for piece in heard if isinstance(piece, Delta)]
    assert len(pieces) > 10
    assert "".join(pieces) == reply.text
    assert reply.output_tokens >= len(pieces) - 3
    assert reply.prompt_tokens > 10


def test_the_same_seed_gives_the_same_reply_and_another_one_another(router: Router) -> None:
    asked = replace(ASK, schema=SCHEMAS[1], max_tokens=250)

    replies = [router.complete(replace(asked, seed=seed)).text for seed in (5, 5, 6)]

    assert replies[0] == replies[1] != replies[2]


def test_a_reply_that_its_tokens_did_not_suffice_for_is_no_reply(router: Router) -> None:
    asked = replace(ASK, schema=SCHEMAS[0], max_tokens=5)

    with pytest.raises(BrokenReply, match="was cut at 10 tokens"):
        router.complete(asked)


def test_a_request_that_is_left_frees_the_only_slot(router: Router) -> None:
    class Enough(Exception):
        pass

    def leave(piece: Delta | Restart) -> None:
        raise Enough

    endless = replace(ASK, schema=object_of(text=text(400)), max_tokens=250)
    for _ in range(3):
        with pytest.raises(Enough):
            router.complete(endless, leave)

    assert router.complete(replace(ASK, schema=SCHEMAS[1], max_tokens=250)).text


def test_an_interrupt_frees_the_only_slot(router: Router) -> None:
    begun = threading.Event()
    ends: list[type[BaseException]] = []

    def ask() -> None:
        endless = replace(ASK, schema=object_of(text=text(400)), max_tokens=250)
        try:
            router.complete(endless, lambda piece: begun.set())
        except ModelError as error:
            ends.append(type(error))

    waiting = threading.Thread(target=ask)
    waiting.start()
    begun.wait(PATIENCE)
    router.interrupt()
    waiting.join(PATIENCE)

    assert ends == [ModelError]
    assert router.complete(replace(ASK, schema=SCHEMAS[1], max_tokens=250)).text


def test_a_prompt_longer_than_the_context_is_fitted_before_it_is_sent(router: Router) -> None:
    long = (PromptPart("a word " * 500, 1), PromptPart("Say something.", 10))

    reply = router.complete(replace(ASK, prompt=long, schema=SCHEMAS[1], max_tokens=120))

    assert json.loads(reply.text)
    assert 500 < reply.prompt_tokens < 1000


def test_a_prompt_that_overflows_the_servers_context_is_cut_and_asked_again(address: str) -> None:
    settings = RoleSettings("tiny", (address,), num_ctx=8192, backend=BackendKind.OPENAI)

    with Router({Role.FAST: settings}, SHIPPED) as router:
        reply = router.complete(replace(ASK, prompt=(PromptPart("a word " * 900),)))

    assert 0 < reply.prompt_tokens < 8192 // 2


def test_three_threads_share_the_only_slot(router: Router) -> None:
    replies: list[str] = []

    def ask(seed: int) -> None:
        asked = replace(ASK, schema=SCHEMAS[1], seed=seed, max_tokens=250)
        replies.append(router.complete(asked).text)

    threads = [threading.Thread(target=ask, args=(seed,)) for seed in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)

    assert [complaint(json.loads(reply), SCHEMAS[1]) for reply in replies] == [""] * 3


def test_the_model_is_seen_where_it_is(router: Router) -> None:
    (role,) = router.health()

    assert role.endpoints[0].healthy


def test_real_embeddings_are_unit_vectors_and_tell_texts_apart(model: Path) -> None:
    with llama_server(model, embedding=True) as address:
        settings = RoleSettings("tiny", (address,), CONTEXT, backend=BackendKind.OPENAI)
        with Router({Role.FAST: settings}, SHIPPED) as router:
            embedder = EndpointEmbedder(router.embed, "tiny")
            one, same, other = embedder.embed(["add 1 and 2", "add 1 and 2", "a poem on rain"])

    # Known from the vectors that were made: the server is gone by now.
    assert embedder.dimension == len(one) == 64
    assert one == pytest.approx(same, abs=1e-5)
    assert sum(a * b for a, b in zip(one, other, strict=True)) < 0.99
