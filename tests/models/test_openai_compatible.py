"""The second backend: any OpenAI-compatible server, held to the same promises."""

import json
from typing import Any

import pytest
from msgspec.structs import replace

from src.domain.errors import BrokenReply, ModelError, ModelMissing, ModelTimeout, ModelUnavailable
from src.domain.events import Event
from src.domain.model_request import Delta, PromptPart, Request, Restart, Role
from src.models.endpoint_address import openai_base
from src.models.http_client import seconds_until
from src.models.retry import pause_before
from src.models.router import Router, RouterServices
from src.models.routing_rules import BackendKind, RoleSettings, RoutingRules, Server
from src.models.server_errors import Failure, Scope
from tests.fakes.model_faults import CONTEXT, FAULTS, IMPATIENT, QUICK
from tests.fakes.ollama_server import Exchange, OllamaServer, ServerProfile

ASK = Request(Role.GENERATOR, "write", (PromptPart("Say it."),), system="Be brief.", seed=3)
SCHEMA = {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}
PLAYED = {kind.name: kind.play for kind in FAULTS}


def router_over(
    *servers: OllamaServer, key_variable: str = "", rules: RoutingRules = QUICK
) -> Router:
    endpoints = tuple(server.url for server in servers)
    known = tuple(Server(one, BackendKind.OPENAI, key_variable) for one in endpoints)
    settings = RoleSettings("llama3", endpoints, CONTEXT)
    return Router({Role.GENERATOR: settings}, replace(rules, servers=known))


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


WRONG_KEY = {"error": {"message": "wrong API key: sk-very-secret"}}


