"""An Ollama over a real loopback socket, with faults that can be asked for by name.

tests/models/test_ollama_recording.py holds its answers to those of a real server.
"""

import json
import select
import socket
import struct
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

Body = dict[str, Any]
Answer = Callable[[Body], str]
Fault = Callable[["Exchange"], bool]
"""Plays a fault; True if the exchange is over, False if the right answer is to follow."""

CHARS_PER_TOKEN = 4
LOCAL_NAMES = ("127.0.0.1", "localhost", "[::1]")
THINK_VALUES = ("high", "medium", "low", "max")
GENERATING = ("/api/chat", "/api/generate", "/v1/chat/completions")


@dataclass(frozen=True)
class Seen:
    """A request as the server saw it."""

    path: str
    body: Body
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class ServerProfile:
    """What the server is: its models, how fast it is, how large its memory.

    `copies` are names made by `ollama cp`, each with the model it is a copy of. `harmony` models
    (gpt-oss) give nothing if they are to answer in a format without thinking first;
    `files_answers_as_thinking` name models whose answer arrives as thinking. `cloud` models run
    at ollama.com, where nobody is signed in. An old server (`cuts_prompts`) ignores `truncate`.
    """

    models: tuple[str, ...] = ("llama3", "codellama", "gemma3:4b", "nomic-embed-text")
    context: int = 8192
    latency: float = 0.0
    load_seconds: float = 0.0
    most_loaded: int = 3
    thinking: tuple[str, ...] = ()
    harmony: tuple[str, ...] = ()
    files_answers_as_thinking: tuple[str, ...] = ()
    embedding: tuple[str, ...] = ("nomic-embed-text",)
    cloud: tuple[str, ...] = ()
    on_gpu: float = 1.0
    cuts_prompts: bool = False
    copies: dict[str, str] = field(default_factory=dict)
    version: str = "0.32.15"


