"""Decides which requests reach the pages: their host, where they come from, and who sends them."""

import hmac
import ipaddress
import re
import secrets
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..documents.json_files import write_text
from ..documents.regular_files import read_file

MOST_BYTES = 8 << 20
_MOST_READ = 8 * MOST_BYTES
_TOO_LONG = (f"A request holds at most {MOST_BYTES >> 20} MiB.\n", 413)
_TOKEN_SECONDS = 900.0
_SAFE = frozenset({"GET", "HEAD"})
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_ANY = frozenset({"0.0.0.0", "::"})
_HOST = re.compile(r"(\[[^]]*\]|[^:]+)(?::([0-9]+))?")
_POLICY = (
    "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none';"
    " object-src 'none'"
)
# What is not a page of ours may be a user's file: SVG and XML can hold scripts and forms.
_FILE_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
_HEADERS = (
    ("x-content-type-options", "nosniff"),
    # Not no-referrer: a form's Origin would be null, and could not be checked.
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("cache-control", "no-store"),
)
# A page, not a redirect: a strict cookie is not sent along a redirect that another site began.
_WELCOME = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>Code Evolver</title>'
    '<link rel="icon" href="/assets/icon.svg">'
    '<meta http-equiv="refresh" content="0;url=/"><a href="/">Open Code Evolver</a></html>'
)
_NEEDS_TOKEN = (
    "This page needs the address that Code Evolver printed, with its token."
    " A token works once, within 15 minutes: for a new address, type web at the prompt, or start it"
    " again.\n"
)


class Access:
    """Tokens for the address line, each good for one use, and the secret of the cookie.

    Each port has its own secret, made from `secret_file`, so that open pages survive a restart of
    the server. `clock` returns seconds.
    """

    def __init__(
        self, secret_file: Path, port: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.cookie = f"code_evolver_{port}"
        self._tokens: dict[str, float] = {}
        self._clock = clock
        self._lock = threading.Lock()
        self._file = secret_file
        kept = _kept_secret(secret_file).encode()
        self._secret = hmac.new(kept, str(port).encode(), "sha256").hexdigest()

    def new_token(self) -> str:
        """Return a token that can be exchanged for the cookie once."""
        token = secrets.token_urlsafe(24)
        with self._lock:
            self._tokens[token] = self._clock() + _TOKEN_SECONDS
        return token

    def take(self, token: str) -> bool:
        """Use up a token; return False if it is unknown or too old."""
        with self._lock:
            found = [one for one in self._tokens if _are_equal(one, token)]
            ends = [self._tokens.pop(one) for one in found]
        return any(self._clock() < end for end in ends)

    def admits(self, cookies: str) -> bool:
        """Return whether a Cookie header holds the secret."""
        # Not by SimpleCookie: another server's cookie that it cannot parse loses all the others.
        pairs = [one.strip().partition("=") for one in cookies.split(";")]
        return any(
            name == self.cookie and _are_equal(value, self._secret) for name, _, value in pairs
        )

    def forget(self) -> None:
        """Have the next server admit none of the browsers that were given the cookie."""
        with suppress(OSError):  # Where there is none, or it cannot be kept, either.
            self._file.unlink()

    def set_cookie(self) -> str:
        """Return the Set-Cookie header for a browser that sent a token."""
        return f"{self.cookie}={self._secret}; HttpOnly; SameSite=Strict; Path=/"


class Guard:
    """The ASGI application around the pages; refuses what did not come from them."""

    def __init__(self, pages: ASGIApp, access: Access, host: str, port: int) -> None:
        self._pages = pages
        self._access = access
        self._host = host
        self._port = port

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        answer = self._answer(scope, Headers(scope=scope))
        if answer is self._pages:
            first = await _whole_request(receive)
            if first is None:
                answer = PlainTextResponse(*_TOO_LONG)
            else:
                receive = _beginning_with(first, receive)
        await answer(scope, receive, _protected(send))

    def _answer(self, scope: Scope, headers: Headers) -> ASGIApp:
        refused = self._refusal(scope, headers)
        if refused:
            return PlainTextResponse(*refused)
        token = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0]
        if (scope["method"], scope["path"]) == ("GET", "/") and self._access.take(token):
            return HTMLResponse(_WELCOME, headers={"set-cookie": self._access.set_cookie()})
        if self._access.admits(headers.get("cookie", "")):
            return self._pages
        return PlainTextResponse(_NEEDS_TOKEN, 403)

    def _refusal(self, scope: Scope, headers: Headers) -> tuple[str, int] | None:
        if scope["type"] != "http":
            return "Only HTTP is served.\n", 403
        host = headers.get("host", "")
        if not self._is_own(host):
            return "This host name is not served.\n", 421
        if scope["method"] not in _SAFE and not _is_from_own_page(headers, f"http://{host}"):
            return "This request does not come from a page of Code Evolver.\n", 403
        return None

    def _is_own(self, host: str) -> bool:
        """Return whether this is a name of this server.

        If it listens on all addresses, any address is its own, but not any name: another site's
        could be made to resolve to it.
        """
        parts = _HOST.fullmatch(host)
        # A browser leaves port 80 out.
        if parts is None or (parts[2] or "80") != str(self._port):
            return False
        name = parts[1].strip("[]").casefold()
        if name in _LOOPBACK or name == self._host.casefold():
            return name not in _ANY
        return self._host in _ANY and _is_address(name)


def _kept_secret(path: Path) -> str:
    """Return the secret in the file if only its owner may read it, else a new one."""
    try:
        kept = read_file(path).decode("ascii").strip()
        if len(kept) >= 43 and not path.stat().st_mode & 0o077:
            return kept
    except (OSError, ValueError):
        pass  # It is made anew below.
    made = secrets.token_urlsafe(32)
    with suppress(OSError):  # Open pages then survive no restart.
        path.parent.mkdir(parents=True, exist_ok=True)
        write_text(path, made, 0o600)
    return made


def _are_equal(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())


def _is_address(name: str) -> bool:
    try:
        return not ipaddress.ip_address(name).is_unspecified
    except ValueError:
        return False


def _is_from_own_page(headers: Headers, own: str) -> bool:
    """Return whether the browser says so; one that says nothing is out of date."""
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is None and origin is None:
        return False
    return site in (None, "same-origin") and origin in (None, own)


async def _whole_request(receive: Receive) -> Message | None:
    """Read a request's body, as one message; None if it is too long."""
    body, length, more = bytearray(), 0, True
    # What is too long is read all the same: a browser shows no answer while it is still sending.
    while more and length <= _MOST_READ:
        message = await receive()
        if message["type"] == "http.disconnect":
            return message
        length += len(message.get("body", b""))
        more = message.get("more_body", False)
        if length <= MOST_BYTES:
            body += message.get("body", b"")
    if length > MOST_BYTES:
        return None
    return {"type": "http.request", "body": bytes(body), "more_body": False}


def _beginning_with(first: Message, receive: Receive) -> Receive:
    rest = [first]

    async def received() -> Message:
        return rest.pop() if rest else await receive()

    return received


def _protected(send: Send) -> Send:
    """Pass on what is sent, with the headers that keep a page to itself."""

    async def protected(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            is_page = headers.get("content-type", "").startswith("text/html")
            headers["content-security-policy"] = _POLICY if is_page else _FILE_POLICY
            for name, value in _HEADERS:
                headers[name] = value
        await send(message)

    return protected
