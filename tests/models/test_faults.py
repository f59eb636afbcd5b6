"""The fault matrix: every fault with one endpoint and with two, against the real client."""

import gc
import itertools
import random
import threading
from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from src.domain.errors import ModelError, ModelTimeout
from src.domain.model_request import Delta, PromptPart, Request, Restart, Role
from src.models.router import Router, RouterServices
from src.models.routing_rules import RoleSettings, RoutingRules
from tests.fakes.model_faults import (
    CONTEXT,
    FAULTS,
    IMPATIENT,
    PATIENCE,
    QUICK,
    FaultKind,
    broken_server,
)
from tests.fakes.model_threads import threads_left, threads_of_models
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
    """No thread of a router, no complaint of asyncio about what was forgotten."""
    before = threads_of_models()

    yield

    gc.collect()
    assert threads_left(before) == set()
    assert [record for record in caplog.records if record.name == "asyncio"] == []


def request_for(kind: FaultKind) -> Request:
    schema = SCHEMA if kind.needs_schema else None
    return Request(Role.GENERATOR, "write", (PromptPart("Say it."),), schema=schema)


def router_over(*addresses: str, rules: RoutingRules = QUICK) -> Router:
    return Router({Role.GENERATOR: RoleSettings("llama3", addresses, CONTEXT)}, rules)


def heard_text(heard: list[Delta | Restart]) -> str:
    """What a listener has in the end."""
    text = ""
    for piece in heard:
        text = text + piece.text if isinstance(piece, Delta) else ""
    return text


@every_fault
def test_with_one_endpoint_a_fault_is_a_clear_error(kind: FaultKind) -> None:
    heard: list[Delta | Restart] = []
    rules = IMPATIENT if kind.error is ModelTimeout else QUICK

    with broken_server(kind) as (server, address), router_over(address, rules=rules) as router:
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
            thread.join(PATIENCE)

    assert len(replies) == 4
    assert kind.error is None or set(replies) == {ANSWER}


@pytest.mark.parametrize("requests", [60, pytest.param(600, marks=pytest.mark.soak)])
def test_faults_in_any_order_never_give_a_wrong_reply(requests: int) -> None:
    chance = random.Random(11)
    quick = [k.play for k in FAULTS if k.play and "hang" not in k.name and "stall" not in k.name]
    ends: list[str] = []
    clock = itertools.count(step=30)

    with OllamaServer(lambda body: ANSWER) as one, OllamaServer(lambda body: ANSWER) as two:
        settings = RoleSettings("llama3", (one.url, two.url), CONTEXT)
        services = RouterServices(now=lambda: float(next(clock)), chance=chance)
        rules = replace(QUICK, deadlines=replace(QUICK.deadlines, total=1e9))
        with Router({Role.GENERATOR: settings}, rules, services) as router:
            for _ in range(requests):
                faults = [chance.choice(quick) if chance.random() < 0.4 else None for _ in "12"]
                one.fail_always(faults[0])
                two.fail_always(faults[1])
                try:
                    ends.append(router.complete(request_for(FAULTS[0])).text)
                except ModelError as error:
                    ends.append(type(error).__name__)
        unused = one.connections_left() + two.connections_left()

    allowed = {ANSWER, "slow but sure, as a snail", "done", "Sure! Here is what you want."}
    wrong = [end for end in ends if end not in allowed and " " in end]
    assert wrong == []
    assert ends.count(ANSWER) > requests * 0.7
    assert unused == 0


def test_there_are_at_least_twenty_faults_with_names_of_their_own() -> None:
    names = {kind.name for kind in FAULTS}

    assert len(names) == len(FAULTS) >= 20
