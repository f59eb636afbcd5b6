"""The pages of a fake App, served for real, and one browser for all tests of a file."""

import io
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from src.cli.chat import ChatCLI
from src.config.manager import ConfigManager
from src.domain.ports import Sandbox
from src.evolve.evolution_runs import EvolutionRuns, EvolveServices
from src.evolve.evolution_session import Budgets
from src.web.server import WebServer
from tests.evolve.scripted_run import CountingClock, FunctionEvaluator, begin, gain_of
from tests.fakes.app import FakeApp

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PROJECT = Path(__file__).resolve().parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
# In a container, Chromium refuses its own sandbox to root.
AS_ROOT = ["--no-sandbox"] if os.geteuid() == 0 else []
QUIET = ["--disable-background-networking", "--disable-component-update", "--no-first-run"]


def never_opened(_parallel: int) -> AbstractContextManager[Sandbox]:
    """Stands for the sandbox of runs that are only looked at."""
    raise AssertionError


class Session:
    """A terminal session whose web page is served; `restart` does it again, on the same port."""

    def __init__(self, home: Path) -> None:
        own = {name: str(home) for name in ("CODE_EVOLVER_HOME", "HOME", "XDG_CONFIG_HOME")}
        self.config = ConfigManager(environment=own)
        self.app = FakeApp()
        services = EvolveServices(never_opened, None, CountingClock(), lambda: None, "")
        self.app.evolution_runs = EvolutionRuns(home / "evolve", services)
        self.cli = ChatCLI(self.config, build=lambda: self.app, stream=io.StringIO())
        self.port = 0
        self.serve()

    def evolve(self, evaluator: FunctionEvaluator = FunctionEvaluator(gain_of)) -> None:
        """Keep a run of evolution, run/ in its folder."""
        folder = self.config.home / "evolve"
        evolution, store = begin(folder, evaluator, Budgets(6))
        evolution.run()
        store.note("ended", "all 6 iterations are done")
        store.close()

    def serve(self) -> None:
        self.server = WebServer(self.cli.context, "127.0.0.1", self.port)
        self.cli.context.pages = self.server
        self.port = int(self.server.new_address().split(":")[2].split("/")[0])

    def address_of(self, number: int) -> str:
        """Return the path of a job's page."""
        job = self.server._jobs.find(number)
        assert job is not None
        return job.address

    def restart(self) -> None:
        self.server.close()
        self.serve()


@pytest.fixture(name="session")
def served_session(tmp_path: Path) -> Iterator[Session]:
    session = Session(tmp_path)
    yield session
    session.cli.close()


@pytest.fixture(name="client")
def browser_without_scripts(session: Session) -> Iterator[httpx.Client]:
    """What asks as a browser that was given the cookie; quick, for what needs no screen."""
    own = f"http://127.0.0.1:{session.port}"
    with httpx.Client(base_url=own, headers={"origin": own}, follow_redirects=True) as client:
        client.get(session.server.new_address())
        yield client


@pytest.fixture(name="browser", scope="module")
def one_browser() -> "Iterator[Browser]":
    if CHROMIUM is None:
        pytest.skip("chromium is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*AS_ROOT, *QUIET])
        yield browser
        browser.close()


@pytest.fixture(name="open_page")
def page_opener(browser: "Browser", session: Session) -> "Iterator[Callable[..., Page]]":
    """Opens tabs of one browser; what a page logs as an error fails the test."""
    context = browser.new_context()
    errors: list[str] = []

    def open_page(path: str = "/") -> "Page":
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
        if not context.cookies():
            page.goto(session.server.new_address())
            page.wait_for_selector("#task")
        page.goto(f"http://127.0.0.1:{session.port}{path}")
        return page

    yield open_page
    context.close()
    refused = [one for one in errors if "ERR_CONNECTION" not in one]
    assert refused == []
