"""How well the language-model layer spreads work, and what it costs on top of the bare client."""

import asyncio
import multiprocessing
import statistics
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from multiprocessing.connection import Connection

from src.domain.model_request import PromptPart, Request, Role
from src.models.router import Router
from src.models.routing_rules import RoleSettings
from tests.fakes.model_faults import CONTEXT, SHIPPED
from tests.fakes.ollama_server import OllamaServer, ServerProfile

ASK = Request(Role.FAST, "write", (PromptPart("Say it."),))
LATENCY = 0.1
TASKS_EACH = 20
ROUNDS = 200
NEAR_LINEAR = 0.85
MOST_ADDED_MS = 3.0


def main() -> int:
    """Print the three tables; 1 if the layer does not keep what is claimed of it."""
    kept = [_scaling_is_near_linear(), _slow_one_gets_a_fifth(), _layer_costs_little()]
    return 0 if all(kept) else 1


def _scaling_is_near_linear() -> bool:
    print(f"requests over K endpoints, each reply after {LATENCY * 1000:.0f} ms")
    print(f"{'K':>3} {'requests/s':>11} {'ratio to K=1':>13} {'of linear':>10}")
    first = 0.0
    for count in (1, 2, 3, 4):
        rate = _rate([LATENCY] * count, TASKS_EACH * count)[0]
        first = first or rate
        print(f"{count:>3} {rate:>11.1f} {rate / first:>13.2f} {rate / first / count:>10.0%}")
    return rate / first >= NEAR_LINEAR * count


def _slow_one_gets_a_fifth() -> bool:
    _, (quick, slow) = _rate([LATENCY / 2, LATENCY * 2.5], 120)
    print("\ntwo endpoints, one five times slower")
    print(
        f"quick {quick}, slow {slow}: the slow one did {slow / quick:.2f} of the quick one's work"
    )
    return 0.15 <= slow / quick <= 0.27


def _rate(latencies: list[float], tasks: int) -> tuple[float, list[int]]:
    """Requests a second over endpoints of these latencies, and how many each answered."""
    with ExitStack() as stack:
        servers = [
            stack.enter_context(OllamaServer(profile=ServerProfile(latency=s))) for s in latencies
        ]
        for server in servers:
            server.load("llama3:latest")
        settings = RoleSettings("llama3", tuple(server.url for server in servers), CONTEXT)
        router = stack.enter_context(Router({Role.FAST: settings}, SHIPPED))
        router.complete(ASK)
        pool = stack.enter_context(ThreadPoolExecutor(3 * len(servers)))
        before = [len(server.asked()) for server in servers]
        began = time.perf_counter()
        list(pool.map(lambda _: router.complete(ASK), range(tasks)))
        seconds = time.perf_counter() - began
        done = [len(s.asked()) - was for s, was in zip(servers, before, strict=True)]
    return tasks / seconds, done


def _layer_costs_little() -> bool:
    with _server_elsewhere() as url, asyncio.Runner() as runner:
        client = _BareClient(url)
        with Router({Role.FAST: RoleSettings("llama3", (url,), CONTEXT)}, SHIPPED) as router:
            bare, ours, heard = [], [], []
            for _ in range(ROUNDS):
                bare.append(_ms(lambda: runner.run(client.ask())))
                ours.append(_ms(lambda: router.complete(ASK)))
                heard.append(_ms(lambda: router.complete(ASK, lambda piece: None)))
        runner.run(client.close())
    plain, quiet, loud = map(statistics.median, (bare, ours, heard))
    print("\none request after the other, five pieces each, the server answers at once")
    print(f"bare client {plain:.2f} ms, with the layer {quiet:.2f}, and a listener {loud:.2f}")
    print(f"the layer adds {quiet - plain:.2f} ms a call, with a listener {loud - plain:.2f}")
    return loud - plain < MOST_ADDED_MS


class _BareClient:
    """The same request by the client alone, streamed."""

    def __init__(self, url: str) -> None:
        from ollama import AsyncClient

        self._client = AsyncClient(url)

    async def ask(self) -> None:
        messages = [{"role": "user", "content": ASK.text}]
        options = {"temperature": 0.0, "num_ctx": 8192, "num_predict": 2048}
        chat = self._client.chat("llama3", messages, stream=True, options=options)
        async for _ in await chat:
            pass

    async def close(self) -> None:
        await self._client.close()


def _ms(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return (time.perf_counter() - began) * 1000


@contextmanager
def _server_elsewhere() -> Iterator[str]:
    """A server in a process of its own, so that it does not take turns with who is measured."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_serve, args=(there,))
    process.start()
    try:
        yield here.recv()
    finally:
        here.send("end")
        process.join()


def _serve(connection: Connection) -> None:
    with OllamaServer() as server:
        connection.send(server.url)
        connection.recv()


if __name__ == "__main__":
    raise SystemExit(main())
