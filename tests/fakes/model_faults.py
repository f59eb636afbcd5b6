"""Every way in which a model's server is known to fail, by name; each can be played at will."""

import gzip
import json
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from msgspec.structs import replace

from src.app.model_wiring import rules_of
from src.config.settings import OllamaSettings
from src.domain.errors import (
    BrokenReply,
    ModelError,
    ModelMissing,
    ModelTimeout,
    ModelUnavailable,
)
from src.models.routing_rules import Deadlines
from tests.fakes.ollama_server import Exchange, Fault, OllamaServer

SHIPPED = rules_of(OllamaSettings())
CONTEXT = OllamaSettings().num_ctx
"""What the default settings say."""

QUICK = replace(
    SHIPPED,
    deadlines=Deadlines(
        connect=1.0, first_token_warm=1.0, first_token_cold=2.5, stall=1.0, total=20
    ),
    backoff=0.01,
    refresh=60.0,
)
"""Deadlines that a test can wait for, and a server that is well keeps on a busy machine."""

IMPATIENT = replace(
    QUICK,
    deadlines=replace(QUICK.deadlines, first_token_warm=0.2, first_token_cold=0.3, stall=0.2),
)
"""Deadlines for a server that is to be late."""


PATIENCE = 60.0
"""Seconds for what must come; only a test that fails waits so long."""


@dataclass(frozen=True)
class FaultKind:
    """A fault, and what it comes to when there is no other endpoint: an error, or all is well.

    `play` is None where no server is there to play it; then `nowhere` opens the address.
    `needs_schema` marks one that is only seen when JSON is asked for. `tries` is how often
    the one endpoint is asked.
    """

    name: str
    play: Fault | None
    error: type[ModelError] | None
    says: str = ""
    tries: int = 1
    needs_schema: bool = False
    nowhere: "Callable[[ExitStack], str] | None" = None

    def address(self, stack: ExitStack, server: OllamaServer) -> str:
        """Where this fault is met; on a server it then meets every request for text."""
        if self.nowhere is not None:
            return self.nowhere(stack)
        server.fail_always(self.play)
        return server.url


def _refuse(status: int, body: str | bytes, kind: str = "application/json") -> Fault:
    def play(exchange: Exchange) -> bool:
        raw = body if isinstance(body, bytes) else json.dumps({"error": body}).encode()
        exchange.reply(raw, status, kind)
        return True

    return play


def _redirect(exchange: Exchange) -> bool:
    exchange.handler.send_response(302)
    exchange.handler.send_header("Location", "/login")
    exchange.handler.send_header("Content-Length", "0")
    exchange.handler.end_headers()
    return True


def _lines(*lines: bytes, clean: bool = True) -> Fault:
    """Half a reply, then these raw lines."""

    def play(exchange: Exchange) -> bool:
        exchange.send_text("def so")
        exchange.send_text("lve(")
        for line in lines:
            exchange.send(line)
        if clean:
            exchange.end_stream()
        else:
            exchange.drop()
        return True

    return play


def _nothing(exchange: Exchange) -> bool:
    exchange.end_stream()
    return True


def _drop(*, reset: bool, midway: bool) -> Fault:
    def play(exchange: Exchange) -> bool:
        if midway:
            exchange.send_text("def so")
            exchange.send_text("lve(")
        exchange.drop(reset=reset)
        return True

    return play


def _hang(*, headers: bool = False, pieces: int = 0) -> Fault:
    def play(exchange: Exchange) -> bool:
        if headers:
            exchange.begin_stream()
        for _ in range(pieces):
            exchange.send_text("def so")
        exchange.pause(60)
        return True

    return play


def _drip(exchange: Exchange) -> bool:
    for piece in ("slow", " but", " sure", ",", " as", " a", " snail"):
        if exchange.pause(0.1):
            return True
        exchange.send_text(piece)
    _end(exchange, "stop")
    return True


def _slow_load(exchange: Exchange) -> bool:
    """Longer than a loaded model may take, shorter than one may that must be loaded."""
    return exchange.pause(1.5)


def _end(exchange: Exchange, reason: str, tokens: int = 7) -> None:
    message = {"role": "assistant", "content": ""}
    end = {"done": True, "done_reason": reason, "eval_count": tokens, "eval_duration": 10**7}
    exchange.send_line({"model": "llama3", "message": message, **end})
    exchange.end_stream()


