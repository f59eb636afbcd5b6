"""Which endpoint is asked, with what, and what a caller may rely on."""

import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from msgspec.structs import replace

from src.domain.errors import BrokenReply, ModelError, ModelMissing, ModelTimeout, ModelUnavailable
from src.domain.events import Event
from src.domain.model_request import Delta, PromptPart, Request, Restart, Role
from src.models.router import Router, RouterServices
from src.models.routing_rules import RoleSettings, RoutingRules, Strategy
from tests.fakes.model_faults import CONTEXT, FAULTS, PATIENCE, QUICK
from tests.fakes.model_threads import threads_left, threads_of_models
from tests.fakes.ollama_server import Exchange, OllamaServer, ServerProfile

ASK = Request(Role.GENERATOR, "write", (PromptPart("Say it."),))
HANG = next(kind.play for kind in FAULTS if kind.name == "hang before the first token")
STALL = next(kind.play for kind in FAULTS if kind.name == "stall mid-stream")
FAILING = next(kind.play for kind in FAULTS if kind.name == "500")
NOWHERE = "http://127.0.0.1:1"
CUT = next(kind.play for kind in FAULTS if kind.name == "FIN mid-stream")
PATIENT = replace(QUICK, deadlines=replace(QUICK.deadlines, first_token_cold=60, total=60))


def router_over(
    *servers: OllamaServer, rules: RoutingRules = QUICK, services: RouterServices = RouterServices()
) -> Router:
    settings = RoleSettings("llama3", tuple(server.url for server in servers), CONTEXT)
    return Router({Role.GENERATOR: settings}, rules, services)


def place(server: OllamaServer) -> str:
    return server.url.removeprefix("http://")


def test_nothing_is_started_before_the_first_request() -> None:
    before = threads_of_models()

    router = Router({Role.GENERATOR: RoleSettings("llama3", (NOWHERE,), CONTEXT)}, QUICK)

    assert threads_left(before) == set()
    assert router.model_for(ASK) == "llama3"
    router.close()


def test_a_request_is_sent_with_every_option_set() -> None:
    schema = {"type": "object", "properties": {}}
    asked = replace(ASK, system="Be brief.", temperature=0.4, seed=7, schema=schema, max_tokens=50)

    with OllamaServer() as server, router_over(server) as router:
        router.complete(asked)

    (body,) = server.asked()
    assert body["options"] == {
        "temperature": 0.4,
        "num_ctx": 8192,
        "num_predict": 50,
        "seed": 7,
    }
    assert body["format"] == schema
    assert body["keep_alive"] == "30m"
    assert (body["stream"], body["truncate"], body["think"]) == (True, False, False)
    assert [message["role"] for message in body["messages"]] == ["system", "user"]
    assert not body.get("tools")


def test_a_model_has_one_context_size_for_all_roles_and_never_more_than_it_can() -> None:
    profile = ServerProfile(context=6000)
    with OllamaServer(profile=profile) as server:
        roles = {
            Role.FAST: RoleSettings("llama3", (server.url,), num_ctx=2048),
            Role.GENERATOR: RoleSettings("llama3:latest", (server.url,), num_ctx=4096),
            Role.POWERFUL: RoleSettings("codellama", (server.url,), num_ctx=16384),
        }
        with Router(roles, QUICK) as router:
            for role in roles:
                router.complete(replace(ASK, role=role))

    assert [body["options"]["num_ctx"] for body in server.asked()] == [4096, 4096, 6000]


def test_the_listener_hears_the_text_on_the_callers_thread() -> None:
    heard: list[tuple[Delta | Restart, int]] = []

    with OllamaServer(lambda body: "a text of some length") as server:
        with router_over(server) as router:
            reply = router.complete(ASK, lambda said: heard.append((said, threading.get_ident())))

    assert {thread for _, thread in heard} == {threading.get_ident()}
    assert "".join(said.text for said, _ in heard if isinstance(said, Delta)) == reply.text


def test_after_partial_text_a_restart_is_heard_and_nothing_is_spliced() -> None:
    heard: list[Delta | Restart] = []

    with OllamaServer(lambda body: "whole") as server, router_over(server) as router:
        server.fail_next(CUT)
        reply = router.complete(ASK, heard.append)

    kinds = [type(said) for said in heard]
    assert kinds.count(Restart) == 1
    assert "".join(s.text for s in heard[kinds.index(Restart) + 1 :] if isinstance(s, Delta)) == (
        reply.text
    )


