"""All that a generated program may import from us: `call_tool` and its like, which ask the host.

Inside the sandbox the host answers on descriptor 3, newline-delimited JSON-RPC 2.0. A program
that is run by hand, outside, loads the tools in its own process.
"""

import json
import os
import threading
from typing import Any

_BROKER = "CODE_EVOLVER_BROKER"
_PIECE = 65536

_lock = threading.Lock()


def call_tool(name: str, prompt: str = "", **arguments: Any) -> str:
    """Call a tool by its name and return its text.

    Raises RuntimeError with the host's reason if the tool is unknown, not allowed or failed.
    """
    if _BROKER in os.environ:
        given = {"name": name, "prompt": prompt, "arguments": arguments}
        return str(ask_host("call_tool", given))
    return _call_in_this_process(name, prompt, arguments)


def call_tools_parallel(calls: Any) -> "list[str | RuntimeError]":
    """Call several tools at once: (name, prompt) or (name, prompt, {arguments}) each.

    The texts come in the order of the calls; one that failed is a RuntimeError in its place.
    """
    questions = [_as_question(*call) for call in calls]
    if _BROKER not in os.environ:
        return _call_side_by_side(questions)
    replies = ask_host("call_tools", {"calls": questions})
    return [str(r["result"]) if "result" in r else RuntimeError(r["error"]) for r in replies]


def ask_host(method: str, parameters: dict[str, Any]) -> Any:
    """Ask the host for something it offers this program. Raises RuntimeError with its reason."""
    request = {"jsonrpc": "2.0", "id": 1, "method": method, "params": parameters}
    # One question at a time: threads of a program share the line.
    with _lock:
        _write(json.dumps(request).encode() + b"\n")
        reply = json.loads(_read_line())
    if "error" in reply:
        raise RuntimeError(reply["error"]["message"])
    return reply["result"]


def _as_question(
    name: str, prompt: str = "", arguments: "dict[str, Any] | None" = None
) -> "dict[str, Any]":
    return {"name": name, "prompt": prompt, "arguments": arguments or {}}


def _write(line: bytes) -> None:
    left = memoryview(line)
    while left:
        left = left[os.write(int(os.environ[_BROKER]), left) :]


def _read_line() -> bytes:
    pieces: list[bytes] = []
    while not pieces or not pieces[-1].endswith(b"\n"):
        piece = os.read(int(os.environ[_BROKER]), _PIECE)
        if not piece:
            raise RuntimeError("the host closed the line")
        pieces.append(piece)
    return b"".join(pieces)


def _call_in_this_process(name: str, prompt: str, arguments: dict[str, Any]) -> str:
    # Only a program run by hand comes here: in the sandbox there is no package of ours.
    from importlib import import_module

    beside = os.path.join(os.path.dirname(os.path.abspath(__file__)), "src", "app")
    package = "src" if os.path.isdir(beside) else "code_evolver"
    tools = import_module(f"{package}.app.standalone_tools")
    return str(tools.call_tool_by_hand(name, prompt, arguments))


def _call_side_by_side(questions: "list[dict[str, Any]]") -> "list[str | RuntimeError]":
    from concurrent.futures import ThreadPoolExecutor

    def one(question: "dict[str, Any]") -> "str | RuntimeError":
        try:
            return _call_in_this_process(**question)
        except RuntimeError as error:
            return error

    with ThreadPoolExecutor(8) as threads:
        return list(threads.map(one, questions))
