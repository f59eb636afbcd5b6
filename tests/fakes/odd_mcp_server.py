"""An MCP server without the official kit, whose answers are as odd as those of servers in use."""

import json
import sys
from typing import Any

VERSION = sys.argv[1]
TOOLS: list[Any] = [
    {"name": "plain", "inputSchema": {}},
    {"name": "bare"},
    {"name": "nulls", "description": None, "inputSchema": None, "annotations": None, "title": 7},
    {"name": "listed", "inputSchema": {"type": ["object"], "properties": [], "required": "x"}},
    {
        "name": "slow",
        "inputSchema": {
            "properties": {"prompt": {"type": "string", "pattern": "^(a+)+$"}},
            "patternProperties": {"^(x+)+$": {}},
            "additionalProperties": False,
        },
        "outputSchema": {"properties": {"n": {"type": "string", "pattern": "^(a+)+$"}}},
    },
    *({"name": name} for name in ("plain text", "list", "one block", "nothing", "far", "refused")),
    {"inputSchema": {"type": "object"}},
    "no tool",
    None,
]
BLOCKS: dict[str, Any] = {
    "plain text": "sunny",
    "list": {"content": [], "structuredContent": [1, 2], "_meta": 5},
    "one block": {"content": {"type": "text", "text": 7}, "isError": "no"},
    "nothing": {"isError": False},
    "far": {"content": [{"type": "text", "text": "from afar"}]},
    "refused": None,
    "plain": {"content": [{"type": "resource", "resource": {"uri": "w://x", "text": "sunny"}}]},
    "bare": {
        "content": [
            {"type": "text", "text": "half \ud83d", "annotations": None},
            {"type": "resource_link", "uri": "file:///a.txt", "name": "a"},
            {"type": "resource_link", "uri": "file:///b.txt"},
            {"type": "resource", "resource": {"text": "of no address"}},
            {"type": "vision", "text": "of no known kind"},
            {"type": "text"},
            "no block",
        ],
        "isError": None,
        "_meta": None,
    },
    "nulls": {"content": [], "structuredContent": {"deep": [1, None]}, "isError": None},
    "listed": {"content": [{"type": "image", "data": "aGk=", "mimeType": "image/png"}]},
    "slow": {"content": [], "structuredContent": {"n": "a" * 40 + "!"}},
}


def answer(method: str, params: Any) -> Any:
    match method:
        case "initialize":
            told = {"name": "odd", "version": 1}
            return {"protocolVersion": VERSION, "capabilities": {"tools": True}, "serverInfo": told}
        case "tools/list":
            # The second page comes again and again.
            pages = {None: TOOLS[:4], "more": TOOLS[4:]}
            return {"tools": pages[(params or {}).get("cursor")], "nextCursor": "more"}
        case "tools/call":
            return BLOCKS[params["name"]]
    return None


for line in sys.stdin:
    request = json.loads(line)
    if "id" in request:
        result = answer(request["method"], request.get("params"))
        reply = {"jsonrpc": "2.0", "id": request["id"]}
        found: dict[str, Any] = {"error": {"code": "E7", "message": ["not", "now"]}}
        found = found if result is None else {"result": result}
        # An announcement that does not fit the protocol, and the request's number as text.
        news = {"jsonrpc": "2.0", "method": "notifications/message", "params": {"level": "loud"}}
        reply["id"] = str(request["id"]) if result == BLOCKS["far"] else request["id"]
        answered = json.dumps(reply | found)
        print("a line of no protocol", json.dumps(news), answered, sep="\n", flush=True)
