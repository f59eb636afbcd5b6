"""The second backend: any OpenAI-compatible server, held to the same promises."""

import json

import pytest

from src.domain.errors import BrokenReply, ModelError, ModelMissing, ModelTimeout, ModelUnavailable
from src.domain.model_request import Delta, PromptPart, Request, Restart, Role
from src.models.router import Router
from src.models.routing_rules import BackendKind, RoleSettings
from tests.fakes.model_faults import CONTEXT, FAULTS, QUICK
from tests.fakes.ollama_server import Exchange, OllamaServer, ServerProfile

ASK = Request(Role.GENERATOR, "write", (PromptPart("Say it."),), system="Be brief.", seed=3)
SCHEMA = {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}
PLAYED = {kind.name: kind.play for kind in FAULTS}


def router_over(*servers: OllamaServer, key_variable: str = "") -> Router:
    endpoints = tuple(server.url for server in servers)
    settings = RoleSettings(
        "llama3", endpoints, CONTEXT, backend=BackendKind.OPENAI, key_variable=key_variable
    )
    return Router({Role.GENERATOR: settings}, QUICK)


def events(*told: object, end: bytes = b"") -> object:
    def play(exchange: Exchange) -> bool:
        exchange.begin_stream("text/event-stream")
        for one in told:
            exchange.send(b"data: " + json.dumps(one).encode() + b"\n\n")
        if end:
            exchange.send(end)
        exchange.end_stream()
        return True

    return play


def piece(text: str, reason: str | None = None) -> dict[str, object]:
    return {"choices": [{"index": 0, "delta": {"content": text}, "finish_reason": reason}]}


def test_a_reply_is_whole_with_its_tokens_counted() -> None:
    heard: list[Delta | Restart] = []

    with OllamaServer(lambda body: "def solve(): pass") as server, router_over(server) as router:
        reply = router.complete(ASK, heard.append)

    (body,) = server.asked("/v1/chat/completions")
    assert reply.text == "def solve(): pass"
    assert "".join(one.text for one in heard if isinstance(one, Delta)) == reply.text
    assert (reply.prompt_tokens, reply.output_tokens) == (4, 4)
    assert (body["seed"], body["max_tokens"], body["stream"]) == (3, 2048, True)
    assert "options" not in body and "num_ctx" not in body


def test_a_schema_is_sent_as_the_response_format() -> None:
    asked = Request(Role.GENERATOR, "classify", (PromptPart("Count."),), schema=SCHEMA)

    with OllamaServer() as server, router_over(server) as router:
        reply = router.complete(asked)

    (body,) = server.asked("/v1/chat/completions")
    assert body["response_format"]["json_schema"]["schema"] == SCHEMA
    assert json.loads(reply.text) == {"n": 1}


def test_the_key_is_read_from_the_environment_and_told_nowhere(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    monkeypatch.setenv("MY_SERVERS_KEY", "sk-very-secret")

    with OllamaServer() as server, router_over(server, key_variable="MY_SERVERS_KEY") as router:
        router.complete(ASK)
        shown = repr(router.health()) + repr(vars(router)) + caplog.text
    (sent,) = [one for one in server.seen if one.path == "/v1/chat/completions"]

    assert sent.headers["authorization"] == "Bearer sk-very-secret"
    assert "very-secret" not in shown


def test_a_server_that_repeats_the_key_does_not_make_us_tell_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("MY_SERVERS_KEY", "sk-very-secret")

    def repeat(exchange: Exchange) -> bool:
        exchange.reply_json({"error": {"message": "wrong API key: sk-very-secret"}}, 401)
        return True

    with OllamaServer() as server, router_over(server, key_variable="MY_SERVERS_KEY") as router:
        server.fail_always(repeat)
        with pytest.raises(ModelUnavailable, match=r"wrong API key: \*\*\*"):
            router.complete(ASK)


def test_without_a_key_none_is_sent() -> None:
    with OllamaServer() as server, router_over(server, key_variable="NOT_SET") as router:
        router.complete(ASK)

    assert all("authorization" not in one.headers for one in server.seen)


def test_an_address_with_a_version_is_taken_as_it_is() -> None:
    with OllamaServer() as server:
        settings = RoleSettings(
            "llama3", (f"{server.url}/v1/",), CONTEXT, backend=BackendKind.OPENAI
        )
        with Router({Role.GENERATOR: settings}, QUICK) as router:
            assert router.complete(ASK).text


@pytest.mark.parametrize(
    ("play", "error", "says"),
    [
        (events(piece("half a")), BrokenReply, "before it was whole"),
        (events(piece("half a"), end=b"data: [DONE]\n\n"), BrokenReply, "before it was whole"),
        (events(piece("half a", "length")), BrokenReply, "was cut"),
        (events({"error": {"message": "slot unavailable"}}), BrokenReply, "slot unavailable"),
        (events(["no", "object"]), BrokenReply, "no part of a reply"),
        (events(end=b"data: {oops\n\n"), BrokenReply, "no part of a reply"),
        (events({"choices": [{"delta": {"content": {"a": []}}}]}), BrokenReply, "no part of"),
        (events({"usage": {"prompt_tokens": float("inf")}}), BrokenReply, "no part of"),
        (PLAYED["packed"], BrokenReply, "no part of"),
        (PLAYED["line without end"], BrokenReply, "no part of"),
        (events(piece("", "stop")), BrokenReply, "empty"),
        (PLAYED["hang before headers"], ModelTimeout, "no first token"),
        (PLAYED["hang before the first token"], ModelTimeout, "no first token"),
        (PLAYED["FIN at once"], BrokenReply, "broke off"),
        (PLAYED["RST at once"], BrokenReply, "broke off"),
        (PLAYED["503"], ModelUnavailable, "503"),
        (PLAYED["HTML 502"], ModelUnavailable, "502 Bad Gateway"),
        (PLAYED["401"], ModelUnavailable, "API key"),
        (PLAYED["400"], ModelError, "refused the request"),
        (PLAYED["404 page"], ModelUnavailable, "as a model server does"),
    ],
)
def test_a_fault_is_a_clear_error_and_the_other_endpoint_rescues(
    play: object, error: type[ModelError], says: str
) -> None:
    with OllamaServer() as bad, router_over(bad) as router:
        bad.fail_always(play)
        with pytest.raises(error, match=says):
            router.complete(ASK)
    with OllamaServer() as bad, OllamaServer(lambda body: "whole") as good:
        bad.fail_always(play)
        with router_over(bad, good) as router:
            replies = {router.complete(ASK).text for _ in range(2)}
        left = bad.connections_left() + good.connections_left()

    assert replies == {"whole"}
    assert left == 0


def test_a_missing_model_is_named() -> None:
    with OllamaServer(profile=ServerProfile(models=())) as server, router_over(server) as router:
        with pytest.raises(ModelMissing, match="has no llama3"):
            router.complete(ASK)


def test_a_hundred_requests_use_one_connection() -> None:
    with OllamaServer() as server, router_over(server) as router:
        for _ in range(100):
            router.complete(ASK)

        assert server.accepted <= 3


def test_texts_are_embedded_in_their_order() -> None:
    with OllamaServer() as server, router_over(server) as router:
        vectors = router.embed("llama3", ["aaa", "b"])

    assert [vector[0] for vector in vectors] == [3.01, 0.01]


def test_a_model_cannot_be_pulled_there() -> None:
    with OllamaServer() as server, router_over(server) as router:
        with pytest.raises(ModelUnavailable, match="can install"):
            list(router.pull("llama3"))
