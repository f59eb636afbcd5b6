"""`web` serves until Ctrl-C, at the prompt and alone."""

import os
import re
import signal
import subprocess
import sys
import urllib.request
import webbrowser
from pathlib import Path
from urllib.error import HTTPError

import pytest

from src.cli.command_registry import Given
from src.cli.commands.web_page import web
from src.domain.errors import BadArguments, CommandError
from tests.web.conftest import PROJECT, Session


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 0), (signal.SIGTERM, 143)])
def test_a_signal_ends_the_server_cleanly(number: int, code: int, tmp_path: Path) -> None:
    words = ["chat_cli.py", "--offline", "web", "--no-open", "--port", "0"]
    serving = subprocess.Popen(
        [sys.executable, *words],
        cwd=PROJECT,
        env=os.environ | {"CODE_EVOLVER_HOME": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert serving.stdout is not None and serving.stderr is not None
    address = re.search(r"http://127\.0\.0\.1:\d+/\?token=\S+", serving.stdout.readline())
    assert address is not None
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    opener.open(address[0]).read()
    place = address[0].partition("?")[0]
    position = re.search(r"/events\?after=[0-9a-f-]+", opener.open(place).read().decode())
    assert position is not None
    events = opener.open(place.rstrip("/") + position[0])

    serving.send_signal(number)
    errors = serving.stderr.read()

    # Though a page still follows what goes on.
    assert (serving.wait(timeout=30), errors) == (code, "")
    events.close()


def test_typed_again_it_gives_a_new_address_of_the_same_server(session: Session) -> None:
    session.cli.context.interactive = True
    given: Given = {"--no-open": "yes"}

    first, second = (web.action(session.cli.context, given).answer for _ in range(2))

    assert isinstance(first, dict) and isinstance(second, dict)
    assert first["address"] != second["address"]
    assert str(first["address"]).split("?")[0] == str(second["address"]).split("?")[0]


def test_the_browser_is_given_no_token_on_its_command_line(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setenv("BROWSER", "any")
    monkeypatch.setattr(webbrowser, "open", opened.append)
    session.cli.context.interactive = True

    web.action(session.cli.context, {})

    page = tmp_path / "web_page.html"
    address = re.search(r"http://[^\"]+", page.read_text())
    assert opened == [page.as_uri()] and page.stat().st_mode & 0o777 == 0o600
    assert address is not None and urllib.request.urlopen(address[0]).status == 200


def test_stopped_it_answers_no_more_and_forgets_its_browsers(session: Session) -> None:
    address = session.server.new_address()

    said = web.action(session.cli.context, {"CHOICE": "stop"})

    assert not (session.config.home / "web_secret").exists()

    assert said.answer == {"served": False} and session.cli.context.pages is None
    with pytest.raises(OSError):
        urllib.request.urlopen(address)


def test_a_port_that_is_taken_is_said(session: Session) -> None:
    context = session.cli.context
    context.pages, context.serve_pages = None, lambda *place: _serve(*place)

    with pytest.raises(CommandError, match="cannot be served on 127.0.0.1, port"):
        web.action(context, {"--port": str(session.port)})


@pytest.mark.parametrize(
    "given", [{"--port": "\xb2"}, {"--port": "1" * 5000}, {"--port": "65536"}, {"--host": ""}]
)
def test_what_is_no_port_and_no_address_is_refused(given: Given, session: Session) -> None:
    context = session.cli.context
    context.pages, context.serve_pages = None, lambda *place: _serve(*place)
    context.interactive = True

    with pytest.raises(BadArguments):
        web.action(context, given)


def _serve(context: object, host: str, port: int) -> object:
    from src.web.server import WebServer

    return WebServer(context, host, port)  # type: ignore[arg-type]


def test_without_a_token_nothing_is_served(session: Session) -> None:
    with pytest.raises(HTTPError) as refused:
        urllib.request.urlopen(f"http://127.0.0.1:{session.port}/")

    assert refused.value.code == 403