class OllamaServer:
    """Serves from its own threads until closed; `answer` gets the request's JSON."""

    def __init__(self, answer: Answer | None = None, profile: ServerProfile | None = None) -> None:
        self.answer = answer or fitting_answer
        self.profile = profile or ServerProfile()
        self.seen: list[Seen] = []
        self.errors: list[BaseException | None] = []
        self.installed = [full_name(name) for name in (*self.profile.models, *self.profile.copies)]
        self.loaded: dict[str, tuple[float, int]] = {}
        self.loads: list[tuple[str, int]] = []
        self.faults: deque[Fault] = deque()
        self.always: Fault | None = None
        self.for_everything: Fault | None = None
        self.unknown_paths: tuple[str, ...] = ()
        self.accepted = 0
        self.digest_suffix = "00"
        self.hangups = threading.Semaphore(0)
        self.begun = threading.Semaphore(0)
        self.looked = threading.Semaphore(0)
        self.busy = 0
        self.most_busy = 0
        self.open_sockets: set[socket.socket] = set()
        self.lock = threading.Lock()
        self.idle = threading.Condition(self.lock)
        self.closing = threading.Event()
        self._wake, self._woken = socket.socketpair()
        self._http = _Server(("127.0.0.1", 0), _Handler)
        self._http.fake = self
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,))
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    def fail_next(self, *faults: Fault) -> None:
        """The next requests for text meet these faults, one each."""
        self.faults.extend(faults)

    def fail_always(self, fault: Fault | None) -> None:
        self.always = fault

    def asked(self, path: str = "/api/chat") -> list[Body]:
        """The bodies of the requests at this path, in order."""
        return [one.body for one in self.seen if one.path == path]

    def connections_left(self, patience: float = 5.0) -> int:
        """How many connections are still open when those that are closing had their time."""
        with self.lock:
            self.idle.wait_for(lambda: not self.open_sockets, patience)
            return len(self.open_sockets)

    def wait(self, connection: socket.socket, seconds: float) -> bool:
        """Wait so long; True if the client hung up (or the server closes) before."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0 and not self.closing.is_set():
            ready, _, _ = select.select([connection, self._woken], [], [], left)
            if connection in ready:
                with suppress(OSError):
                    if connection.recv(1, socket.MSG_PEEK):
                        select.select([self._woken], [], [], min(left, 0.01))
                        continue
                return True
        return self.closing.is_set()

    def close(self) -> None:
        self.closing.set()
        self._wake.send(b"x")
        self._http.shutdown()
        with self.lock:
            for one in list(self.open_sockets):
                with suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)
        self._http.server_close()
        self._thread.join()
        self._wake.close()
        self._woken.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def load(self, model: str, keep_alive: float = 300.0, context: int = 0) -> float:
        """Load a model as Ollama does, the least recent leaving; the seconds it takes.

        A copy of a loaded model is answered from it, and listed by the name it was loaded by. With
        another context it is loaded again.
        """
        context = context or self.profile.context
        with self.lock:
            same = (name for name in self.loaded if self.digest(name) == self.digest(model))
            model = next(same, model)
            cold = model not in self.loaded or self.loaded[model][1] != context
            if cold:
                self.loads.append((model, context))
            self.loaded.pop(model, None)
            if not cold or not self.profile.load_seconds:
                self._hold(model, keep_alive, context)
        return self.profile.load_seconds if cold else 0.0

    def loading_ended(self, model: str, keep_alive: float, context: int) -> None:
        """A model is listed once it is loaded, not before."""
        with self.lock:
            if not any(self.digest(name) == self.digest(model) for name in self.loaded):
                self._hold(model, keep_alive, context)

    def _hold(self, model: str, keep_alive: float, context: int) -> None:
        self.loaded[model] = (time.time() + keep_alive, context)
        while len(self.loaded) > self.profile.most_loaded:
            self.loaded.pop(next(iter(self.loaded)))

    def digest(self, name: str) -> str:
        """The digest of a model, which its copies share."""
        copies = {full_name(copy): full_name(of) for copy, of in self.profile.copies.items()}
        return f"{sum(map(ord, copies.get(name, name))):062x}{self.digest_suffix}"


class _Server(ThreadingHTTPServer):
    daemon_threads = False
    block_on_close = True
    request_queue_size = 128
    fake: OllamaServer

    def process_request(self, request: Any, client_address: Any) -> None:
        with self.fake.lock:
            self.fake.open_sockets.add(request)
            self.fake.accepted += 1
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self.fake.lock:
            self.fake.open_sockets.discard(request)
            self.fake.idle.notify_all()
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no error of the server; all else is kept for the test."""
        problem = sys.exc_info()[1]
        if not isinstance(problem, (ConnectionError, TimeoutError)):
            self.fake.errors.append(problem)


