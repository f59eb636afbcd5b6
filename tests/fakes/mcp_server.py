"""An MCP server of the official kit that does its work, or fails in the way that its tool says."""

import json
import os
import sys
from pathlib import Path
from typing import Any

import anyio
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp.types import CallToolResult, ImageContent, ListToolsResult, TextContent, Tool

PROMPT: dict[str, Any] = {
    "type": "object",
    "properties": {"prompt": {"type": "string"}, "times": {"type": "integer", "minimum": 1}},
    "required": ["prompt"],
    "additionalProperties": False,
}
SCHEMAS: dict[str, dict[str, Any]] = {
    "shout": PROMPT,
    "fail": PROMPT,
    "die": PROMPT,
    "hang": PROMPT,
    "flood": PROMPT,
    "picture": PROMPT,
    "variables": PROMPT,
    "broken_schema": {"type": "object", "properties": {"prompt": {"type": "no such type"}}},
    "elsewhere": {"type": "object", "properties": {"prompt": {"$ref": "http://127.0.0.1:9/x"}}},
    "lying": PROMPT,
}
LIE = {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}


async def list_tools(_ctx: Any, _params: Any) -> ListToolsResult:
    tools = [
        Tool(name=n, input_schema=s, output_schema=LIE if n == "lying" else None)
        for n, s in SCHEMAS.items()
    ]
    return ListToolsResult(tools=tools)


async def call_tool(_ctx: Any, params: Any) -> CallToolResult:
    given = params.arguments or {}
    with Path(sys.argv[1]).open("a", encoding="utf-8") as calls:
        calls.write(f"{os.getpid()} {params.name}\n")
    match params.name:
        case "fail":
            return CallToolResult(content=[_text("no such city")], is_error=True)
        case "die":
            os._exit(3)
        case "hang":
            await anyio.sleep_forever()
        case "flood":
            return CallToolResult(content=[_text("x" * int(given["prompt"]))])
        case "picture":
            picture = ImageContent(type="image", data="aGk=", mime_type="image/png")
            return CallToolResult(content=[picture])
        case "variables":
            return CallToolResult(content=[_text(json.dumps(dict(os.environ)))])
        case "lying":
            return CallToolResult(content=[], structured_content={"n": "many"})
    return CallToolResult(content=[_text(given["prompt"].upper() * given.get("times", 1))])


def _text(text: str) -> TextContent:
    return TextContent(type="text", text=text)


async def serve() -> None:
    server: Server[Any] = Server("fake", on_list_tools=list_tools, on_call_tool=call_tool)
    print("a line on stderr", file=sys.stderr)
    async with stdio_server() as (read, write):
        await server.run(read, write, server.create_initialization_options())


if __name__ == "__main__":
    anyio.run(serve)