def _say(*pieces: str, reason: str = "stop", thinking: str = "") -> Fault:
    def play(exchange: Exchange) -> bool:
        if thinking:
            exchange.send_text("", thinking=thinking)
        for piece in pieces:
            exchange.send_text(piece)
        _end(exchange, reason)
        return True

    return play


def _without_end(piece: str) -> Fault:
    def play(exchange: Exchange) -> bool:
        exchange.send_text("{")
        while not exchange.pause(0.001):
            exchange.send_text(piece)
        return True

    return play


def _broken_chunk(exchange: Exchange) -> bool:
    exchange.send_text("def so")
    exchange.handler.wfile.write(b"zz\r\nnonsense\r\n")
    exchange.drop()
    return True


def _packed(exchange: Exchange) -> bool:
    """A few bytes that would be a gigabyte."""
    raw = gzip.compress(bytes(1 << 20), 9)
    exchange.handler.send_response(200)
    exchange.handler.send_header("Content-Encoding", "gzip")
    exchange.handler.send_header("Content-Length", str(len(raw)))
    exchange.handler.end_headers()
    exchange.handler.wfile.write(raw)
    return True


def _line_without_end(exchange: Exchange) -> bool:
    piece = b"x" * (1 << 20)
    # Written until the client has enough of it and hangs up.
    while True:
        exchange.send(piece)


def _after_the_end(exchange: Exchange) -> bool:
    exchange.send_text("done")
    message = {"role": "assistant", "content": ""}
    exchange.send_line({"message": message, "done": True, "done_reason": "stop", "eval_count": 1})
    exchange.send(b"<!-- added by a proxy -->\n")
    exchange.end_stream()
    return True


def _closed_port(stack: ExitStack) -> str:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{one.getsockname()[1]}"


def _unknown_name(stack: ExitStack) -> str:
    return "http://no-such-host.invalid:11434"


def _silent_host(stack: ExitStack) -> str:
    """A port whose queue is full: who connects gets no answer at all."""
    full = stack.enter_context(socket.socket())
    full.bind(("127.0.0.1", 0))
    full.listen(0)
    for _ in range(2):
        waiting = stack.enter_context(socket.socket())
        waiting.setblocking(False)
        waiting.connect_ex(full.getsockname())
    return f"http://127.0.0.1:{full.getsockname()[1]}"


def _no_address(stack: ExitStack) -> str:
    return "http://[half:11434"


HTML_502 = b"<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"
BAD_PIECE = b'{"model":"llama3","message":{"role":"assistant","content":{"a":[]}},"done":false}\n'

