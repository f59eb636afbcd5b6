"""What others send is read or refused, whatever it is: no traceback, no hang, no growth."""

import asyncio
import json
import random
import resource
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

import httpx
import pytest

from src.config.settings_document import default_document, read_settings
from src.config.unread_entries import readable_part
from src.documents.yaml_text import parse_yaml
from src.domain.artifact import Artifact
from src.domain.errors import BrokenReply, ConfigError, MemoryUnavailable, NodeError, ToolFailed
from src.domain.signature import read_signature
from src.language.follow_ups import _with_part
from src.language.task_reading import read_task
from src.library.catalogue import open_library
from src.library.function_library import FunctionLibrary
from src.memory.import_export import FORMAT, read_lines
from src.models.backend import Backend, BackendRequest
from src.models.error_mapping import map_error
from src.models.server_errors import RequestTarget
from src.models.ollama import OllamaBackend
from src.models.openai_compatible import OpenAIBackend
from src.models.routing_rules import BackendKind
from src.models.stream_reader import gather_reply, holds_object
from src.nodes.node_manifest import read_node
from src.prompts.case_replies import read_cases
from src.prompts.code_replies import read_code
from src.prompts.json_replies import read_json
from src.prompts.stub_replies import read_stub
from src.serving.stdio_wire import check_line
from src.tasks.pipeline import refusal
from src.toolbox.mcp_messages import message_of
from src.toolbox.schema_check import check_value
from tests.processor_time import HANG, TookTooLong, within_seconds

ROOT = Path(__file__).resolve().parents[1]
REPLIES = tuple(
    path.read_text(encoding="utf-8") for path in sorted((ROOT / "replies").glob("*.txt"))
)
SIGNATURE = read_signature("def area(n: int, unit: str = 'm') -> list[float]: ...", "area")
FRAGMENTS = (
    *("\x00", "\ud800", "\u202e", "\ufeff", "\r", "\n\n", "\t", "\\u0000", "\\ud83d", "é", "null"),
    *("{", "}", "[", "]", '"', "\\", "```", "```python\n", "<think>", "</think>", "&a *a", "!!x"),
    *("1e999", "-0", "NaN", "9" * 400, "[" * 300, '{"a":' * 100, "(" * 200, "a" * 3000, " " * 2000),
    *("def f(", "return", "lambda: ", "1_0", "0x", "@", "@/etc/passwd", "=>", "-----", "#", ": - "),
    *("[" * 600 + "]" * 600, " => ", '"$ref": "#', '"$schema": "', '": {}, "', '": 5, "', '"#/'),
)
MOST = 20_000
SERVER = "http://127.0.0.1:9"


class Nowhere:
    """A store that keeps nothing."""

    def all(self) -> tuple[Artifact, ...]:
        return ()

    def put(self, artifacts: list[Artifact]) -> None:
        assert all(isinstance(one.text, str) for one in artifacts)


def manifest(text: str, folder: Path) -> None:
    (folder / "main.py").write_text("")
    (folder / "node.json").write_text(text, encoding="utf-8", errors="replace")
    with suppress(NodeError):
        read_node(folder)


def memory_file(text: str, folder: Path) -> None:
    header = json.dumps({"format": FORMAT, "version": 1})
    path = folder / "memory.jsonl"
    path.write_text(f"{header}\n{text}", encoding="utf-8", errors="replace")
    store: Any = Nowhere()
    with suppress(MemoryUnavailable):
        read_lines(path, store)


def settings(text: str, _folder: Path) -> None:
    with suppress(ConfigError):
        readable_part(parse_yaml(text, "x.yaml"), default_document(), read_settings)


def model_reply(text: str, _folder: Path) -> None:
    schema: Any = {"type": "object", "required": ["cases"], "properties": {"cases": {}}}
    readers: tuple[Callable[[], object], ...] = (
        lambda: read_code(text, ("f",)),
        lambda: read_json(text, schema),
        lambda: read_stub(text),
        lambda: read_cases(text, SIGNATURE),
    )
    for read in readers:
        with suppress(BrokenReply):
            read()


@cache
def runner() -> asyncio.Runner:
    return asyncio.Runner()


def events(backend: Callable[[], Backend], kind: BackendKind, text: str) -> None:
    """Read the text as what a server streams, in chunks that end anywhere."""
    raw = text.encode("utf-8", "replace")
    sizes = random.Random(len(raw))

    async def chunks() -> AsyncIterator[bytes]:
        start = 0
        while start < len(raw):
            end = start + sizes.choice((1, 40, 400, MOST))
            yield raw[start:end]
            start = end

    async def answer(_transport: object, _request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=chunks())

    async def read() -> None:
        server = backend()
        request = BackendRequest("m", "", "hello", 0.0, 4096, 100)
        try:
            await gather_reply(server.stream(request), request, lambda delta: None, holds_object)
        except Exception as error:  # pylint: disable=broad-exception-caught
            map_error(error, RequestTarget(SERVER, "m", kind))
        finally:
            await server.close()

    with patch.object(httpx.AsyncHTTPTransport, "handle_async_request", answer):
        runner().run(read())