def test_a_listener_that_raises_ends_the_request() -> None:
    def refuse(said: Delta | Restart) -> None:
        raise RuntimeError("I do not want to hear it")

    with OllamaServer() as server, router_over(server, rules=PATIENT) as router:
        server.fail_next(STALL)
        with pytest.raises(RuntimeError, match="do not want"):
            router.complete(ASK, refuse)

        assert server.hangups.acquire(timeout=PATIENCE)


def test_a_warm_endpoint_is_asked_before_a_cold_one() -> None:
    with OllamaServer() as cold, OllamaServer() as warm:
        warm.load("llama3:latest")
        with router_over(cold, warm) as router:
            replies = [router.complete(ASK) for _ in range(3)]

    assert {reply.endpoint for reply in replies} == {place(warm)}


def test_an_endpoint_that_lacks_the_model_is_not_asked_for_it() -> None:
    with (
        OllamaServer(profile=ServerProfile(models=("codellama",))) as without,
        OllamaServer() as having,
    ):
        with router_over(without, having) as router:
            replies = [router.complete(ASK) for _ in range(3)]

    assert {reply.endpoint for reply in replies} == {place(having)}
    assert without.asked() == []


def test_ties_go_round() -> None:
    with OllamaServer() as one, OllamaServer() as two:
        one.load("llama3:latest")
        two.load("llama3:latest")
        with router_over(one, two) as router:
            replies = [router.complete(ASK).endpoint for _ in range(4)]

    assert replies == [place(one), place(two)] * 2


def test_round_robin_takes_turns_even_where_only_one_is_warm() -> None:
    with OllamaServer() as one, OllamaServer() as two:
        two.load("llama3:latest")
        rules = replace(QUICK, strategy=Strategy.ROUND_ROBIN)
        with router_over(one, two, rules=rules) as router:
            replies = [router.complete(ASK).endpoint for _ in range(4)]

    assert replies == [place(one), place(two)] * 2


@pytest.mark.parametrize("concurrency", [1, 2])
def test_no_endpoint_has_more_requests_than_it_may(concurrency: int) -> None:
    rules = replace(QUICK, concurrency=concurrency)
    with (
        OllamaServer(profile=ServerProfile(latency=0.02)) as one,
        OllamaServer(profile=ServerProfile()) as two,
    ):
        with router_over(one, two, rules=rules) as router, ThreadPoolExecutor(8) as pool:
            replies = list(pool.map(lambda _: router.complete(ASK), range(24)))

    assert len(replies) == 24
    assert one.most_busy <= concurrency
    assert two.most_busy <= concurrency


class SteppedClock:
    """Time that only goes on when it is told to; what waits on the loop does not see it."""

    def __init__(self) -> None:
        self.time = 1000.0

    def __call__(self) -> float:
        return self.time


def test_a_failing_endpoint_cools_down_for_5_s_doubling_to_60() -> None:
    clock = SteppedClock()
    waits: list[int] = []
    with OllamaServer() as bad, OllamaServer() as good:
        bad.load("llama3:latest")
        bad.fail_always(FAILING)
        with router_over(bad, good, services=RouterServices(now=clock)) as router:
            router.complete(ASK)
            for _ in range(6):
                asked, began = len(bad.asked()), clock.time
                while len(bad.asked()) == asked:
                    clock.time += 5
                    good.loaded.clear()
                    router.health()
                    router.complete(ASK)
                waits.append(int(clock.time - began))

    assert waits == [5, 10, 20, 40, 60, 60]


def test_an_endpoint_that_came_back_is_trusted_again() -> None:
    clock = SteppedClock()
    with (
        OllamaServer() as server,
        router_over(server, services=RouterServices(now=clock)) as router,
    ):
        server.fail_next(FAILING, FAILING, FAILING)
        with pytest.raises(ModelUnavailable):
            router.complete(ASK)
        state = router.health(refresh=False)[0].endpoints[0].state
        router.complete(ASK)
        (role,) = router.health(refresh=False)

    assert state == "cooling down"
    assert role.endpoints[0].state == "ready"