FAULTS: tuple[FaultKind, ...] = (
    FaultKind("refused", None, ModelUnavailable, "not running", 0, nowhere=_closed_port),
    FaultKind(
        "unknown name", None, ModelUnavailable, "cannot be resolved", 0, nowhere=_unknown_name
    ),
    FaultKind("silent host", None, ModelUnavailable, "not answer", 0, nowhere=_silent_host),
    FaultKind("no address", None, ModelUnavailable, "not an address", 0, nowhere=_no_address),
    FaultKind("404 model", _refuse(404, "model 'llama3' not found"), ModelMissing, "not installed"),
    FaultKind(
        "404 page",
        _refuse(404, b"404 page not found", "text/plain"),
        ModelUnavailable,
        "as Ollama does",
    ),
    FaultKind("400", _refuse(400, "invalid options"), ModelError, "refused the request"),
    FaultKind("401", _refuse(401, "unauthorized"), ModelUnavailable, "not signed in"),
    FaultKind("401 of a proxy", _refuse(401, "who is there?"), ModelUnavailable, "API key"),
    FaultKind("403 without a body", _refuse(403, b"", ""), ModelUnavailable, "the host name"),
    FaultKind(
        "error object",
        _refuse(400, b'{"error": {"message": "bad seed", "type": "x"}}'),
        ModelError,
        "request: bad seed",
    ),
    FaultKind(
        "out of memory",
        _refuse(500, "llama-server process has terminated: cudaMalloc failed: out of memory"),
        ModelUnavailable,
        "does not fit into memory",
        3,
    ),
    FaultKind(
        "incompatible model",
        _refuse(500, "llama3 may be incompatible with your version of Ollama"),
        ModelUnavailable,
        "cannot be loaded",
    ),
    FaultKind("302", _redirect, ModelUnavailable, "as Ollama does"),
    FaultKind(
        "500", _refuse(500, "llama runner process has terminated"), ModelUnavailable, "500", 3
    ),
    FaultKind("503", _refuse(503, "overloaded"), ModelUnavailable, "503", 3),
    FaultKind(
        "runner killed while loading",
        _refuse(500, "llama-server process has terminated: signal: killed"),
        ModelUnavailable,
        "signal: killed",
        3,
    ),
    FaultKind("busy", _refuse(503, "server busy, maximum pending"), ModelUnavailable, "is busy", 6),
    FaultKind("HTML 502", _refuse(502, HTML_502, "text/html"), ModelUnavailable, "502 Bad", 3),
    FaultKind(
        "error mid-stream",
        _lines(b'{"error":"an error was encountered while running the model: unexpected EOF"}\n'),
        BrokenReply,
        "while running the model: unexpected EOF",
        3,
    ),
    FaultKind("FIN at once", _drop(reset=False, midway=False), BrokenReply, "broke off", 3),
    FaultKind("FIN mid-stream", _drop(reset=False, midway=True), BrokenReply, "broke off", 3),
    FaultKind("RST at once", _drop(reset=True, midway=False), BrokenReply, "broke off", 3),
    FaultKind("RST mid-stream", _drop(reset=True, midway=True), BrokenReply, "broke off", 3),
    FaultKind("broken chunk", _broken_chunk, BrokenReply, "broke off", 3),
    FaultKind("hang before headers", _hang(), ModelTimeout, "no first token"),
    FaultKind("hang before the first token", _hang(headers=True), ModelTimeout, "no first token"),
    FaultKind("stall mid-stream", _hang(pieces=3), ModelTimeout, "fell silent"),
    FaultKind("slow drip", _drip, None),
    FaultKind("slow load", _slow_load, None),
    FaultKind("malformed line", _lines(b'{"message": {"content": oops\n'), BrokenReply, "", 3),
    FaultKind("cut line", _lines(b'{"model":"llama3","message":{"ro'), BrokenReply, "", 3),
    FaultKind("JSON array line", _lines(b'["def", "solve"]\n'), BrokenReply, "", 3),
    FaultKind("no UTF-8", _lines(b'{"mess\xff\xfeage": "\xc3"\n'), BrokenReply, "", 3),
    FaultKind("line of a wrong shape", _lines(BAD_PIECE), BrokenReply, "", 3),
    FaultKind("clean end without done", _lines(), BrokenReply, "repeats itself"),
    FaultKind("clean end without text", _nothing, BrokenReply, "before it was whole", 3),
    FaultKind("empty reply", _say(), BrokenReply, "empty"),
    FaultKind("blanks only", _say("\n", "  ", "\n"), BrokenReply, "empty"),
    FaultKind("whitespace loop", _without_end("\n  \t"), BrokenReply, "repeats itself without end"),
    FaultKind("loop of nothing", _without_end(""), ModelTimeout, "fell silent"),
    FaultKind("length cut", _say("def so", "lve(", reason="length"), BrokenReply, "was cut", 2),
    FaultKind("thought only", _say(thinking="Hmm. " * 50), BrokenReply, "thought until"),
    FaultKind(
        "schema ignored",
        _say("Sure! ", "Here is what you want."),
        BrokenReply,
        "no JSON object",
        needs_schema=True,
    ),
    FaultKind("deep JSON", _lines(b"[" * 100_000 + b"\n"), BrokenReply, "malformed", 3),
    FaultKind("deep 500", _refuse(500, b"[" * 100_000), ModelUnavailable, "failed: 500", 3),
    FaultKind("packed", _packed, BrokenReply, "malformed", 3),
    FaultKind("line without end", _line_without_end, BrokenReply, "malformed", 3),
    FaultKind(
        "text without end",
        _without_end(" ".join(map(str, range(20_000)))),
        BrokenReply,
        "maximum reply length",
    ),
    FaultKind("words behind the end", _after_the_end, None),
)


@contextmanager
def broken_server(
    kind: FaultKind, make: Callable[[], OllamaServer] = OllamaServer
) -> Iterator[tuple[OllamaServer, str]]:
    """A server that has this fault for every request for text, and its address."""
    with ExitStack() as stack:
        server = stack.enter_context(make())
        yield server, kind.address(stack, server)
