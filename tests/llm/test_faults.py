"""The fault matrix: every fault with one endpoint and with two, against the real client."""

import gc
import threading
from collections.abc import Iterator

import pytest

from src.core.language import Delta, PromptPart, Request, Restart, Role
from src.llm.router import Router
from src.llm.settings import RoleSettings
from tests.fakes.model_faults import FAULTS, QUICK, FaultKind, broken_server
from tests.fakes.ollama_server import OllamaServer

ANSWER = '{"answer": "This reply is whole."}'
SCHEMA = {
    "type": "object",
    "properties": {"answer": {"type": "string"}},
    "required": ["answer"],
}

every_fault = pytest.mark.parametrize("kind", FAULTS, ids=lambda kind: kind.name)


@pytest.fixture(scope="module", autouse=True)
def older_objects_are_not_collected() -> Iterator[None]:
    gc.freeze()

    yield

    gc.unfreeze()


@pytest.fixture(autouse=True)
def nothing_is_left(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """No thread, no complaint of asyncio about a task or a connection that was forgotten."""
    before = set(threading.enumerate())

    yield

    gc.collect()
    for thread in set(threading.enumerate()) - before:
        thread.join(5)
    assert set(threading.enumerate()) - before == set()
    assert [record for record in caplog.records if record.name == "asyncio"] == []


def request_for(kind: FaultKind) -> Request:
    schema = SCHEMA if kind.needs_schema else None
    return Request(Role.GENERATOR, "write", (PromptPart("Say it."),), schema=schema)


def router_over(*addresses: str) -> Router:
    return Router({Role.GENERATOR: RoleSettings("llama3", addresses)}, QUICK)


def heard_text(heard: list[Delta | Restart]) -> str:
    """What a listener has in the end."""
    text = ""
    for piece in heard:
        text = text + piece.text if isinstance(piece, Delta) else ""
    return text


@every_fault
def test_with_one_endpoint_a_fault_is_a_clear_error(kind: FaultKind) -> None:
    heard: list[Delta | Restart] = []

    with broken_server(kind) as (server, address), router_over(address) as router:
        if kind.error is None:
            reply = router.complete(request_for(kind), heard.append)
            assert heard_text(heard) == reply.text != ""
            return
        with pytest.raises(kind.error) as raised:
            router.complete(request_for(kind), heard.append)
        asked = len(server.asked())
        router.close()
        left_open = server.connections_left()

    assert type(raised.value) is kind.error
    assert kind.says in str(raised.value)
    assert "\n" not in str(raised.value) and len(str(raised.value)) < 300
    assert heard_text(heard) == ""
    assert asked == kind.tries
    assert left_open == 0
    assert server.errors == []


@every_fault
def test_with_two_endpoints_the_other_one_answers(kind: FaultKind) -> None:
    heard: list[Delta | Restart] = []

    with (
        broken_server(kind) as (server, address),
        OllamaServer(lambda body: ANSWER) as well,
        router_over(address, well.url) as router,
    ):
        reply = router.complete(request_for(kind), heard.append)
        again = router.complete(request_for(kind), heard.append)
        router.close()
        left_open = server.connections_left() + well.connections_left()

    assert heard_text(heard[:-1]) != "" and not isinstance(heard[-1], Restart)
    assert left_open == 0
    if kind.error is not None:
        assert reply.text == again.text == ANSWER
        assert reply.endpoint == well.url.removeprefix("http://")


@every_fault
def test_while_a_fault_lasts_other_threads_get_their_replies(kind: FaultKind) -> None:
    replies: list[str] = []

    def ask(router: Router) -> None:
        replies.append(router.complete(request_for(kind)).text)

    with (
        broken_server(kind) as (_, address),
        OllamaServer(lambda body: ANSWER) as well,
        router_over(address, well.url) as router,
    ):
        threads = [threading.Thread(target=ask, args=(router,)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)

    assert len(replies) == 4
    assert kind.error is None or set(replies) == {ANSWER}


def test_there_are_at_least_twenty_faults_with_names_of_their_own() -> None:
    names = {kind.name for kind in FAULTS}

    assert len(names) == len(FAULTS) >= 20