class Exchange:
    """One request and the means to answer it, rightly or wrongly."""

    def __init__(self, handler: "_Handler", server: OllamaServer, path: str, body: Body) -> None:
        self.handler = handler
        self.server = server
        self.path = path
        self.body = body
        self.streaming = False

    @property
    def connection(self) -> socket.socket:
        return self.handler.connection

    def reply_json(self, value: object, status: int = 200) -> None:
        self.reply(json.dumps(value).encode(), status, "application/json; charset=utf-8")

    def reply(self, raw: bytes, status: int, kind: str) -> None:
        self.handler.send_response(status)
        if kind:
            self.handler.send_header("Content-Type", kind)
        self.handler.send_header("Content-Length", str(len(raw)))
        self.handler.end_headers()
        self.handler.wfile.write(raw)

    def begin_stream(self, kind: str = "application/x-ndjson") -> None:
        if self.streaming:
            return
        self.streaming = True
        self.handler.send_response(200)
        self.handler.send_header("Content-Type", kind)
        self.handler.send_header("Transfer-Encoding", "chunked")
        self.handler.end_headers()

    def send(self, raw: bytes) -> None:
        self.begin_stream()
        self.handler.wfile.write(b"%x\r\n%s\r\n" % (len(raw), raw))
        self.handler.wfile.flush()

    def send_line(self, value: object) -> None:
        self.send(json.dumps(value).encode() + b"\n")

    def send_text(self, text: str, **more: object) -> None:
        """A piece of a chat's reply, as Ollama streams it."""
        message = {"role": "assistant", "content": text, **more}
        self.send_line(
            {"model": self.body.get("model"), **stamp(), "message": message, "done": False}
        )

    def end_stream(self) -> None:
        self.begin_stream()
        self.handler.wfile.write(b"0\r\n\r\n")

    def pause(self, seconds: float) -> bool:
        """Wait; True if the client hung up, which is counted."""
        if not self.server.wait(self.connection, seconds):
            return False
        self.server.hangups.release()
        self.drop()
        return True

    def drop(self, *, reset: bool = False) -> None:
        """End the connection: an orderly FIN, or a RST."""
        self.handler.close_connection = True
        with suppress(OSError):
            self.handler.wfile.flush()
        if reset:
            linger = struct.pack("ii", 1, 0)
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            # The handler's files hold the socket open: the descriptor itself is closed.
            socket.socket(fileno=self.connection.detach()).close()
            return
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""

    def do_GET(self) -> None:
        self._take({})

    def do_HEAD(self) -> None:
        self._take({})

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        try:
            body = json.loads(raw or b"{}")
        except ValueError:
            Exchange(self, self.server.fake, self.path, {}).reply_json(
                {"error": "invalid JSON"}, 400
            )
            return
        self._take(body)

    def _take(self, body: Body) -> None:
        fake = self.server.fake
        exchange = Exchange(self, fake, self.path, body)
        with fake.lock:
            fake.seen.append(Seen(self.path, body, {k.lower(): v for k, v in self.headers.items()}))
            generating = self.path in GENERATING
            fault = (fake.faults.popleft() if fake.faults else fake.always) if generating else None
            fake.busy += generating
            fake.most_busy = max(fake.busy, fake.most_busy)
        try:
            if generating:
                fake.begun.release()
            fault = fake.for_everything or fault
            host = (self.headers.get("Host") or "").rpartition(":")[0] or self.headers.get("Host")
            if host not in LOCAL_NAMES:
                # As against pages of other sites that a browser shows.
                exchange.reply(b"", 403, "")
                return
            if fault is None or not fault(exchange):
                known = self.path not in fake.unknown_paths
                (ROUTES.get(self.path, _no_page) if known else _no_page)(exchange)
        except (ConnectionError, TimeoutError):
            self.close_connection = True
        finally:
            with fake.lock:
                fake.busy -= generating


def fitting_answer(body: Body) -> str:
    """What is said by default: JSON that satisfies the format, else a short text."""
    schema = body.get("format")
    if isinstance(schema, dict):
        return json.dumps(smallest(schema))
    if schema == "json":
        return "{}"
    return "Hello from the fake."


def smallest(schema: Body) -> object:
    """A small value that satisfies a JSON schema."""
    if schema.get("enum"):
        return schema["enum"][0]
    kind = schema.get("type")
    if kind == "object":
        return {name: smallest(rule) for name, rule in schema.get("properties", {}).items()}
    if kind == "array":
        least = int(schema.get("minItems", 0))
        return [smallest(schema.get("items", {})) for _ in range(least)]
    plain = {"integer": 1, "number": 1.0, "boolean": True, "null": None}
    return plain.get(str(kind), "text")


def full_name(name: str) -> str:
    """Names are compared without case, and with their defaults."""
    short = name.strip().lower().removeprefix("registry.ollama.ai/").removeprefix("library/")
    return short if ":" in short else f"{short}:latest"


def is_among(name: str, names: Iterable[str]) -> bool:
    return full_name(name) in map(full_name, names)