def ollama_events(text: str, _folder: Path) -> None:
    events(lambda: OllamaBackend(SERVER, 1.0, "5m"), BackendKind.OLLAMA, text)


def openai_events(text: str, _folder: Path) -> None:
    events(lambda: OpenAIBackend(SERVER, 1.0, lambda: ""), BackendKind.OPENAI, text)


@cache
def library() -> FunctionLibrary:
    return open_library()


def task(text: str, folder: Path) -> None:
    read = read_task(text)
    if not refusal(read, len(text), folder):
        library().understand(read)


def request_line(text: str, _folder: Path) -> None:
    checked = check_line(text.encode("utf-8", "surrogateescape" if "\udc80" in text else "replace"))
    assert checked is None or isinstance(checked, str) or checked["error"]["code"] < 0


def answer_line(text: str, _folder: Path) -> None:
    message_of(text.encode("utf-8", "replace"))


def server_schema(text: str, _folder: Path) -> None:
    """Check a value by a schema, where the mutated text is still JSON."""
    try:
        schema, value = json.loads(text)
    except (ValueError, TypeError, RecursionError):
        return
    if isinstance(schema, dict):
        with suppress(ToolFailed):
            check_value(schema, value, "wrong")


def call(method: str, params: object) -> str:
    return json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params})


def result(given: object) -> str:
    return json.dumps({"jsonrpc": "2.0", "id": 1, "result": given})


def chunk(content: str, reason: str = "null") -> str:
    choice = f'{{"index":0,"delta":{{"content":{json.dumps(content)}}},"finish_reason":{reason}}}'
    return f'data: {{"id":"c","object":"chat.completion.chunk","choices":[{choice}]}}\n\n'


def part(content: str, end: str = '"done":false') -> str:
    message = json.dumps({"role": "assistant", "content": content, "thinking": "hm"})
    return f'{{"model":"m","created_at":"2026-01-01T00:00:00Z","message":{message},{end}}}\n'


TARGETS: dict[Callable[[str, Path], None], tuple[str, ...]] = {
    manifest: ('{"id": "a_node", "title": "A", "kind": "TEXT", "version": 1, "digest": "0"}',),
    memory_file: (
        '{"id": "code:a", "type": "code", "title": "A", "text": "a", "template": "a", "kind": "T",'
        ' "content": {"suite": ""}, "tags": ["x"], "node_id": "a", "version": 1, "quality": 0.5}',
    ),
    settings: ((ROOT.parent / "config.yaml").read_text(encoding="utf-8")[:6000], "a: &x [*x, 1]"),
    model_reply: REPLIES,
    task: ("add 10 and 20", "reverse 'abc' and sort 3, 1, 2", "is 7 prime", "20% off 50 => 40"),
    request_line: (
        call("initialize", {"protocolVersion": "2025-06-18", "capabilities": {}}),
        call("tools/call", {"name": "add_node", "arguments": {"a": 1, "b": "x"}}),
    ),
    ollama_events: (
        part("def f") + part("(n)") + part("", '"done":true,"done_reason":"stop","eval_count":3'),
        part("a") * 40 + '{"error":"an error was encountered while running the model: EOF"}\n',
    ),
    openai_events: (
        chunk("def f") + chunk("(n)") + chunk("", '"stop"') + "data: [DONE]\n\n",
        ": ping\n\nevent: x\n" + chunk("a") * 20 + 'data: {"error":{"message":"m","code":500}}\n',
        '{"choices":[{"message":{"content":"whole"},"finish_reason":"stop"}],"usage":{"total":1}}',
    ),
    server_schema: (
        '[{"$ref": "#/$defs/a", "$defs": {"a": {"required": ["b"]}, "b": {"$anchor": "c"}}}, {}]',
        '[{"properties": {"a": {"multipleOf": 2}, "b": {"enum": ["b", 1]}}}, {"a": 1, "b": "b"}]',
        '[{"$schema": "http://json-schema.org/draft-07/schema#", "items": {"$ref": "#"}}, [[], 1]]',
        '[{"uniqueItems": true, "prefixItems": [{"type": "object"}], "maxItems": 3}, [1, 1.0, {}]]',
        '[{"anyOf": [{"pattern": "^a"}, {"not": {"minLength": 2, "const": {"a": 1}}}]}, "abc"]',
    ),
    answer_line: (
        result({"tools": [{"name": "a", "inputSchema": {"type": "object", "properties": {}}}]}),
        result({"content": [{"type": "text", "text": "x"}, {"type": "resource", "resource": {}}]}),
        result({"protocolVersion": "2025-06-18", "capabilities": {}, "serverInfo": {}}),
    ),
}