def test_a_missing_model_bars_that_model_only() -> None:
    with (
        OllamaServer(profile=ServerProfile(models=("codellama",))) as server,
        router_over(server) as router,
    ):
        with pytest.raises(ModelMissing) as raised:
            router.complete(ASK)
        reply = router.complete(replace(ASK, model="codellama"))

    assert raised.value.hint == f"OLLAMA_HOST={place(server)} ollama pull llama3"
    assert reply.model == "codellama"


def test_a_model_that_was_pulled_meanwhile_is_found() -> None:
    with OllamaServer(profile=ServerProfile(models=())) as server, router_over(server) as router:
        with pytest.raises(ModelMissing):
            router.complete(ASK)
        (before,) = router.health()
        progress = list(router.pull("llama3"))
        reply = router.complete(ASK)
        (after,) = router.health()

    assert (before.endpoints[0].has_model, after.endpoints[0].has_model) == (False, True)
    assert [p.completed for p in progress if p.total] == [250, 500, 1000]
    assert progress[-1].status == "success"
    assert reply.text


def test_a_model_that_cannot_be_pulled_is_an_error_with_a_hint() -> None:
    with OllamaServer() as server, router_over(server) as router:
        with pytest.raises(ModelMissing, match="has no model no-such-model") as raised:
            list(router.pull("no-such-model"))

    assert "ollama.com" in raised.value.hint


def test_an_ollama_that_does_not_run_is_said_at_once_with_the_command_that_starts_it() -> None:
    roles = {Role.GENERATOR: RoleSettings("llama3", (NOWHERE,), CONTEXT)}

    with Router(roles, QUICK) as router:
        with pytest.raises(ModelUnavailable) as raised:
            router.complete(ASK)
        (role,) = router.health()

    assert str(raised.value) == "Ollama is not running at 127.0.0.1:1"
    assert raised.value.hint == "OLLAMA_HOST=127.0.0.1:1 ollama serve"
    assert role.endpoints[0].state == "not reachable"


def test_the_errors_of_all_endpoints_are_told_the_most_useful_first() -> None:
    with OllamaServer(profile=ServerProfile(models=())) as server:
        endpoints = ("http://127.0.0.1:1", server.url)
        with Router({Role.GENERATOR: RoleSettings("llama3", endpoints, CONTEXT)}, QUICK) as router:
            with pytest.raises(ModelMissing) as raised:
                router.complete(ASK)

    assert str(raised.value) == (
        f"llama3 is not installed at {place(server)}; Ollama is not running at 127.0.0.1:1"
    )


def test_what_the_library_said_stands_behind_the_error() -> None:
    with OllamaServer() as server, router_over(server) as router:
        server.fail_always(CUT)
        with pytest.raises(BrokenReply) as raised:
            router.complete(ASK)

    assert type(raised.value.__cause__).__module__ == "httpx"


def test_a_role_without_a_model_says_so() -> None:
    with Router({}, QUICK) as router:
        with pytest.raises(ModelUnavailable, match="generator has no model"):
            router.complete(ASK)

        assert router.model_for(ASK) == ""


def test_a_request_may_name_its_own_endpoint() -> None:
    with OllamaServer() as usual, OllamaServer() as named, router_over(usual) as router:
        reply = router.complete(replace(ASK, endpoint=named.url))

    assert reply.endpoint == place(named)
    assert usual.asked() == []


def test_the_total_deadline_holds_for_all_tries_together() -> None:
    rules = replace(QUICK, deadlines=replace(QUICK.deadlines, total=0.5))
    drip = next(kind.play for kind in FAULTS if kind.name == "slow drip")
    with OllamaServer() as one, OllamaServer() as two:
        one.fail_always(drip)
        two.fail_always(drip)
        with router_over(one, two, rules=rules) as router:
            with pytest.raises(ModelTimeout, match="did not finish within 0.5 s"):
                router.complete(ASK)

    assert len(one.asked()) + len(two.asked()) == 1