@pytest.mark.parametrize(
    "repeat",
    [
        lambda exchange: whole(WRONG_KEY, 401)(exchange),
        lambda exchange: whole(WRONG_KEY)(exchange),
        lambda exchange: events(piece("half a"), WRONG_KEY)(exchange),
        lambda exchange: whole({}, 307, Location="http://h/sk-very-secret")(exchange),
        lambda exchange: whole({}, 307, Location="http://h/?key=sk-very%2Dsecret")(exchange),
    ],
)
def test_a_server_that_repeats_the_key_does_not_make_us_tell_it(
    repeat: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MY_SERVERS_KEY", " sk-very-secret\r\n")

    with OllamaServer() as server, router_over(server, key_variable="MY_SERVERS_KEY") as router:
        server.fail_always(repeat)
        with pytest.raises(ModelError, match=r"wrong API key: \*\*\*|redirects to") as caught:
            router.complete(ASK)

    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("key", ["sk-\u00e9", "sk-1\nsk-2"])
def test_a_key_that_cannot_be_sent_is_named_by_its_variable(
    key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MY_SERVERS_KEY", key)

    with OllamaServer() as server, router_over(server, key_variable="MY_SERVERS_KEY") as router:
        with pytest.raises(ModelUnavailable, match="the API key in MY_SERVERS_KEY") as caught:
            router.complete(ASK)

    assert "sk-" not in str(caught.value)


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
        (events(piece("half a", "length")), BrokenReply, "was cut"),
        (events({"error": {"message": "slot unavailable"}}), BrokenReply, "slot unavailable"),
        (events(["no", "object"]), BrokenReply, "malformed"),
        (events(end=b"data: {oops\n\n"), BrokenReply, "malformed"),
        (events({"choices": [{"delta": {"content": {"a": []}}}]}), BrokenReply, "malformed"),
        (events({"usage": {"prompt_tokens": float("inf")}}), BrokenReply, "malformed"),
        (PLAYED["packed"], BrokenReply, "malformed"),
        (PLAYED["line without end"], BrokenReply, "malformed"),
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
    rules = IMPATIENT if error is ModelTimeout else QUICK

    with OllamaServer() as bad, router_over(bad, rules=rules) as router:
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


def written(before: bytes, *told: object) -> object:
    """Events whose first one has something other than `data: ` before it."""

    def play(exchange: Exchange) -> bool:
        exchange.begin_stream("text/event-stream")
        for start, one in zip((before, *[b"data: "] * len(told)), told):
            exchange.send(start + json.dumps(one).encode() + b"\n\n")
        exchange.end_stream()
        return True

    return play


def whole(body: object, status: int = 200, mark: bytes = b"", **headers: str) -> object:
    """One JSON object, as servers send it that do not stream, or that refuse."""

    def play(exchange: Exchange) -> bool:
        raw = mark + json.dumps(body, indent=1).encode()
        exchange.handler.send_response(status)
        for name, value in {"Content-Type": "application/json", **headers}.items():
            exchange.handler.send_header(name.replace("_", "-"), value)
        exchange.handler.send_header("Content-Length", str(len(raw)))
        exchange.handler.end_headers()
        exchange.handler.wfile.write(raw)
        return True

    return play


def delta(**fields: object) -> dict[str, object]:
    return {"choices": [{"index": 0, "delta": fields}]}


STOP = {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}
MANY_THOUGHTS = [delta(reasoning=f"{n} ", content="") for n in range(600)]


@pytest.mark.parametrize(
    ("play", "text", "thinking"),
    [
        (
            events(*MANY_THOUGHTS, delta(content="yes"), STOP),
            "yes",
            " ".join(map(str, range(600))) + " ",
        ),
        (events(delta(reasoning={"content": "hm"}), delta(content="yes"), STOP), "yes", "hm"),
        (events(delta(reasoning_content="hm"), delta(content="yes"), STOP), "yes", "hm"),
        (events(*[delta() for _ in range(600)], delta(content="yes"), STOP), "yes", ""),
        (events(delta(content=[{"type": "text", "text": "y"}, "es"]), STOP), "yes", ""),
        (events(delta(content=None, role="assistant"), delta(content="yes"), STOP), "yes", ""),
        (
            whole({"choices": [{"message": {"content": "yes"}, "finish_reason": "stop"}]}),
            "yes",
            "",
        ),
        (whole({"choices": [{"message": {"content": "yes"}}]}), "yes", ""),
        (
            whole({"choices": [{"message": {"content": "yes"}, "finish_reason": None}]}),
            "yes",
            "",
        ),
        (whole({"choices": [{"message": {"content": "yes"}}]}, mark=b"\xef\xbb\xbf"), "yes", ""),
        (written(b"\xef\xbb\xbfdata: ", delta(content="yes"), STOP), "yes", ""),
        (written(b"data:\n\ndata: ", delta(content="yes"), STOP), "yes", ""),
        (events(delta(reasoning={"summary": "hm"}), delta(content="yes"), STOP), "yes", "hm"),
        (
            events(
                delta(reasoning={"summary": [{"type": "summary_text", "text": "h"}]}),
                delta(reasoning=[{"summary": "m"}]),
                delta(reasoning={"effort": "low"}, content="yes"),
                STOP,
            ),
            "yes",
            "hm",
        ),
        (
            events(
                delta(content=[{"type": "thinking", "thinking": "hm"}]),
                delta(content=[{"type": "reasoning", "summary": "hm"}, {"text": "yes"}]),
                STOP,
            ),
            "yes",
            "",
        ),
        (events({"choices": []}, delta(content="yes"), STOP, end=b": bye\n\n"), "yes", ""),
        (events(delta(content="a\x85b\u2028c"), STOP), "a\x85b\u2028c", ""),
        (events(delta(content="yes"), end=b"data: [DONE]\n\n"), "yes", ""),
        (
            events(
                delta(content="a\ud83d"), delta(content="\ude00b"), delta(content="\ud83d"), STOP
            ),
            "a\U0001f600b",
            "",
        ),
        (events(delta(content="a\udc00b"), STOP), "a\ufffdb", ""),
        (
            events(delta(content="yes"), STOP, {"usage": {"cost": {"total": 1}}, "timings": []}),
            "yes",
            "",
        ),
    ],
)
def test_every_way_of_writing_a_reply_is_read(play: object, text: str, thinking: str) -> None:
    with OllamaServer() as server, router_over(server) as router:
        server.fail_always(play)
        reply = router.complete(ASK)

    assert (reply.text, reply.thinking) == (text, thinking)


@pytest.mark.parametrize("reason", ["length", "model_length", "max_tokens", "MAX_TOKENS"])
def test_a_reply_that_used_up_its_tokens_is_cut_whatever_the_server_calls_it(reason: str) -> None:
    with OllamaServer() as server, router_over(server) as router:
        server.fail_always(events(piece("def f(a):\n    return a +", reason)))
        with pytest.raises(BrokenReply, match="was cut at 0 tokens"):
            router.complete(ASK)


@pytest.mark.parametrize(
    "reason",
    [
        *("content_filter", "SAFETY", "error", "network_error", "abort"),
        "insufficient_system_resource",
    ],
)
def test_a_reply_that_the_server_broke_off_is_asked_for_again(reason: str) -> None:
    with OllamaServer(lambda body: "yes") as server, router_over(server) as router:
        server.fail_next(events(piece("def f(a):\n    return a +", reason)))
        reply = router.complete(ASK)

    assert reply.text == "yes"


@pytest.mark.parametrize("reason", ["stop", "eos", "end_turn", "tool_calls"])
def test_any_other_reason_ends_a_whole_reply(reason: str) -> None:
    with OllamaServer() as server, router_over(server) as router:
        server.fail_always(events(piece("yes", reason)))
        assert router.complete(ASK).text == "yes"


@pytest.mark.parametrize(
    ("field", "error"),
    [
        ("stream_options", {"detail": [{"loc": ["body", "stream_options"], "msg": "forbidden"}]}),
        ("response_format", {"error": {"message": "This response_format type is unavailable"}}),
        ("max_tokens", {"error": {"message": "Use 'max_completion_tokens', not 'max_tokens'."}}),
        ("temperature", {"error": {"message": "'temperature' does not support 0 here."}}),
        ("reasoning_effort", {"error": {"message": "Unknown name reasoning_effort"}}),
    ],
)
def test_a_field_that_a_server_refuses_is_left_out_there_from_then_on(
    field: str, error: object
) -> None:
    def refuse(exchange: Exchange) -> bool:
        if field not in exchange.body:
            return False
        play = whole(error, 422 if "detail" in str(error) else 400)
        return bool(play(exchange))  # type: ignore[operator]

    asked = Request(Role.GENERATOR, "classify", (PromptPart("Count."),), schema=SCHEMA)
    with OllamaServer(lambda body: '{"n": 1}') as server, router_over(server) as router:
        server.fail_always(refuse)
        replies = [router.complete(asked).text for _ in range(2)]

    bodies = server.asked("/v1/chat/completions")
    assert replies == ['{"n": 1}'] * 2
    assert [field in body for body in bodies] == [True, False, False]
    assert field != "max_tokens" or bodies[1]["max_completion_tokens"] == 2048


@pytest.mark.parametrize(
    "said",
    [
        "'max_tokens' is too large: 500. This model's maximum context length is 2048 tokens and"
        " your request has 1700 input tokens (500 > 2048 - 1700).",
        "This model's maximum context length is 2048 tokens. Reduce max_tokens.",
    ],
)
def test_a_request_that_is_too_long_is_fitted_to_the_context_that_the_server_names(
    said: str,
) -> None:
    refusal = whole({"object": "error", "message": said, "param": "max_tokens"}, 400)
    asked = replace(ASK, prompt=(PromptPart("word " * 1500),))
    with OllamaServer() as server, router_over(server) as router:
        server.fail_next(refusal)
        router.complete(asked)
        router.complete(ASK)

    first, fitted, later = server.asked("/v1/chat/completions")
    assert fitted["max_tokens"] == 1024
    assert len(str(fitted["messages"])) < len(str(first["messages"]))
    assert later["max_tokens"] == first["max_tokens"]


BODY = "{'seed': 3, 'temperature': 0.1, 'max_tokens': 500, 'stream_options': {}}"


@pytest.mark.parametrize(
    "error",
    [
        {"detail": [{"loc": ["body", "messages"], "msg": "Field required", "input": BODY}]},
        {"message": f"[{{'loc': ('body', 'messages'), 'msg': 'Field required', 'input': {BODY}}}]"},
        {"message": f"1 validation error [type=missing, input_value={BODY}]"},
        {"message": "The seed's plot is unacceptable", "param": "messages"},
    ],
)
def test_a_complaint_about_something_else_drops_no_field(error: object) -> None:
    with OllamaServer() as server, router_over(server) as router:
        server.fail_always(whole(error, 422))
        with pytest.raises(ModelError):
            router.complete(ASK)
        asked = len(server.asked("/v1/chat/completions"))
        server.fail_always(None)
        router.complete(ASK)

    last = server.asked("/v1/chat/completions")[-1]
    assert asked <= 2 and {"seed", "temperature", "max_tokens", "stream_options"} <= last.keys()


@pytest.mark.parametrize(
    ("endpoint", "base"),
    [
        ("http://x:1", "http://x:1/v1"),
        ("http://x:1/v1/", "http://x:1/v1"),
        ("https://x/v1beta/openai", "https://x/v1beta/openai"),
        ("https://x/api/paas/v4", "https://x/api/paas/v4"),
        ("https://x/v1/chat/completions", "https://x/v1"),
    ],
)
def test_a_version_is_added_only_to_an_address_without_a_path(endpoint: str, base: str) -> None:
    assert openai_base(endpoint) == base


@pytest.mark.parametrize(
    ("number", "asked_for", "busy", "pause"),
    [
        (1, (0.0,), False, 0.5),
        (3, (0.0,), False, 2.0),
        (1, (2.0,), False, 2.0),
        (1, (30.0, 4.0), False, 4.0),
        (3, (0.0,), True, 20.0),
    ],
)
def test_a_pause_is_as_long_as_the_server_asks_for_within_bounds(
    number: int, asked_for: tuple[float, ...], busy: bool, pause: float
) -> None:
    busy_error = ModelError("slow down")
    failures = [
        Failure(busy_error, Scope.ENDPOINT, True, retry_after=seconds, busy=busy)
        for seconds in asked_for
    ]

    assert pause_before(number, failures, 0.5) == pause


QUOTA = {"error": {"message": "You exceeded your quota.", "type": "insufficient_quota"}}


@pytest.mark.parametrize(
    ("play", "said", "hint", "tries"),
    [
        (whole({"error": "Insufficient balance"}, 402), "lack of credit: Insuff", "credit", 1),
        (whole(QUOTA, 429), "for lack of credit: You exceeded your quota", "add credit", 1),
        (whole({"error": "slow down"}, 429, Retry_After="3600"), "is busy", "60 minutes", 1),
        (whole({"error": "no such country"}, 403), "access: no such country", "rights", 1),
        (whole({"code": 1113, "msg": "no balance"}), "no balance", "log", 3),
        (written(b"event: error\ndata: ", {"message": "died"}), "stopped: died", "log", 3),
    ],
)
def test_a_refusal_names_its_cause_and_is_repeated_only_where_that_helps(
    play: object, said: str, hint: str, tries: int
) -> None:
    with OllamaServer() as server, router_over(server) as router:
        server.fail_always(play)
        with pytest.raises(ModelError, match=said) as caught:
            router.complete(ASK)

    assert hint in caught.value.hint
    assert len(server.asked("/v1/chat/completions")) == tries


def test_a_prompt_that_such_a_server_counts_is_not_called_cut() -> None:
    notes: list[Event] = []
    with OllamaServer() as server:
        settings = RoleSettings("llama3", (server.url,), 512, backend=BackendKind.OPENAI)
        with Router({Role.GENERATOR: settings}, QUICK, RouterServices(notes.append)) as router:
            server.fail_next(events(delta(content="yes"), STOP, {"usage": {"prompt_tokens": 900}}))
            router.complete(ASK)

    assert notes == []


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("2.5", 2.5),
        ("7", 7),
        ("Thu, 01 Jan 1970 00:01:00 GMT", 50),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
        ("-3", 0),
        ("nan", 0),
        ("soon", 0),
        ("", 0),
    ],
)
def test_a_pause_is_read_as_a_number_or_a_date(written: str, seconds: float) -> None:
    assert seconds_until(written, 10.0) == seconds


def test_what_a_server_asks_for_is_read_and_prices_and_timings_are_kept() -> None:
    usage = {"prompt_tokens": 3, "completion_tokens": 5, "cost": 0.002}
    timings = {"prompt_ms": 30, "predicted_ms": 50}
    priced = events(delta(content="yes"), STOP, {"usage": usage, "timings": timings})
    with OllamaServer() as server, router_over(server) as router:
        server.fail_next(whole({"error": "slow down"}, 429, Retry_After="0"), priced)
        reply = router.complete(ASK)
        spent = router.usage().total

    assert reply.text == "yes"
    assert (spent.dollars, spent.output_tokens) == (0.002, 5)
    assert spent.tokens_per_second == pytest.approx(100)
