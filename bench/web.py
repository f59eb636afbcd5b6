"""What the web page costs: a task watched by fifty tabs, memory, weight, time to interactive."""

import contextlib
import io
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

import psutil

from src.cli.chat import ChatCLI
from src.cli.context import CommandContext
from src.cli.output import Output
from src.config.manager import ConfigManager
from src.domain.events import TextArrived
from src.web.jobs import Work
from src.web.server import WebServer
from tests.fakes.app import FakeApp

if TYPE_CHECKING:
    from src.app.app import App

TABS = 50
ROUNDS = 7
WANTED_RATIO, WANTED_KIB, WANTED_SECONDS, WANTED_GROWTH_MB = 1.1, 150, 0.5, 3.0
PIECES, PIECE_SECONDS = 40, 0.05
STREAMING_SECONDS = float(os.environ.get("BENCH_WEB_SECONDS", "600"))
PAGES = ("/", "/functions", "/functions/add_node", "/evolve", "/own-code", "/status")

READER = """
import asyncio, sys

async def follow(host, port, path, cookie):
    reader, writer = await asyncio.open_connection(host, int(port))
    head = f"GET {path} HTTP/1.1\\r\\nHost: {host}:{port}\\r\\nCookie: {cookie}\\r\\n\\r\\n"
    writer.write(head.encode())
    await writer.drain()
    taken = len(await reader.read(1 << 16))
    waiting.release()
    while piece := await reader.read(1 << 16):
        taken += len(piece)
    return taken

async def main(tabs, *place):
    global waiting
    waiting = asyncio.Semaphore(0)
    following = [asyncio.create_task(follow(*place)) for _ in range(int(tabs))]
    for _ in following:
        await waiting.acquire()
    print("ready", flush=True)
    await asyncio.gather(*following, return_exceptions=True)

asyncio.run(main(*sys.argv[1:]))
"""


class Served:
    """A session whose pages are served, and a cookie for them."""

    def __init__(self, home: str) -> None:
        names = ("CODE_EVOLVER_HOME", "HOME", "XDG_CONFIG_HOME")
        config = ConfigManager(environment=dict.fromkeys(names, home))
        self._app = FakeApp()
        self._cli = ChatCLI(config, build=lambda: cast("App", self._app), stream=io.StringIO())
        self.server = WebServer(self._cli.context, "127.0.0.1", 0)
        self.port = self.server.new_address().split(":")[2].split("/")[0]
        access = self.server._access  # pylint: disable=protected-access
        self.cookie = access.set_cookie().partition(";")[0]
        self.jobs = self.server._jobs  # pylint: disable=protected-access
        self.stream = self.server._stream  # pylint: disable=protected-access

    def run_task(self, pieces: int = PIECES) -> tuple[float, float]:
        """Solve a task in which a model writes; return its seconds, and those of the CPU."""
        done: list[tuple[float, float]] = []

        def work(context: CommandContext) -> Output:
            began, cpu = time.perf_counter(), time.process_time()
            with context.watch() as notify:
                for number in range(pieces):
                    _compute(PIECE_SECONDS)
                    notify(TextArrived(f"line {number}\n", number == 0))
            done.append((time.perf_counter() - began, time.process_time() - cpu))
            return Output()

        self.jobs.start("a task", work)
        while not done:
            time.sleep(0.05)
        return done[0]

    @contextlib.contextmanager
    def watched(self, tabs: int) -> Iterator[None]:
        """Follow the next job in so many tabs, from another process."""
        topic = f"job-{len(self.jobs.latest()) + 1}"
        path = f"/events?after={self.stream.position}&topic={topic}"
        words = [sys.executable, "-c", READER, str(tabs), "127.0.0.1", self.port, path, self.cookie]
        with subprocess.Popen(words, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None and process.stdout.readline() == b"ready\n"
            yield
            process.terminate()


def main() -> int:
    """Print each figure with its bound; 1 if one is missed."""
    missed = False
    with tempfile.TemporaryDirectory() as home:
        served = Served(home)
        try:
            for measure in (_streaming, _memory, _pages):
                missed = measure(served) or missed
        finally:
            served.server.close()
    return int(missed)


def _streaming(served: Served) -> bool:
    pairs: list[tuple[float, float]] = []
    for _ in range(ROUNDS):
        alone = served.run_task()
        with served.watched(TABS):
            watched = served.run_task()
        pairs.append((watched[0] / alone[0], watched[1] / alone[1]))
    wall, cpu = map(statistics.median, zip(*pairs))
    print(
        f"a task of {alone[0]:.2f} s watched in {TABS} tabs takes {wall:.3f} times as long, and"
        f" the program {cpu:.3f} times the CPU time (medians of {ROUNDS}), bound {WANTED_RATIO}"
    )
    return wall > WANTED_RATIO


def _memory(served: Served) -> bool:
    process, seen = psutil.Process(), list[float]()
    end = time.monotonic() + STREAMING_SECONDS
    while time.monotonic() < end:
        with served.watched(TABS):
            served.jobs.start("a long task", _write_for(min(60.0, STREAMING_SECONDS / 10)))
            while any(job.is_active for job in served.jobs.latest()):
                time.sleep(0.5)
        seen.append(process.memory_info().rss / 1e6)
    # The first tenth fills what is kept: the latest changes and jobs.
    start = max(1, len(seen) // 10)
    growth = statistics.median(seen[-start:]) - seen[start]
    print(
        f"{STREAMING_SECONDS:.0f} s of streaming to {TABS} tabs: {seen[start]:.1f} MB, at the end"
        f" {growth:+.1f} MB, bound {WANTED_GROWTH_MB:+.1f}"
    )
    return growth > WANTED_GROWTH_MB


def _write_for(seconds: float) -> Work:
    def work(context: CommandContext) -> Output:
        end, number = time.monotonic() + seconds, 0
        with context.watch() as notify:
            while time.monotonic() < end:
                notify(TextArrived(f"x = {number}\n", number % 2000 == 0))
                number += 1
                time.sleep(0.02)
        return Output()

    return work


def _pages(served: Served) -> bool:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        print("weight and time of the pages: chromium is not installed")
        return False
    from playwright.sync_api import sync_playwright

    missed = False
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=as_root)
        page = browser.new_page()
        page.goto(served.server.new_address())
        page.wait_for_selector("#task")
        asked: set[str] = set()
        page.on("request", lambda request: asked.add(request.url))
        for path in PAGES:
            taken: list[float] = []
            for _ in range(5):
                asked.clear()
                page.goto(f"http://127.0.0.1:{served.port}{path}", wait_until="load")
                taken.append(page.evaluate(INTERACTIVE))
            # An event stream has no end.
            files = [url for url in asked if "/events" not in url]
            weight = sum(len(page.request.get(url).body()) for url in files) / 1024
            seconds = statistics.median(taken) / 1000
            missed = missed or weight > WANTED_KIB or seconds > WANTED_SECONDS
            print(f"  {path:22} {weight:6.1f} KiB, interactive after {seconds:.3f} s")
        browser.close()
    print(f"  bounds: {WANTED_KIB} KiB, {WANTED_SECONDS} s")
    return missed


INTERACTIVE = "performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"
"""All scripts have run then: none is loaded later."""


def _compute(seconds: float) -> None:
    """Compute for so long as the machine needs for a fixed amount of work."""
    for _ in range(int(seconds * 30_000_000)):
        pass


if __name__ == "__main__":
    sys.exit(main())
