"""Addresses, the quick look at the start, embeddings, and what a server's words come to."""

import math

import pytest
from msgspec.structs import replace

from src.domain.errors import BrokenReply, ModelError
from src.domain.model_request import ModelState, Role
from src.models.backend import InstalledModel
from src.models.embedder import EndpointEmbedder
from src.models.endpoint_address import (
    host_and_port,
    is_loopback,
    normal_address,
    pull_command,
    serve_hint,
)
from src.models.error_mapping import map_error, readable
from src.models.http_client import client_options
from src.models.model_states import by_use
from src.models.router import Router
from src.models.routing_rules import BackendKind, RoleSettings, Server
from src.models.server_errors import RefusedByServer, RequestTarget, read_error
from tests.fakes.model_faults import CONTEXT, FAULTS, QUICK, broken_server
from tests.fakes.ollama_server import OllamaServer, ServerProfile


@pytest.mark.parametrize(
    ("written", "address", "place", "near"),
    [
        ("http://localhost:11434", "http://localhost:11434", "localhost:11434", True),
        ("localhost", "http://localhost:11434", "localhost:11434", True),
        ("127.0.0.1:8080/", "http://127.0.0.1:8080", "127.0.0.1:8080", True),
        ("http://[::1]:11434", "http://[::1]:11434", "[::1]:11434", True),
        ("http://0.0.0.0:11434", "http://0.0.0.0:11434", "0.0.0.0:11434", True),
        ("http://[::]:1", "http://[::]:1", "[::]:1", True),
        (
            "http://[::ffff:127.0.0.1]:1",
            "http://[::ffff:127.0.0.1]:1",
            "[::ffff:127.0.0.1]:1",
            True,
        ),
        ("127.1:80", "http://127.1:80", "127.1:80", True),
        ("LOCALHOST.:80", "http://LOCALHOST.:80", "LOCALHOST.:80", True),
        ("10.1:80", "http://10.1:80", "10.1:80", False),
        ("localhost.example:80", "http://localhost.example:80", "localhost.example:80", False),
        ("gpu2", "http://gpu2:11434", "gpu2:11434", False),
        ("http://gpu2", "http://gpu2", "gpu2", False),
        (
            "https://me:secret@gpu.example/o",
            "https://me:secret@gpu.example/o",
            "gpu.example",
            False,
        ),
        ("http://[half:1", "http://[half:1", "[half:1", False),
        ("http://gpu2:99999", "http://gpu2:99999", "gpu2:99999", False),
        ("HTTPS://gpu2", "https://gpu2", "gpu2", False),
        ("Ollama.com", "https://ollama.com", "ollama.com", False),
    ],
)
def test_an_endpoint_is_named_as_users_know_it(
    written: str, address: str, place: str, near: bool
) -> None:
    assert normal_address(written) == address
    assert host_and_port(written) == place
    assert is_loopback(written) is near


@pytest.mark.parametrize("address", ["https://gpu2", "HTTPS://gpu2/v1", "Https://gpu2"])
def test_certificates_are_checked_however_the_scheme_is_written(address: str) -> None:
    assert client_options(address, 1.0)["verify"]


def test_hints_can_be_typed() -> None:
    assert serve_hint("localhost") == "ollama serve"
    assert serve_hint("localhost:99") == "OLLAMA_HOST=localhost:99 ollama serve"
    assert serve_hint("gpu2") == "on gpu2: OLLAMA_HOST=0.0.0.0:11434 ollama serve"
    assert pull_command("gemma3:4b", "localhost") == "ollama pull gemma3:4b"
    assert pull_command("x y", "gpu2") == "OLLAMA_HOST=gpu2:11434 ollama pull 'x y'"
    assert pull_command("x", "https://gpu2") == "OLLAMA_HOST=https://gpu2 ollama pull x"


def states_at(address: str, model: str = "llama3", *known: Server) -> ModelState:
    rules = replace(QUICK, deadlines=replace(QUICK.deadlines, connect=0.2), servers=known)
    settings = RoleSettings(model, (address,), CONTEXT)
    with Router({Role.FAST: settings}, rules) as router:
        (state,) = router.states()
    return state