def test_an_interrupt_from_the_keyboard_hangs_up_on_the_server() -> None:
    def press_keys(server: OllamaServer) -> None:
        server.begun.acquire(timeout=PATIENCE)
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)

    with OllamaServer() as server, router_over(server, rules=PATIENT) as router:
        server.fail_next(HANG)
        keyboard = threading.Thread(target=press_keys, args=(server,))
        keyboard.start()
        with pytest.raises(KeyboardInterrupt):
            router.complete(ASK)
        heard_of_it = server.hangups.acquire(timeout=PATIENCE)
        keyboard.join()

        assert heard_of_it
        assert router.complete(ASK).text


def test_interrupting_from_another_thread_ends_every_request() -> None:
    ends: list[str] = []

    def ask(router: Router) -> None:
        try:
            router.complete(ASK)
        except ModelError as error:
            ends.append(str(error))

    with OllamaServer() as one, OllamaServer() as two:
        one.fail_always(HANG)
        two.fail_always(HANG)
        with router_over(one, two, rules=PATIENT) as router:
            threads = [threading.Thread(target=ask, args=(router,)) for _ in range(3)]
            for thread in threads:
                thread.start()
            one.begun.acquire(timeout=PATIENCE)
            two.begun.acquire(timeout=PATIENCE)
            # One of them may not have asked yet when the others are interrupted.
            while any(thread.is_alive() for thread in threads):
                router.interrupt()
                threads[0].join(0.01)
        unused = one.connections_left() + two.connections_left()

    assert ends == ["the request was interrupted"] * 3
    assert unused == 0


def test_closing_ends_a_request_and_a_closed_router_says_that_it_is_closed() -> None:
    server = OllamaServer()
    server.fail_always(HANG)
    router = router_over(server, rules=PATIENT)
    closer = threading.Thread(
        target=lambda: (server.begun.acquire(timeout=PATIENCE), router.close())
    )
    closer.start()

    with pytest.raises(KeyboardInterrupt):
        router.complete(ASK)
    closer.join()

    for ask in (lambda: router.complete(ASK), router.health, lambda: next(router.pull("llama3"))):
        with pytest.raises(ModelUnavailable, match="closed"):
            ask()
    router.close()
    server.close()


def test_a_prompt_that_is_too_long_is_cut_where_it_matters_least_and_that_is_told() -> None:
    notes: list[Event] = []
    task = PromptPart("The task stands here, whole.", priority=10)
    examples = PromptPart("example " * 9000, priority=1)

    with (
        OllamaServer() as server,
        router_over(server, services=RouterServices(notes.append)) as router,
    ):
        router.complete(replace(ASK, prompt=(examples, task)))

    (sent,) = [message["content"] for message in server.asked()[0]["messages"]]
    assert sent.endswith(task.text)
    assert len(sent) / 3 < 8192 - 2048
    assert "was cut by" in str(notes[0])


def test_models_that_push_each_other_out_of_memory_are_told() -> None:
    notes: list[Event] = []
    with OllamaServer(profile=ServerProfile(most_loaded=1)) as server:
        roles = {
            Role.FAST: RoleSettings("llama3", (server.url,), CONTEXT),
            Role.POWERFUL: RoleSettings("codellama", (server.url,), CONTEXT),
        }
        with Router(roles, QUICK, RouterServices(notes.append)) as router:
            router.complete(replace(ASK, role=Role.FAST))
            router.health()
            router.complete(replace(ASK, role=Role.POWERFUL))
            router.health()
            router.complete(replace(ASK, role=Role.POWERFUL))

    assert [str(note).count("llama3:latest left the memory") for note in notes] == [1]


def test_two_names_of_one_model_do_not_push_each_other_out_of_memory() -> None:
    notes: list[Event] = []
    with OllamaServer(profile=ServerProfile(copies={"mine": "llama3"})) as server:
        roles = {
            Role.FAST: RoleSettings("llama3", (server.url,), CONTEXT),
            Role.POWERFUL: RoleSettings("mine", (server.url,), CONTEXT),
        }
        with Router(roles, QUICK, RouterServices(notes.append)) as router:
            for role in (Role.FAST, Role.POWERFUL, Role.FAST):
                router.complete(replace(ASK, role=role))
                warm = [one.warm for health in router.health() for one in health.endpoints]

    assert notes == []
    assert warm == [True, True]


