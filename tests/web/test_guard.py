"""Only requests from own pages, in a browser that brought a token, reach the pages."""

import asyncio
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from src.web.guard import MOST_BYTES, Access, Guard

PORT = 8765
OWN = f"127.0.0.1:{PORT}"
SAME = {"sec-fetch-site": "same-origin"}


async def pages(scope: Any, receive: Any, send: Any) -> None:
    while (await receive()).get("more_body"):
        continue
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"the page"})


class Browser:
    """Asks a guard, with the cookie where it was given one."""

    def __init__(self, folder: Path, host: str = "127.0.0.1", port: int = PORT) -> None:
        self.now = 0.0
        self.access = Access(folder / "secret", port, lambda: self.now)
        self._guard = Guard(pages, self.access, host, port)
        self.cookie = self.access.set_cookie().partition(";")[0]

    def ask(
        self, method: str, path: str, headers: Mapping[str, str], body: tuple[bytes, ...] = (b"",)
    ) -> tuple[int, dict[str, str]]:
        sent: list[Any] = []
        rest = [{"type": "http.request", "body": one, "more_body": True} for one in body]
        rest.append({"type": "http.request", "body": b"", "more_body": False})

        async def receive() -> Any:
            return rest.pop(0)

        async def send(message: Any) -> None:
            sent.append(message)

        path, _, query = path.partition("?")
        scope = {
            "type": "http",
            "method": method,
            "path": path,
            "query_string": query.encode(),
            "headers": [(k.encode(), v.encode("latin-1")) for k, v in headers.items()],
        }
        asyncio.run(self._guard(scope, receive, send))
        given = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        return sent[0]["status"], given


@pytest.mark.parametrize(
    ("method", "headers", "status"),
    [
        ("GET", {}, 200),
        ("GET", {"host": f"localhost:{PORT}"}, 200),
        ("GET", {"host": f"[::1]:{PORT}"}, 200),
        ("GET", {"host": "evil.example"}, 421),
        ("GET", {"host": f"evil.example:{PORT}"}, 421),
        ("GET", {"host": "127.0.0.1:1"}, 421),
        ("GET", {"host": ""}, 421),
        ("GET", {"host": "127.0.0.1"}, 421),
        ("GET", {"host": f"0.0.0.0:{PORT}"}, 421),
        ("GET", {"cookie": ""}, 403),
        ("GET", {"cookie": f"code_evolver_{PORT}=guessed"}, 403),
        ("GET", {"cookie": "code_evolver_8766=other"}, 403),
        ("POST", SAME, 200),
        ("POST", {"origin": f"http://{OWN}"}, 200),
        ("POST", {**SAME, "origin": f"http://{OWN}"}, 200),
        ("POST", {}, 403),
        ("POST", {"origin": "http://evil.example"}, 403),
        ("POST", {"origin": "null"}, 403),
        ("POST", {"origin": f"https://{OWN}"}, 403),
        ("POST", {**SAME, "origin": "http://evil.example"}, 403),
        ("POST", {"sec-fetch-site": "cross-site"}, 403),
        ("POST", {"sec-fetch-site": "same-site"}, 403),
        ("POST", {"sec-fetch-site": "none"}, 403),
        ("DELETE", {}, 403),
    ],
)
def test_a_request_that_is_not_of_its_own_pages_is_refused(
    method: str, headers: dict[str, str], status: int, tmp_path: Path
) -> None:
    browser = Browser(tmp_path)

    answered, _ = browser.ask(method, "/", {"host": OWN, "cookie": browser.cookie} | headers)

    assert answered == status


@pytest.mark.parametrize("others", ['x={"a":1}', "foo", "a=x y", "expires=1", "path=/", "k[0]=1"])
def test_a_cookie_of_another_server_on_this_machine_locks_nobody_out(
    others: str, tmp_path: Path
) -> None:
    browser = Browser(tmp_path)
    old = f"code_evolver_{PORT}=old"

    for cookies in (f"{others}; {browser.cookie}", f"{browser.cookie};{others}; {old}"):
        assert browser.ask("GET", "/", {"host": OWN, "cookie": cookies})[0] == 200
    assert browser.ask("GET", "/", {"host": OWN, "cookie": f"{others}; {old}"})[0] == 403


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "127.0.0.1:80"])
def test_on_port_80_the_host_may_leave_the_port_out(host: str, tmp_path: Path) -> None:
    browser = Browser(tmp_path, port=80)
    headers = {"host": host, "cookie": browser.cookie, "origin": f"http://{host}"}

    assert browser.ask("POST", "/", headers)[0] == 200
    assert browser.ask("POST", "/", headers | {"host": "evil.example"})[0] == 421