def mutated(draw: random.Random, seeds: tuple[str, ...]) -> str:
    """A seed, changed in a few places."""
    text = draw.choice(seeds)
    for _ in range(draw.choice((0, 1, 1, 2, 3, 8))):
        start = draw.randrange(len(text) + 1)
        end = min(len(text), start + draw.choice((0, 1, 1, 5, 50, 1000)))
        piece = text[start:end]
        piece = draw.choice(
            ("", piece * draw.choice((2, 40)), piece[::-1], draw.choice(FRAGMENTS), piece.upper())
        )
        text = (text[:start] + piece + text[end:])[:MOST]
    return text


def feed(
    target: Callable[[str, Path], None], count: int, folder: Path, seconds: float = HANG
) -> None:
    draw = random.Random(target.__name__)
    for _ in range(count):
        text = mutated(draw, TARGETS[target])
        with within_seconds(seconds, text):
            try:
                target(text, folder)
            except (AssertionError, TookTooLong):
                raise
            except BaseException as error:
                raise AssertionError(f"{type(error).__name__} for {text[:2000]!r}") from error


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.__name__)
def test_whatever_comes_is_read_or_refused(
    target: Callable[[str, Path], None], tmp_path: Path
) -> None:
    feed(target, 500, tmp_path)


@pytest.mark.soak
@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.__name__)
def test_a_hundred_thousand_inputs_leave_memory_flat(
    target: Callable[[str, Path], None], tmp_path: Path
) -> None:
    feed(target, 5_000, tmp_path, seconds=2)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    feed(target, 95_000, tmp_path, seconds=2)

    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64_000


SHAPES = ("“a", "1,", "then ")
SOAKED_SHAPES = (
    *("'a ", '"a', "@a ", "a => 1 ", "(", "def f(a):\n", "a: ", "{a", "the ", "f(a) == ", "a-b"),
    *("f(1) -> 2\n", "<n> ", "```", "- a\n", "a\n", "it's ", "a.b", "é ", "[1,", "please ", ", "),
    *("and ", ">>> f(1)\n", "add 1 and 2. ", "1" * 4000 + " ", "-", "=", "a(", "“a” ", "1 x 1 "),
)


@pytest.mark.parametrize(
    "shape", [*SHAPES, *(pytest.param(one, marks=pytest.mark.soak) for one in SOAKED_SHAPES)]
)
def test_a_task_of_a_hundred_thousand_characters_is_read(shape: str, tmp_path: Path) -> None:
    text = (shape * 100_000)[:100_000]
    task("add 10 and 20", tmp_path)

    with within_seconds(HANG, text):
        task(text, tmp_path)


@pytest.mark.parametrize("deep", ["int" + ".a" * 900, "int" + "(1)" * 900, "-" * 1500 + "1"])
@pytest.mark.parametrize(
    "shape",
    [
        "def area(n: {0}) -> int:\n    ...\n",
        "def area(n={0}) -> {0}:\n    ...\n",
        'def area(n):\n    """Do.\n\n    >>> area({0})\n    1\n    """\n',
        "def area(n):\n    raise {0}\n",
        "@{0}\ndef area(n):\n    ...\n",
        "def area(n):\n    ...\n\n{0}(1) => 1",
        "x = {0}\ndef area(n, unit='m'):\n    return {0}\nassert {0}(1) == {0}\narea({0})",
    ],
)
def test_python_that_is_nested_deeply_is_read_or_refused(
    shape: str, deep: str, tmp_path: Path
) -> None:
    task(shape.format(deep), tmp_path)
    model_reply(shape.format(deep), tmp_path)


def test_a_long_part_is_counted_in_a_long_text(tmp_path: Path) -> None:
    text = f"how many times does '{'a' * 30_000}' occur in '{'a' * 60_000}'"
    task("add 10 and 20", tmp_path)

    with within_seconds(HANG, text):
        task(text, tmp_path)


def test_a_list_in_a_follow_up_is_not_tried_in_all_combinations() -> None:
    ones, named = ",".join("1" * 5_000), ",".join("2345678")

    with within_seconds(HANG, ones):
        assert not list(_with_part(f"sort {ones} and the rest", f"the {named} zeros"))
        assert set(_with_part("the 1,2 zeros of 3", "the 7,8 zeros")) == {"the 7,8 zeros of 3"}