def stamp() -> Body:
    return {"created_at": datetime.now(UTC).isoformat().replace("+00:00", "Z")}


def pieces_of(text: str) -> Iterator[str]:
    for start in range(0, len(text), CHARS_PER_TOKEN):
        yield text[start : start + CHARS_PER_TOKEN]


def count_tokens(text: str) -> int:
    """Tokens as vocabularies that take each digit alone count them."""
    digits = sum(map(str.isdigit, text))
    return digits + (len(text) - digits) // CHARS_PER_TOKEN + 1


def prompt_of(body: Body) -> str:
    messages = body.get("messages") or []
    said = [str(message.get("content", "")) for message in messages]
    return "\n".join([str(body.get("system") or ""), *said, str(body.get("prompt") or "")])


def _no_page(exchange: Exchange) -> None:
    exchange.reply(b"404 page not found", 404, "text/plain")


def _chat(exchange: Exchange) -> None:
    refused = _refusal(exchange)
    if refused:
        signin = {"signin_url": "https://ollama.com/connect?name=here"} if refused[0] == 401 else {}
        exchange.reply_json({"error": refused[1], **signin}, refused[0])
        return
    body, server = exchange.body, exchange.server
    began = time.monotonic()
    options = body.get("options") or {}
    context = int(options.get("num_ctx") or 4096)
    model, keep_alive = full_name(body["model"]), _keep_alive(body)
    loading = server.load(model, keep_alive, context)
    if loading:
        if exchange.pause(loading):
            return
        server.loading_ended(model, keep_alive, context)
    if body.get("messages") == []:
        end = {"done": True, "done_reason": "load"}
        message = {"role": "assistant", "content": ""}
        exchange.reply_json({"model": body["model"], **stamp(), "message": message, **end})
        return
    read = count_tokens(prompt_of(body))
    if read >= context:
        if body.get("truncate") is False and not server.profile.cuts_prompts:
            exchange.reply_json({"error": _too_long(read, context)}, 400)
            return
        read = context - max((context - 4) // 2, 1)
    if exchange.pause(server.profile.latency):
        return
    text = server.answer(body)
    tokens = list(pieces_of(text))
    most = int(options.get("num_predict") or -1)
    cut = 0 <= most < len(tokens)
    tokens = tokens[:most] if cut else tokens
    end = {
        "done": True,
        "done_reason": "length" if cut else "stop",
        "total_duration": int((time.monotonic() - began) * 1e9),
        "load_duration": int(loading * 1e9),
        "prompt_eval_count": read,
        "prompt_eval_duration": 1_000_000,
        "eval_count": max(len(tokens), 1),
        "eval_duration": max(len(tokens), 1) * 1_000_000,
    }
    if is_among(body["model"], server.profile.harmony) and body.get("think") is False:
        # The grammar forbids the marks without which the server takes nothing for an answer.
        tokens = [] if body.get("format") else tokens
    _send_reply(exchange, tokens, end)


def _too_long(tokens: int, context: int) -> str:
    """The runner's error, which the server passes on as text."""
    message = (
        f"request ({tokens} tokens) exceeds the available context size ({context} tokens),"
        " try increasing it"
    )
    error = {
        "code": 400,
        "message": message,
        "type": "exceed_context_size_error",
        "n_prompt_tokens": tokens,
        "n_ctx": context,
    }
    return json.dumps({"error": error}, separators=(",", ":"))


def _send_reply(exchange: Exchange, tokens: Iterable[str], end: Body) -> None:
    body = exchange.body
    chat = exchange.path == "/api/chat"

    aside = is_among(str(body.get("model")), exchange.server.profile.files_answers_as_thinking)

    def line(text: str) -> Body:
        said = {"content": "", "thinking": text} if aside and text else {"content": text}
        told = {"message": {"role": "assistant", **said}} if chat else {"response": text}
        return {"model": body["model"], **stamp(), **told}

    if body.get("stream") is False:
        exchange.reply_json({**line("".join(tokens)), **end})
        return
    for token in tokens:
        exchange.send_line({**line(token), "done": False})
    exchange.send_line({**line(""), **end})
    exchange.end_stream()


def _refusal(exchange: Exchange) -> tuple[int, str] | None:
    body, server = exchange.body, exchange.server
    model = str(body.get("model") or "")
    if not model:
        return 400, "model is required"
    if full_name(model) not in server.installed:
        return 404, f"model '{model}' not found"
    think, profile = body.get("think"), server.profile
    if isinstance(think, str) and think not in THINK_VALUES:
        known = ", ".join(f'"{value}"' for value in THINK_VALUES)
        return 400, f'invalid think value: "{think}" (must be {known}, true, or false)'
    if is_among(model, profile.cloud):
        return 401, "unauthorized"
    if think and not is_among(model, (*profile.thinking, *profile.harmony)):
        return 400, f'"{model}" does not support thinking'
    if body.get("tools"):
        return 400, f"registry.ollama.ai/library/{model} does not support tools"
    return None


def _keep_alive(body: Body) -> float:
    given = body.get("keep_alive", "5m")
    if isinstance(given, (int, float)):
        return float(given)
    if not given or given.startswith("-"):
        return 1e9 if given else 300.0
    units = {"s": 1.0, "m": 60.0, "h": 3600.0}
    return float(given[:-1]) * units[given[-1]]


def _tags(exchange: Exchange) -> None:
    server = exchange.server
    cards = []
    for name in server.installed:
        card = _card(server, name)
        card["modified_at"] = "2026-01-02T03:04:05Z"
        card["details"]["context_length"] = server.profile.context
        card["details"]["embedding_length"] = 512
        embeds = is_among(name, server.profile.embedding)
        # Only the models whose own template tells it are listed as thinking.
        card["capabilities"] = ["embedding"] if embeds else ["completion"]
        if is_among(name, server.profile.cloud):
            card["remote_host"] = "https://ollama.com:443"
            card["remote_model"] = name
        cards.append(card)
    exchange.reply_json({"models": cards})


def _card(server: OllamaServer, name: str) -> Body:
    family = "gptoss" if is_among(name, server.profile.harmony) else name.partition(":")[0]
    return {
        "name": name,
        "model": name,
        "size": 4_000_000_000,
        "digest": server.digest(name),
        "details": {
            "parent_model": "",
            "format": "gguf",
            "family": family,
            "families": [family],
            "parameter_size": "8B",
            "quantization_level": "Q4_0",
        },
    }


def _ps(exchange: Exchange) -> None:
    exchange.server.looked.release()
    with exchange.server.lock:
        loaded = dict(exchange.server.loaded)
    models = [
        {
            **_card(exchange.server, name),
            "size_vram": int(4_000_000_000 * exchange.server.profile.on_gpu),
            "context_length": context,
            "expires_at": datetime.fromtimestamp(until, UTC).isoformat(),
        }
        for name, (until, context) in loaded.items()
    ]
    exchange.reply_json({"models": models})


def _version(exchange: Exchange) -> None:
    exchange.reply_json({"version": exchange.server.profile.version})


def _show(exchange: Exchange) -> None:
    model = str(exchange.body.get("model") or "")
    if full_name(model) not in exchange.server.installed:
        exchange.reply_json({"error": f"model '{model}' not found"}, 404)
        return
    thinks = ["thinking"] if is_among(model, exchange.server.profile.thinking) else []
    is_harmony = is_among(model, exchange.server.profile.harmony)
    exchange.reply_json(
        {
            "modelfile": "FROM x\nPARSER harmony\n" if is_harmony else "FROM x\n",
            "parameters": "",
            "template": "{{ .Prompt }}",
            "details": {"format": "gguf", "family": "llama"},
            "modified_at": "2026-01-02T03:04:05Z",
            "model_info": {
                "general.architecture": "llama",
                "llama.context_length": exchange.server.profile.context,
            },
            "capabilities": ["completion", *thinks],
        }
    )


def _embed(exchange: Exchange) -> None:
    model = str(exchange.body.get("model") or "")
    if full_name(model) not in exchange.server.installed:
        exchange.reply_json({"error": f"model '{model}' not found"}, 404)
        return
    if not is_among(model, exchange.server.profile.embedding):
        words = "This server does not support embeddings. Start it with `--embeddings`"
        exchange.reply_json({"error": words}, 501)
        return
    given = exchange.body.get("input", [])
    texts = [given] if isinstance(given, str) else given
    vectors = [[float(text.count(c)) + 0.01 for c in "abcdefgh"] for text in texts]
    exchange.reply_json({"model": model, "embeddings": vectors, "prompt_eval_count": len(texts)})


def _pull(exchange: Exchange) -> None:
    name = str(exchange.body.get("model") or exchange.body.get("name") or "")
    exchange.send_line({"status": "pulling manifest"})
    if name.startswith("no-such"):
        exchange.send_line({"error": "pull model manifest: file does not exist"})
        exchange.end_stream()
        return
    digest = f"sha256:{sum(map(ord, name)):064x}"
    for done in (250, 500, 1000):
        exchange.send_line(
            {
                "status": f"pulling {digest[7:19]}",
                "digest": digest,
                "total": 1000,
                "completed": done,
            }
        )
    exchange.send_line({"status": "verifying sha256 digest"})
    exchange.send_line({"status": "success"})
    exchange.end_stream()
    exchange.server.installed.append(full_name(name))


def _openai_models(exchange: Exchange) -> None:
    names = [
        {"id": name, "object": "model", "created": 1767322245, "owned_by": "library"}
        for name in exchange.server.profile.models
    ]
    exchange.reply_json({"object": "list", "data": names})


def _openai_chat(exchange: Exchange) -> None:
    body, server = exchange.body, exchange.server
    if full_name(str(body.get("model"))) not in server.installed:
        message = f"model '{body.get('model')}' not found"
        error = {"message": message, "type": "not_found_error", "param": None, "code": None}
        exchange.reply_json({"error": error}, 404)
        return
    if exchange.pause(server.profile.latency):
        return
    wanted = (body.get("response_format") or {}).get("json_schema", {}).get("schema")
    text = server.answer({**body, "format": wanted} if wanted else body)
    exchange.begin_stream("text/event-stream")
    for token in pieces_of(text):
        exchange.send(_event({"choices": [{"index": 0, "delta": {"content": token}}]}))
    exchange.send(_event({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}))
    usage = {"prompt_tokens": len(prompt_of(body)) // 4, "completion_tokens": len(text) // 4}
    exchange.send(_event({"choices": [], "usage": usage}))
    exchange.send(b"data: [DONE]\n\n")
    exchange.end_stream()


def _event(value: object) -> bytes:
    return b"data: " + json.dumps(value).encode() + b"\n\n"


def _openai_embed(exchange: Exchange) -> None:
    texts = exchange.body.get("input", [])
    rows = [
        {"index": i, "embedding": [float(text.count(c)) + 0.01 for c in "abcdefgh"]}
        for i, text in enumerate(texts)
    ]
    exchange.reply_json({"data": rows[::-1]})


ROUTES: dict[str, Callable[[Exchange], None]] = {
    "/": lambda exchange: exchange.reply(b"Ollama is running", 200, "text/plain"),
    "/api/chat": _chat,
    "/api/generate": _chat,
    "/api/tags": _tags,
    "/api/ps": _ps,
    "/api/version": _version,
    "/api/show": _show,
    "/api/embed": _embed,
    "/api/pull": _pull,
    "/v1/models": _openai_models,
    "/v1/chat/completions": _openai_chat,
    "/v1/embeddings": _openai_embed,
}