@pytest.mark.parametrize(
    ("host", "asked", "status"),
    [
        ("0.0.0.0", f"192.0.2.7:{PORT}", 200),
        ("0.0.0.0", f"evil.example:{PORT}", 421),
        ("192.0.2.7", f"192.0.2.7:{PORT}", 200),
        ("192.0.2.7", f"192.0.2.8:{PORT}", 421),
    ],
)
def test_a_server_for_other_machines_has_their_addresses_for_it_only(
    host: str, asked: str, status: int, tmp_path: Path
) -> None:
    browser = Browser(tmp_path, host)

    assert browser.ask("GET", "/", {"host": asked, "cookie": browser.cookie})[0] == status


def test_a_token_gives_the_cookie_once(tmp_path: Path) -> None:
    browser = Browser(tmp_path)
    token = browser.access.new_token()

    first, headers = browser.ask("GET", f"/?token={token}", {"host": OWN})
    again, _ = browser.ask("GET", f"/?token={token}", {"host": OWN})

    assert (first, again) == (200, 403)
    assert headers["set-cookie"] == f"{browser.cookie}; HttpOnly; SameSite=Strict; Path=/"


def test_a_token_is_not_used_up_by_head_and_ends_after_some_minutes(tmp_path: Path) -> None:
    browser = Browser(tmp_path)
    tokens = [browser.access.new_token() for _ in range(2)]
    answers = []

    for method, at, token in (("HEAD", 0, 0), ("GET", 899, 0), ("GET", 900, 1)):
        browser.now = at
        answers.append(browser.ask(method, f"/?token={tokens[token]}", {"host": OWN})[0])

    assert answers == [403, 200, 403]


def test_a_cookie_is_of_one_port_until_the_server_forgets_its_browsers(tmp_path: Path) -> None:
    first, other = Browser(tmp_path), Browser(tmp_path, port=80)

    first.access.forget()

    cookies = {one.cookie.partition("=")[2] for one in (first, other, Browser(tmp_path))}
    assert len(cookies) == 3


def test_a_cookie_outlives_a_restart_but_not_a_secret_that_others_could_read(
    tmp_path: Path,
) -> None:
    browser = Browser(tmp_path)
    kept = Browser(tmp_path).cookie
    (tmp_path / "secret").chmod(0o644)

    assert kept == browser.cookie != Browser(tmp_path).cookie
    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600


def test_a_secret_that_is_a_pipe_or_a_folder_keeps_no_server_from_starting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "secret")
    made = Browser(tmp_path).cookie
    kept = Browser(tmp_path).cookie
    (tmp_path / "other" / "secret").mkdir(parents=True)

    assert made == kept
    assert Browser(tmp_path / "other").cookie


@pytest.mark.parametrize(
    ("content_type", "policy"),
    [
        ("text/html; charset=utf-8", "default-src 'self';"),
        ("image/svg+xml", "sandbox; default-src 'none';"),
        ("application/xhtml+xml", "sandbox; default-src 'none';"),
        ("text/xml", "sandbox; default-src 'none';"),
        ("text/plain; charset=utf-8", "sandbox; default-src 'none';"),
        ("", "sandbox; default-src 'none';"),
    ],
)
def test_an_answer_runs_only_scripts_of_the_pages_and_one_that_is_no_page_runs_none(
    content_type: str, policy: str, tmp_path: Path
) -> None:
    browser = Browser(tmp_path)

    async def answer(scope: Any, receive: Any, send: Any) -> None:
        typed = [(b"content-type", content_type.encode())] if content_type else []
        await send({"type": "http.response.start", "status": 200, "headers": typed})
        await send({"type": "http.response.body", "body": b""})

    browser._guard = Guard(answer, browser.access, "127.0.0.1", PORT)
    _, headers = browser.ask("GET", "/", {"host": OWN, "cookie": browser.cookie})

    assert headers["content-security-policy"].startswith(policy)
    assert "script-src" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ((bytes(MOST_BYTES),), 200),
        ((bytes(MOST_BYTES), b"1"), 413),
        ((b"1" * (1 << 20),) * 40, 413),
        ((b"1" * (1 << 20),) * 100, 413),
    ],
)
def test_a_request_that_is_too_long_is_told_so_whatever_length_it_names(
    body: tuple[bytes, ...], status: int, tmp_path: Path
) -> None:
    browser = Browser(tmp_path)
    headers = {"host": OWN, "cookie": browser.cookie, **SAME}

    answered, _ = browser.ask("POST", "/", headers, body)

    assert answered == status