def test_a_server_is_asked_which_models_it_has() -> None:
    with OllamaServer(profile=ServerProfile(models=("llama3", "gemma3:4b"))) as server:
        found, missing = states_at(server.url, "gemma3:4b"), states_at(server.url, "gemma3")

    assert found.state == "ready"
    assert (missing.state, missing.others) == ("missing", ("llama3:latest", "gemma3:4b"))
    assert missing.hint.endswith("ollama pull gemma3")


def test_an_address_is_shown_without_its_secrets() -> None:
    assert states_at("http://me:secret@127.0.0.1:1/v1?key=secret").endpoint == (
        "http://127.0.0.1:1/v1?***"
    )


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("This server does not support embeddings", "does not make embeddings"),
        ("chat is not implemented", "h:1 failed: 501 chat is not implemented"),
    ],
)
def test_only_a_server_that_speaks_of_embeddings_is_said_to_make_none(
    words: str, says: str
) -> None:
    refused = RefusedByServer(501, read_error({"error": words}))

    assert says in str(map_error(refused, RequestTarget("http://h:1", "m")).error)


def test_of_what_a_server_has_the_largest_model_for_code_is_offered_first() -> None:
    sizes = {"smollm2:135m": 98, "llama3": 4700, "qwen2.5-coder:0.5b": 491, "codellama": 3800}

    ordered = by_use(InstalledModel(name, size=size) for name, size in sizes.items())

    assert ordered == ["codellama", "qwen2.5-coder:0.5b", "llama3", "smollm2:135m"]


def test_a_model_that_writes_no_text_is_neither_ready_nor_offered() -> None:
    profile = ServerProfile(models=("bge-m3", "llama3"), embedding=("bge-m3",))
    with OllamaServer(profile=profile) as server:
        found, missing = states_at(server.url, "bge-m3"), states_at(server.url, "gemma3")

    assert (found.state, found.others) == ("missing", ("llama3:latest",))
    assert (found.detail, found.hint) == ("it does not write text", "name another model")
    assert missing.others == ("llama3:latest",)


@pytest.mark.parametrize(
    ("model", "offered"),
    [
        (InstalledModel("bge-m3", capabilities=("embedding",)), False),
        (InstalledModel("embed-chat", capabilities=("completion", "tools")), True),
        (InstalledModel("flux", capabilities=("image",)), False),
        (InstalledModel("nomic-embed-text"), False),
        (InstalledModel("llama3"), True),
    ],
)
def test_where_a_server_does_not_say_what_a_model_can_do_its_name_counts(
    model: InstalledModel, offered: bool
) -> None:
    assert by_use([model]) == ([model.name] if offered else [])


