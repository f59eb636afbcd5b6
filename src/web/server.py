"""Serves the pages from a thread until it is closed, alone or next to the terminal."""

import logging
import socket
import tempfile
import threading
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from ..cli.context import CommandContext
from . import function_pages, status_pages, task_pages, user_file_pages
from .event_stream import ACTIVITY, EventStream
from .guard import Access, Guard
from .jobs import Jobs
from .rendering import TEMPLATES, Renderer
from .site import Site

_GRACE_SECONDS = 3
_ASSETS = TEMPLATES.parent / "assets"


class WebServer:
    """The pages of one session of the program; everything of it ends with `close`."""

    def __init__(self, terminal: CommandContext, host: str, port: int) -> None:
        """Raise OSError where the address cannot be listened on."""
        self._host = host.strip("[]")
        family = socket.AF_INET6 if ":" in self._host else socket.AF_INET
        # Before the server begins, so that a wrong address is reported at once.
        self._listening = socket.create_server((self._host, port), family=family)
        self._port = self._listening.getsockname()[1]
        # pylint: disable-next=consider-using-with  # until the server is closed
        self._scratch = tempfile.TemporaryDirectory(prefix="code-evolver-web-")
        self._stream = EventStream()
        renderer = Renderer()
        self._jobs = Jobs(terminal, self._stream, renderer)
        self._access = Access(terminal.settings.home / "web_secret", self._port)
        self.watch_terminal, self.forget_browsers = self._jobs.watch_terminal, self._access.forget
        site = Site(self._jobs, self._stream, renderer, Path(self._scratch.name))
        guard = Guard(_make_application(site), self._access, self._host, self._port)
        config = uvicorn.Config(
            guard,
            log_config=None,
            access_log=False,
            lifespan="off",
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=_GRACE_SECONDS,
        )
        logging.getLogger("uvicorn").setLevel(logging.CRITICAL)
        self._server = uvicorn.Server(config)
        self._ended = threading.Event()
        threading.Thread(target=self._serve, name="web", daemon=True).start()

    def new_address(self) -> str:
        """Return an address with a token that opens the pages once."""
        shown = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self._host, self._host)
        shown = f"[{shown}]" if ":" in shown else shown
        return f"http://{shown}:{self._port}/?token={self._access.new_token()}"

    def wait(self) -> None:
        """Return when the server has ended."""
        # Not by joining its thread: interrupted by Ctrl-C, that takes the thread for ended.
        self._ended.wait()

    def close(self) -> None:
        """End streams, jobs and the server; a second time is harmless."""
        self._stream.close()
        self._jobs.close()
        self._server.should_exit = True
        self._ended.wait()
        self._listening.close()
        self._scratch.cleanup()

    def _serve(self) -> None:
        try:
            self._server.run([self._listening])
        finally:
            self._ended.set()


def _make_application(site: Site) -> Starlette:
    """Put all pages together."""

    async def events(request: Request) -> StreamingResponse:
        position = request.headers.get("last-event-id") or request.query_params.get("after", "")
        topics = {ACTIVITY, request.query_params.get("topic", "")}
        messages = site.stream.follow(position, topics)
        return StreamingResponse(messages, media_type="text/event-stream")

    task_pages.add_pages(site)
    function_pages.add_pages(site)
    user_file_pages.add_evolve_pages(site)
    user_file_pages.add_own_code_pages(site)
    status_pages.add_pages(site)
    assets = Mount("/assets", StaticFiles(directory=_ASSETS))
    return Starlette(routes=[*site.routes, Route("/events", events), assets])
