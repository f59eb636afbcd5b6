"""All that a generated program may import from us: `call_tool`, which asks the host.

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
    # Only a program run by hand comes here; the sandbox has no `src` to import.
    # pylint: disable-next=import-outside-toplevel
    from src.app.tools_by_hand import call_tool_by_hand

    return call_tool_by_hand(name, prompt, arguments)