def test_a_server_of_the_openai_protocol_is_asked_with_its_key(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("MY_SERVERS_KEY", "sk-secret")
    with OllamaServer(profile=ServerProfile(models=("qwen",))) as server:
        kind, address = BackendKind.OPENAI, f"{server.url}/v1"
        plain = states_at(server.url, "qwen", Server(server.url, kind))
        with_key = states_at(address, "qwen", Server(address, kind, "MY_SERVERS_KEY"))

    assert plain.state == with_key.state == "ready"
    asked = [one for one in server.seen if one.path == "/v1/models"]
    assert [one.headers.get("authorization") for one in asked] == [None, "Bearer sk-secret"]


def test_a_server_without_a_list_of_models_is_not_called_unreachable() -> None:
    with OllamaServer() as server:
        server.unknown_paths = ("/v1/models",)
        found = states_at(server.url, "qwen", Server(server.url, BackendKind.OPENAI))

    assert (found.state, found.detail) == ("ready", "its models are not listed")


def test_a_model_is_found_that_is_listed_below_a_folder() -> None:
    with OllamaServer(profile=ServerProfile(models=("models/gemini",))) as server:
        known = Server(server.url, BackendKind.OPENAI)
        found = [states_at(server.url, name, known) for name in ("gemini", "models/gemini", "x")]

    assert [one.state for one in found] == ["ready", "ready", "missing"]


@pytest.mark.parametrize("name", ["refused", "unknown name", "silent host", "no address"])
def test_where_no_server_answers_the_reason_is_given(name: str) -> None:
    (kind,) = [kind for kind in FAULTS if kind.name == name]

    with broken_server(kind) as (_, address):
        found = states_at(address)

    assert found.state == "not reachable"
    assert found.detail and found.hint


@pytest.mark.parametrize(
    "name", ["hang before headers", "HTML 502", "FIN at once", "302", "cut line"]
)
def test_where_something_else_answers_the_reason_is_given(name: str) -> None:
    (kind,) = [kind for kind in FAULTS if kind.name == name]
    with OllamaServer() as server:
        server.for_everything = kind.play

        found = states_at(server.url)

    assert found.state == "not reachable"
    assert "127.0.0.1:" in found.detail


def test_texts_become_unit_vectors_of_a_model_at_an_endpoint() -> None:
    with OllamaServer() as server:
        settings = RoleSettings("nomic-embed-text", (server.url,), CONTEXT)
        with Router({Role.FAST: settings}, replace(QUICK, keep_alive="5m")) as router:
            embedder = EndpointEmbedder(router.embed, "nomic-embed-text", router.digest_of)
            vectors = embedder.embed([f"text {'a' * n}" for n in range(70)])
            dimension, fingerprint = embedder.dimension, embedder.fingerprint

    assert len(vectors) == 70
    assert all(math.isclose(math.hypot(*vector), 1.0) for vector in vectors)
    assert dimension == 8
    assert fingerprint.startswith("nomic-embed-text@0000") and fingerprint.endswith("+prefix")
    asked = server.asked("/api/embed")
    assert all(text.startswith("search_document: ") for text in asked[0]["input"])
    assert [len(body["input"]) for body in asked] == [32, 32, 6]
    assert {body["keep_alive"] for body in asked} == {"5m"}


def test_embedding_goes_to_the_other_endpoint_when_one_fails() -> None:
    with OllamaServer() as server:
        settings = RoleSettings("nomic-embed-text", ("http://127.0.0.1:1", server.url), CONTEXT)
        with Router({Role.FAST: settings}, QUICK) as router:
            vectors = router.embed("nomic-embed-text", ["a"])

    assert len(vectors) == 1


def test_embedding_that_fails_is_an_error_of_the_model() -> None:
    with OllamaServer(profile=ServerProfile(models=())) as server:
        settings = RoleSettings("nomic-embed-text", (server.url,), CONTEXT)
        with Router({Role.FAST: settings}, QUICK) as router:
            with pytest.raises(ModelError, match="not installed"):
                router.embed("nomic-embed-text", ["a"])


@pytest.mark.parametrize("vectors", [[], [[0.0, 0.0]], [[float("nan"), 1.0]]])
def test_vectors_that_mean_nothing_are_refused(vectors: list[list[float]]) -> None:
    embedder = EndpointEmbedder(lambda model, texts: vectors, "m")

    with pytest.raises(BrokenReply):
        embedder.embed(["a"])


def test_a_servers_words_become_one_short_line() -> None:
    html = "<html><head><title>502 Bad Gateway</title></head>\n<body>\n" + "nginx " * 100

    line = readable(html)

    assert line.startswith("502 Bad Gateway nginx")
    assert "\n" not in line and len(line) <= 220


@pytest.mark.parametrize(
    ("kind", "way_out"),
    [(BackendKind.OPENAI, "lower num_ctx"), (BackendKind.LOCAL, "raise num_ctx")],
)
def test_the_way_out_of_a_full_context_depends_on_who_sets_it(
    kind: BackendKind, way_out: str
) -> None:
    refused = RefusedByServer(400, read_error("the maximum context length is 4096 tokens"))

    failure = map_error(refused, RequestTarget("http://h:1", "m", kind))

    assert way_out in failure.error.hint


def test_a_runner_that_was_killed_may_have_been_short_of_memory() -> None:
    words = "llama-server process has terminated: signal: killed"
    target = RequestTarget("http://localhost:11434", "llama3")

    failure = map_error(RefusedByServer(500, read_error({"error": words})), target)

    assert failure.again and words in str(failure.error)
    assert failure.error.hint == "if its memory is short, use a smaller model, or a smaller num_ctx"