def test_what_was_spent_is_counted_by_role() -> None:
    with OllamaServer(lambda body: "12345678" * 4) as server, router_over(server) as router:
        router.complete(ASK)
        router.complete(ASK)
        server.fail_next(FAILING, FAILING, FAILING)
        with pytest.raises(ModelUnavailable):
            router.complete(ASK)
        ledger = router.usage()

    account = ledger.by_role[Role.GENERATOR]
    assert (account.calls, account.failed, account.output_tokens) == (3, 1, 16)
    assert account.tokens_per_second == pytest.approx(1000)
    assert ledger.total == account


def test_health_tells_what_each_role_uses() -> None:
    with OllamaServer() as server, router_over(server) as router:
        unknown = router.health(refresh=False)[0].endpoints[0]
        router.complete(ASK)
        (role,) = router.health()

    (health,) = role.endpoints
    assert unknown.state == "unknown"
    assert (role.model, health.endpoint, health.state) == ("llama3", place(server), "ready")
    assert (health.warm, health.context, health.on_gpu) == (True, 8192, 1.0)
    assert health.tokens_per_second == pytest.approx(1000)


def test_endpoints_are_looked_at_in_the_background() -> None:
    with OllamaServer() as server:
        with router_over(server, rules=replace(QUICK, refresh=0.01)) as router:
            router.complete(ASK)
            looks = [server.looked.acquire(timeout=PATIENCE) for _ in range(4)]
            server.installed.clear()
            more = [server.looked.acquire(timeout=PATIENCE) for _ in range(3)]
            (role,) = router.health(refresh=False)

    assert all(looks + more)
    assert role.endpoints[0].state == "missing"


def test_a_download_that_is_left_is_stopped() -> None:
    def slowly(exchange: Exchange) -> bool:
        exchange.send_line({"status": "pulling manifest"})
        return exchange.pause(60)

    with OllamaServer() as server, router_over(server, rules=PATIENT) as router:
        server.for_everything = slowly
        download = router.pull("llama3")
        first = next(download)
        download.close()

        assert first.status == "pulling manifest"
        assert server.hangups.acquire(timeout=PATIENCE)


def test_a_download_that_ends_early_is_an_error() -> None:
    def half(exchange: Exchange) -> bool:
        exchange.send_line({"status": "pulling manifest"})
        exchange.end_stream()
        return True

    with OllamaServer() as server, router_over(server) as router:
        server.for_everything = half
        with pytest.raises(BrokenReply, match="before it was whole"):
            list(router.pull("llama3"))


def test_an_endpoint_that_hangs_is_never_waited_for_to_see_its_health() -> None:
    def hang(exchange: Exchange) -> bool:
        return exchange.pause(60)

    with OllamaServer() as good, OllamaServer() as bad:
        bad.for_everything = hang
        with router_over(bad, good) as router:
            reply = router.complete(ASK)

    assert reply.text


def test_a_server_that_hangs_wholly_is_found_out_without_waiting_for_a_first_token() -> None:
    def hang(exchange: Exchange) -> bool:
        return exchange.pause(60)

    with OllamaServer() as server, router_over(server) as router:
        router.complete(ASK)
        server.for_everything = hang
        with pytest.raises(ModelTimeout, match="no first token"):
            router.complete(ASK)
        with pytest.raises(ModelUnavailable, match="is starting or busy"):
            router.complete(ASK)
        asked = len(server.asked())
        server.for_everything = None
        reply = router.complete(ASK)

    assert asked == 2
    assert reply.text


def test_an_ollama_too_old_to_tell_what_is_loaded_is_asked_all_the_same() -> None:
    with OllamaServer() as server, router_over(server) as router:
        server.unknown_paths = ("/api/ps",)
        reply = router.complete(ASK)
        (role,) = router.health()

    assert reply.text
    assert role.endpoints[0].state == "ready"


def test_a_hundred_requests_use_one_connection() -> None:
    with OllamaServer() as server, router_over(server) as router:
        for _ in range(100):
            router.complete(ASK)

        assert server.accepted <= 3


def test_importing_the_router_imports_no_client() -> None:
    heavy = {"ollama", "httpx", "pydantic"}
    code = "import src.models.router, sys; print(*sys.modules)"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)

    assert heavy & set(done.stdout.split()) == set()
    assert "src.models.router" in done.stdout
