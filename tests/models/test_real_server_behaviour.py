"""What real servers do besides answering: each point where a client's assumption was wrong."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from src.domain.errors import BrokenReply, ModelError, ModelMissing, ModelTimeout, ModelUnavailable
from src.domain.events import Event, Noted
from src.domain.model_request import (
    Delta,
    ModelState,
    PromptPart,
    Request,
    Restart,
    Role,
    Waiting,
)
from src.domain.program_run import granted_files
from src.models.backend import BackendRequest, full_name
from src.models.deadlines import FirstTokenWait, Phase
from src.models.endpoint_address import ollama_address
from src.models.ollama import OllamaBackend
from src.models.reply_cache import ReplyCache
from src.models.router import Router, RouterServices
from src.models.routing_rules import BackendKind, RoleSettings, RoutingRules
from src.models.server_errors import read_error
from src.models.stream_reader import repeats_at_end
from tests.fakes.model_faults import CONTEXT, PATIENCE, QUICK
from tests.fakes.ollama_server import Exchange, OllamaServer, ServerProfile

ASK = Request(Role.GENERATOR, "write", (PromptPart("Say it."),))
SCHEMA = {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}


def router_over(
    server: OllamaServer,
    model: str = "llama3",
    rules: RoutingRules = QUICK,
    notes: list[Event] | None = None,
    num_ctx: int = CONTEXT,
) -> Router:
    services = RouterServices(notes.append if notes is not None else lambda event: None)
    return Router({Role.GENERATOR: RoleSettings(model, (server.url,), num_ctx)}, rules, services)


def states_over(server: OllamaServer, model: str) -> tuple[ModelState, ...]:
    with Router({Role.FAST: RoleSettings(model, (server.url,), CONTEXT)}, QUICK) as router:
        return router.states()


def refuse(status: int, body: Any, **headers: str) -> Any:
    def play(exchange: Exchange) -> bool:
        raw = json.dumps(body).encode()
        exchange.handler.send_response(status)
        for name, value in headers.items():
            exchange.handler.send_header(name.replace("_", "-"), value)
        exchange.handler.send_header("Content-Length", str(len(raw)))
        exchange.handler.end_headers()
        exchange.handler.wfile.write(raw)
        return True

    return play


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("plain words", "plain words"),
        ('{"error": "a string"}', "a string"),
        ('{"error": {"message": "an object", "type": "x"}}', "an object"),
        (json.dumps({"error": json.dumps({"error": {"message": "nested"}})}), "nested"),
        ('{"detail": [{"loc": ["body", "seed"], "msg": "forbidden"}]}', "forbidden"),
        ('{"detail": {"error": ["of a list"]}}', "of a list"),
        ("[" * 100_000, "[" * 100_000),
        ('{"error": null}', '{"error": null}'),
        ("", ""),
    ],
)
def test_the_words_of_an_error_are_found_however_they_are_wrapped(body: str, words: str) -> None:
    assert read_error(body).words == words


def test_a_model_that_always_thinks_is_asked_to_think_little_and_gets_room_for_it() -> None:
    profile = ServerProfile(models=("gpt-oss:20b",), harmony=("gpt-oss:20b",))
    with OllamaServer(profile=profile) as server, router_over(server, "gpt-oss:20b") as router:
        reply = router.complete(replace(ASK, schema=SCHEMA, max_tokens=200))

    (body,) = server.asked()
    assert json.loads(reply.text) == {"n": 1}
    assert body["think"] == "low" and body["options"]["num_predict"] > 1000


def test_an_answer_that_is_filed_under_thinking_is_found() -> None:
    profile = ServerProfile(models=("olmo",), files_answers_as_thinking=("olmo",))
    with OllamaServer(profile=profile) as server, router_over(server, "olmo") as router:
        reply = router.complete(replace(ASK, schema=SCHEMA))
        with pytest.raises(BrokenReply, match="thought until"):
            router.complete(ASK)

    assert json.loads(reply.text) == {"n": 1}


def test_a_prompt_with_more_tokens_than_estimated_is_fitted_again_and_never_halved() -> None:
    digits, task = PromptPart("12,7,34.5,1 " * 1500, 1), PromptPart("Sum the numbers.", 10)
    with OllamaServer() as server, router_over(server) as router:
        reply = router.complete(replace(ASK, prompt=(digits, task)))

    sent = [body["messages"][0]["content"] for body in server.asked()]
    assert len(sent) == 2 and all(text.endswith(task.text) for text in sent)
    assert len(sent[0]) > len(sent[1]) > 4000
    assert reply.prompt_tokens < CONTEXT


def test_a_reply_to_a_prompt_that_an_old_server_halved_is_told_and_not_cached() -> None:
    notes: list[Event] = []
    profile = ServerProfile(cuts_prompts=True)
    with OllamaServer(profile=profile) as server, router_over(server, notes=notes) as router:
        router.complete(replace(ASK, prompt=(PromptPart("12,7,34.5,1 " * 1500),)))

    assert any("dropped a part of the prompt" in str(note) for note in notes)


def test_a_model_that_is_loaded_with_a_larger_context_is_used_as_it_is() -> None:
    with OllamaServer(profile=ServerProfile(context=32768)) as server:
        server.load("llama3:latest", context=16384)
        with router_over(server) as router:
            router.complete(ASK)

    assert [body["options"]["num_ctx"] for body in server.asked()] == [16384]
    assert server.loads == [("llama3:latest", 16384)]


def test_two_names_of_one_model_with_two_contexts_are_loaded_twice_at_most() -> None:
    profile = ServerProfile(context=32768, copies={"mine": "llama3"})
    with OllamaServer(profile=profile) as server:
        roles = {
            Role.FAST: RoleSettings("llama3", (server.url,), num_ctx=2048),
            Role.POWERFUL: RoleSettings("mine", (server.url,), num_ctx=4096),
        }
        with Router(roles, QUICK) as router:
            for role in (Role.FAST, Role.POWERFUL, Role.FAST, Role.POWERFUL):
                router.complete(replace(ASK, role=role))
                router.health()

    assert [context for _, context in server.loads] == [2048, 4096]


def test_another_programs_context_is_told_once_the_model_was_loaded_with_it() -> None:
    notes: list[Event] = []
    with OllamaServer() as server, router_over(server, notes=notes) as router:
        router.complete(ASK)
        router.health()
        server.load("llama3:latest", context=4096)
        router.health()
        router.complete(ASK)

    assert [str(note).count("with context 4096") for note in notes] == [1]


def waiting(
    clock: list[float], phases: list[Phase], told: list[str], prompt: str = "Say it."
) -> FirstTokenWait:
    async def look(current: Phase) -> Phase:
        return phases.pop(0) if phases else current

    request = BackendRequest("llama3", "", prompt, 0.0, 8192, 100)
    return FirstTokenWait(request, QUICK.deadlines, lambda: clock[0], look, told.append)


async def looked(wait: FirstTokenWait, times: int) -> None:
    for _ in range(times):
        await wait.look()


def test_each_phase_before_the_first_token_has_a_limit_of_its_own_and_is_told() -> None:
    import asyncio

    clock, told = [0.0], list[str]()
    wait = waiting(clock, [Phase.LOADING, Phase.QUEUED, Phase.READING], told)
    wait.begin(Phase.LOADING)
    lefts = [wait.seconds_left()]
    for now in (2.0, 2.4, 4.0):
        clock[0] = now
        asyncio.run(looked(wait, 1))
        lefts.append(wait.seconds_left())
    wait.end()

    assert lefts == [2.5, 0.5, 2.5, 1.0]
    assert wait.loading_seconds == pytest.approx(2.4)
    assert told == [
        "llama3: loading the model",
        "llama3: waiting for another request",
        "llama3: reading the prompt",
        "",
    ]


@pytest.mark.parametrize(("speed", "seconds"), [(0.0, 136.0), (100.0, 20.4), (1e6, 1.0)])
def test_a_long_prompt_gets_the_time_that_reading_it_takes(speed: float, seconds: float) -> None:
    wait = waiting([0.0], [], [], "word " * 612)

    wait.begin(Phase.READING, speed)

    assert wait.seconds_left() == pytest.approx(seconds)


def test_loading_is_shown_while_a_request_waits() -> None:
    heard: list[Delta | Restart | Waiting] = []
    rules = replace(QUICK, deadlines=replace(QUICK.deadlines, first_token_cold=0.3))
    with OllamaServer(profile=ServerProfile(load_seconds=60)) as server:
        with router_over(server, rules=rules) as router:
            with pytest.raises(ModelTimeout, match=r"within 0.3 s \(loading the model\)"):
                router.complete(ASK, heard.append)

    assert heard == [Waiting("llama3: loading the model"), Waiting("")]


def test_a_model_that_does_not_fit_is_tried_with_half_the_context() -> None:
    full = {"error": "llama-server process has terminated: cudaMalloc failed: out of memory"}
    with OllamaServer() as server, router_over(server) as router:
        server.fail_next(refuse(500, full))
        router.complete(ASK)

    assert [body["options"]["num_ctx"] for body in server.asked()] == [8192, 4096]


def test_a_reply_that_was_cut_is_asked_for_with_twice_the_room_once() -> None:
    with OllamaServer(lambda body: "abcd" * 150) as server, router_over(server) as router:
        reply = router.complete(replace(ASK, max_tokens=100))
        with pytest.raises(BrokenReply, match="was cut at 100"):
            router.complete(replace(ASK, max_tokens=50))

    assert [body["options"]["num_predict"] for body in server.asked()] == [100, 200, 50, 100]
    assert len(reply.text) == 600


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("llama3", "Llama3"),
        ("llama3", " library/llama3:latest"),
        ("registry.ollama.ai/library/llama3", "llama3:LATEST"),
        ("hf.co/x/Y:Q4_K_M", "hf.co/x/y:q4_k_m"),
    ],
)
def test_names_are_compared_as_the_server_does(written: str, same: str) -> None:
    assert full_name(written) == full_name(same)


@pytest.mark.parametrize("model", ["Llama3", "library/llama3", "gpt-oss:120b-cloud"])
def test_a_model_in_another_spelling_or_in_the_cloud_is_not_missing(model: str) -> None:
    cloud = "gpt-oss:120b-cloud"
    profile = ServerProfile(models=("llama3", cloud), harmony=(cloud,))
    with OllamaServer(profile=profile) as server:
        (state,) = states_over(server, model)
        with router_over(server, model) as router:
            assert router.complete(ASK).text

    assert state.state == "ready"


def test_a_cloud_model_is_marked_and_signing_in_is_the_way() -> None:
    notes: list[Event] = []
    profile = ServerProfile(models=("llama3", "mine"), cloud=("mine",))
    with (
        OllamaServer(profile=profile) as server,
        router_over(server, "mine", notes=notes) as router,
    ):
        for _ in range(2):
            with pytest.raises(ModelUnavailable, match="not signed in") as raised:
                router.complete(ASK)
        reply = router.complete(replace(ASK, model="llama3"))
        (state,) = states_over(server, "mine")

    assert "ollama signin (https://ollama.com/connect" in raised.value.hint
    assert [str(note).count("runs at ollama.com") for note in notes] == [1]
    assert state.detail == "runs at ollama.com"
    assert reply.text


def test_what_leaves_the_machine_and_what_a_cloud_model_cannot_do_is_said_once() -> None:
    notes: list[Event] = []
    granted = granted_files.set(("/home/me/taxes.csv",))
    try:
        with OllamaServer(profile=ServerProfile(cloud=("llama3",))) as server:
            with router_over(server, notes=notes) as router:
                router.health()
                for request in (ASK, replace(ASK, schema=SCHEMA), ASK):
                    with pytest.raises(ModelUnavailable):
                        router.complete(request)
    finally:
        granted_files.reset(granted)

    said = [one.text for one in notes if isinstance(one, Noted)]
    assert said == [
        "llama3 runs at ollama.com: your requests are sent there",
        "the content of taxes.csv may be sent to ollama.com",
        "llama3 runs at ollama.com, where the form of a reply is not enforced",
    ]


def test_nothing_is_said_of_a_file_that_stays_on_this_machine() -> None:
    notes: list[Event] = []
    granted = granted_files.set(("/home/me/taxes.csv",))
    try:
        with OllamaServer() as server, router_over(server, notes=notes) as router:
            router.complete(ASK)
    finally:
        granted_files.reset(granted)

    assert notes == []


def test_a_slow_list_of_loaded_models_does_not_make_a_server_unreachable() -> None:
    def slow_ps(exchange: Exchange) -> bool:
        return exchange.path == "/api/ps" and exchange.pause(60)

    rules = replace(QUICK, deadlines=replace(QUICK.deadlines, connect=0.1))
    with OllamaServer() as server, router_over(server, rules=rules) as router:
        server.for_everything = slow_ps
        router.complete(ASK)
        (role,) = router.health()

    assert role.endpoints[0].state == "ready"


def test_embeddings_of_a_chat_model_are_refused_once_and_cost_the_endpoint_nothing() -> None:
    with OllamaServer() as server, router_over(server) as router:
        with pytest.raises(ModelUnavailable, match="does not make embeddings") as raised:
            router.embed("llama3", ["a"])
        asked = len(server.asked("/api/embed"))
        (role,) = router.health()

    assert asked == 1
    assert "nomic-embed-text" in raised.value.hint
    assert role.endpoints[0].state in ("ready", "cooling down")


@pytest.mark.parametrize(
    ("keep_alive", "roles", "sent"),
    [
        ("30m", (Role.ESCALATION, Role.POWERFUL), 300),
        ("1h30m", (Role.ESCALATION,), 300),
        ("7200", (Role.ESCALATION,), 300),
        ("2m", (Role.ESCALATION,), "2m"),
        ("-1", (Role.ESCALATION,), -1),
        ("-1m", (Role.ESCALATION,), "-1m"),
        ("", (Role.ESCALATION,), None),
        ("30m", (Role.ESCALATION, Role.CLASSIFIER), "30m"),
    ],
)
def test_a_model_that_only_rare_roles_use_leaves_the_memory_sooner(
    keep_alive: str, roles: tuple[Role, ...], sent: object
) -> None:
    with OllamaServer() as server:
        settings = {role: RoleSettings("llama3", (server.url,), CONTEXT) for role in roles}
        with Router(settings, replace(QUICK, keep_alive=keep_alive)) as router:
            router.complete(replace(ASK, role=Role.ESCALATION))

    assert server.asked()[0].get("keep_alive") == sent


@pytest.mark.parametrize(
    ("keep_alive", "sent"), [("", None), ("-1", -1), ("3600", 3600), ("5m", "5m")]
)
def test_how_long_a_model_stays_is_left_to_the_server_where_nothing_is_set(
    keep_alive: str, sent: object
) -> None:
    rules = replace(QUICK, keep_alive=keep_alive)
    with OllamaServer() as server, router_over(server, rules=rules) as router:
        router.complete(ASK)

    assert server.asked()[0].get("keep_alive") == sent


@pytest.mark.parametrize(
    ("line", "error", "says"),
    [
        ("pull model manifest: 412: this model requires a newer version", ModelMissing, "newer"),
        ("write /x: no space left on device", ModelMissing, "no space"),
        ("max retries exceeded", ModelError, "max retries"),
    ],
)
def test_a_download_that_fails_says_why(line: str, error: type[ModelError], says: str) -> None:
    def fail(exchange: Exchange) -> bool:
        exchange.send_line({"status": "pulling manifest"})
        exchange.send_line({"error": line})
        exchange.end_stream()
        return True

    with OllamaServer() as server, router_over(server) as router:
        server.for_everything = fail
        with pytest.raises(error, match=says) as raised:
            list(router.pull("llama3"))

    assert raised.value.hint


def test_a_download_that_reports_the_same_number_again_and_again_stands_still() -> None:
    def stalled(exchange: Exchange) -> bool:
        while not exchange.pause(0.02):
            exchange.send_line({"status": "pulling x", "total": 1000, "completed": 250})
        return True

    rules = replace(QUICK, deadlines=replace(QUICK.deadlines, first_token_cold=0.3))
    with OllamaServer() as server, router_over(server, rules=rules) as router:
        server.for_everything = stalled
        with pytest.raises(ModelTimeout, match="has stalled"):
            list(router.pull("llama3"))


@pytest.mark.parametrize(
    ("model", "characters"), [("smollm2:135m", 750), ("qwen2.5-coder:0.5b", 750)]
)
def test_a_recorded_reply_that_repeats_itself_is_ended_early(model: str, characters: int) -> None:
    lines = Path(__file__).with_name("long_replies.jsonl").read_text().splitlines()
    replies = [json.loads(line) for line in lines]
    (poem,) = [r["text"] for r in replies if r["model"] == model and "poem" in r["prompt"]]
    pieces: list[object] = []
    with OllamaServer(lambda body: poem, ServerProfile(models=(model,))) as server:
        with router_over(server, model=model) as router:
            with pytest.raises(BrokenReply, match="repeats itself without end"):
                router.complete(ASK, pieces.append)

    said = "".join(one.text for one in pieces if isinstance(one, Delta))
    assert poem.startswith(said) and len(said) <= characters < len(poem) / 2
    assert len(server.asked()) == 1


@pytest.mark.parametrize(
    "text",
    [
        "[" + "\n".join(["[0, 0, 0, 0, 0, 0, 0, 0, 0],"] * 9) + "]",
        "\n".join(f"assert is_even({n}) is {n % 2 == 0}" for n in range(60)),
        "-" * 100 + "\n" + "=" * 400,
        "a = 1\n" * 30 + "b = 2\n" * 30 + "c = 3\n" * 30,
        "",
    ],
)
def test_a_table_or_a_list_of_asserts_does_not_count_as_repetition(text: str) -> None:
    assert not repeats_at_end(text)


def test_newlines_of_other_alphabets_stay_inside_a_reply() -> None:
    odd = "x\x85y\u2028z"

    def raw(exchange: Exchange) -> bool:
        message = {"role": "assistant", "content": odd}
        for done in (False, True):
            line = {"message": message if not done else {}, "done": done}
            exchange.send(json.dumps(line, ensure_ascii=False).encode() + b"\n")
        exchange.end_stream()
        return True

    with OllamaServer() as server, router_over(server) as router:
        server.fail_next(raw)
        assert router.complete(ASK).text == odd


def test_the_context_of_the_settings_counts_where_the_server_names_no_limit() -> None:
    profile = ServerProfile(context=0)
    with OllamaServer(profile=profile) as server, router_over(server, num_ctx=32768) as router:
        server.unknown_paths = ("/api/show",)
        router.complete(ASK)

    assert server.asked()[0]["options"]["num_ctx"] == 32768


def test_a_server_that_does_not_describe_its_models_is_asked_for_that_once(tmp_path: Path) -> None:
    def hang(exchange: Exchange) -> bool:
        return exchange.path == "/api/show" and exchange.pause(60.0)

    rules = replace(QUICK, deadlines=replace(QUICK.deadlines, first_token_warm=0.2))
    cache = ReplyCache(tmp_path / "replies.db")
    with OllamaServer(profile=ServerProfile(context=0)) as server:
        server.for_everything = hang
        roles = {Role.GENERATOR: RoleSettings("llama3", (server.url,), CONTEXT)}
        with Router(roles, rules, RouterServices(cache=cache)) as router:
            for words in ("one", "two"):
                asked = replace(ASK, temperature=0.0, prompt=(PromptPart(words),))
                assert router.complete(asked).text

    assert len(server.asked("/api/show")) == 1


def test_the_key_of_ollama_com_is_sent_to_no_other_host(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OLLAMA_API_KEY", "secret")
    with OllamaServer() as one, OllamaServer() as two:
        for server in (one, two):
            with router_over(server) as router:
                router.complete(ASK)
                router.embed("nomic-embed-text", ["a"])
        seen = [*one.seen, *two.seen]

    assert seen and all("authorization" not in request.headers for request in seen)


@pytest.mark.parametrize(
    ("endpoint", "is_sent"),
    [
        ("https://ollama.com", True),
        ("ollama.com", True),
        ("http://ollama.com", False),
        ("http://ollama.com:443", False),
        ("https://ollama.com.evil.example", False),
        ("https://ollama.com@evil.example", False),
    ],
)
def test_the_key_of_ollama_com_is_sent_encrypted_only(
    endpoint: str, is_sent: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OLLAMA_API_KEY", "secret")

    client = vars(OllamaBackend(ollama_address(endpoint), 1.0, "5m"))["_http"]

    assert ("secret" in client.headers["authorization"]) is is_sent


def test_the_password_in_an_address_is_sent_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OLLAMA_API_KEY", "secret")
    with OllamaServer() as server:
        settings = RoleSettings("llama3", (server.url.replace("//", "//me:p%40w@"),), CONTEXT)
        with Router({Role.GENERATOR: settings}, QUICK) as router:
            router.complete(ASK)
            router.embed("nomic-embed-text", ["a"])
            (state,) = router.states()

    assert {one.headers.get("authorization") for one in server.seen} == {"Basic bWU6cEB3"}
    assert state.endpoint == server.url


@pytest.mark.parametrize("status", [200, 400])
def test_a_server_that_repeats_the_password_does_not_make_us_show_it(status: int) -> None:
    def repeat(exchange: Exchange) -> bool:
        exchange.reply_json({"error": "wrong password p@w"}, status)
        return True

    with OllamaServer() as server:
        settings = RoleSettings("llama3", (server.url.replace("//", "//me:p%40w@"),), CONTEXT)
        with Router({Role.GENERATOR: settings}, QUICK) as router:
            server.fail_always(repeat)
            with pytest.raises(ModelError, match=r"wrong password \*\*\*"):
                router.complete(ASK)


def test_roles_that_are_one_model_and_a_model_on_the_cpu_are_said() -> None:
    profile = ServerProfile(copies={"mine": "llama3"}, on_gpu=0.0)
    with OllamaServer(profile=profile) as server:
        server.load("llama3:latest")
        models = {Role.FAST: "llama3", Role.ESCALATION: "mine"}
        settings = {r: RoleSettings(name, (server.url,), CONTEXT) for r, name in models.items()}
        with Router(settings, QUICK) as router:
            fast, escalation = router.states()

    assert (fast.same_as, escalation.same_as) == (("mine",), ("llama3",))
    assert "on the CPU" in fast.detail


def test_an_ollama_among_the_openai_servers_is_recognized() -> None:
    with OllamaServer() as server:
        settings = RoleSettings("llama3", (server.url,), CONTEXT, backend=BackendKind.OPENAI)
        with Router({Role.FAST: settings}, QUICK) as router:
            (state,) = router.states()

    assert state.state == "missing" or "leave it out of openai_servers" in state.detail


def drip(exchange: Exchange) -> bool:
    """Headers that never end, a byte at a time."""
    exchange.handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    while not exchange.pause(0.02):
        exchange.handler.wfile.write(b"x")
        exchange.handler.wfile.flush()
    return True


def redirect(exchange: Exchange) -> bool:
    exchange.handler.send_response(302)
    exchange.handler.send_header("Location", "http://elsewhere.example/api")
    exchange.handler.send_header("Content-Length", "0")
    exchange.handler.end_headers()
    return True


@pytest.mark.parametrize("kind", [BackendKind.OLLAMA, BackendKind.OPENAI])
@pytest.mark.parametrize(
    ("play", "says"), [(drip, "starting or busy"), (redirect, "elsewhere.example")]
)
def test_every_call_to_a_server_that_drips_or_redirects_is_bounded_and_named(
    play: Any, says: str, kind: BackendKind
) -> None:
    limits = replace(QUICK.deadlines, connect=0.2, first_token_warm=0.2, first_token_cold=0.3)
    rules = replace(QUICK, deadlines=limits)
    with OllamaServer() as server:
        settings = RoleSettings("llama3", (server.url,), CONTEXT, backend=kind)
        server.for_everything = play
        with Router({Role.GENERATOR: settings}, rules) as router:
            for call in (
                lambda: router.complete(ASK),
                lambda: router.embed("nomic-embed-text", ["a"]),
                lambda: list(router.pull("llama3", server.url)),
            ):
                with pytest.raises(ModelError):
                    call()
            (state,) = router.states()

    assert state.state == "not reachable" and says in state.detail


def test_a_full_queue_is_waited_for_and_told() -> None:
    notes: list[Event] = []
    full = refuse(
        503, {"error": "server busy, please try again. maximum pending requests exceeded"}
    )
    with OllamaServer() as server:
        server.fail_next(full, full, full, full)
        services = RouterServices(notes.append)
        roles = {Role.GENERATOR: RoleSettings("llama3", (server.url,), CONTEXT)}
        with Router(roles, QUICK, services) as router:
            reply = router.complete(ASK)

    assert reply.text
    assert sum("is busy" in note.text for note in notes if isinstance(note, Noted)) == 4


def test_a_model_is_loaded_ahead_with_the_options_of_the_requests_to_come() -> None:
    patient = replace(QUICK, deadlines=replace(QUICK.deadlines, connect=PATIENCE))
    with OllamaServer() as server, router_over(server, rules=patient) as router:
        router.preload(Role.GENERATOR)
        router.complete(ASK)
        router.preload(Role.GENERATOR)

    ahead, asked = server.asked()
    assert ahead["messages"] == [] and ahead["options"]["num_ctx"] == asked["options"]["num_ctx"]
    assert ahead["keep_alive"] == asked["keep_alive"]
    assert len(server.loads) == 1


def test_a_request_for_another_model_ends_loading_ahead() -> None:
    with OllamaServer(profile=ServerProfile(load_seconds=60)) as server:
        server.loaded = {"codellama:latest": (1e12, CONTEXT)}
        patient = replace(QUICK, deadlines=replace(QUICK.deadlines, connect=PATIENCE))
        with router_over(server, rules=patient) as router, ThreadPoolExecutor(1) as pool:
            ahead = pool.submit(router.preload, Role.GENERATOR)
            server.begun.acquire(timeout=PATIENCE)
            reply = router.complete(replace(ASK, model="codellama"))
            hung_up = server.hangups.acquire(timeout=PATIENCE)
            error = ahead.exception(timeout=PATIENCE)

    assert reply.text and hung_up
    assert isinstance(error, ModelError)
