"""Reads the messages of a Model Context Protocol server, and repairs what is odd in them.

Servers in use leave out what the protocol requires, or send null for a missing key. An odd part
costs only itself. Patterns in their schemas are left out: a hostile regular expression could run
forever here.
"""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mcp.shared.message import SessionMessage


def message_of(line: bytes) -> "SessionMessage | Exception":
    """Return the message, or why there is none; the session gets either."""
    from mcp.shared.message import SessionMessage
    from mcp_types import jsonrpc_message_adapter

    try:
        message = lenient(json.loads(line.decode(errors="replace")))
        if b"\\u" in line:
            # Half of a surrogate pair cannot be encoded.
            text = json.dumps(message, ensure_ascii=False).encode(errors="replace")
            message = json.loads(text)
        return SessionMessage(jsonrpc_message_adapter.validate_python(message, by_name=False))
    except (ValueError, RecursionError) as error:
        return error


_NAMED_SCHEMAS = frozenset({"properties", "$defs", "definitions", "dependentSchemas"})
_VALUES = frozenset({"const", "default", "enum", "examples"})
_PATTERNS = frozenset({"pattern", "patternProperties"})
# With patterns left out, these would refuse what the patterns allow.
_REST = frozenset({"additionalProperties", "unevaluatedProperties"})
_BLOCKS: Mapping[str, tuple[str, ...]] = {
    "text": ("text",),
    "image": ("data", "mimeType"),
    "audio": ("data", "mimeType"),
    "resource_link": ("uri",),
}


RETURNED = "code-evolver/returned"
"""Where the schema of what a tool returns is in what is kept of the tool."""
_OF_A_CALL = frozenset({"content", "structuredContent", "isError"})
_INTERNAL_ERROR = -32603
_MOST_SAID = 1000


def lenient(message: Any) -> Any:
    """Return the message with odd parts of a tool list or an answer repaired or left out."""
    if not isinstance(message, dict) or "method" in message or "id" not in message:
        return message
    if isinstance(message["id"], str) and message["id"].isdecimal():
        # Our requests have numbers; some servers send them back as text.
        message = {**message, "id": int(message["id"][:18])}
    if message.get("error") is not None:
        return {**message, "error": _error(message["error"])}
    if "result" not in message:
        return message
    given = message["result"]
    result = _present(given) if isinstance(given, dict) else {"content": given}
    if not isinstance(result.get("_meta", {}), dict):
        del result["_meta"]
    if "protocolVersion" in result:
        result |= _greeting(result)
    elif "tools" in result:
        given = result["tools"] if isinstance(result["tools"], list) else []
        tools = (_tool(one) for one in given)
        result["tools"] = [tool for tool in tools if tool is not None]
    elif not result or not _OF_A_CALL.isdisjoint(result):
        result = _answer(result)
    return {key: value for key, value in message.items() if key != "error"} | {"result": result}


def _error(given: Any) -> dict[str, Any]:
    """Return an error with a code and a text."""
    error = given if isinstance(given, dict) else {"message": given}
    code, text = error.get("code"), error.get("message")
    is_code = isinstance(code, int) and not isinstance(code, bool)
    said = text if isinstance(text, str) else json.dumps(text if text is not None else given)
    return {"code": code if is_code else _INTERNAL_ERROR, "message": said[:_MOST_SAID]}


def _greeting(given: dict[str, Any]) -> dict[str, Any]:
    """Return what a server says of itself, as the protocol requires it."""
    offered, about = given.get("capabilities"), given.get("serverInfo")
    features = offered.items() if isinstance(offered, dict) else ()
    named = about if isinstance(about, dict) else {}
    return {
        "capabilities": {key: value for key, value in features if isinstance(value, dict)},
        "serverInfo": {key: str(named.get(key, "")) for key in ("name", "version")},
        "instructions": None,
    }


def _answer(given: dict[str, Any]) -> dict[str, Any]:
    """Return the result of a call: a list of blocks, and structured content that is an object."""
    content, structured = given.get("content", []), given.get("structuredContent")
    if isinstance(content, dict) and "type" in content:
        content = [content]
    if not isinstance(content, list) or (
        content and not any(isinstance(one, dict) for one in content)
    ):
        text = content if isinstance(content, str) else json.dumps(content)
        content = [{"type": "text", "text": text}]
    blocks = [block for one in content if (block := _block(one)) is not None]
    answer = {key: value for key, value in given.items() if key not in _OF_A_CALL}
    if isinstance(structured, dict):
        answer["structuredContent"] = structured
    elif structured is not None and not blocks:
        blocks = [{"type": "text", "text": json.dumps(structured, ensure_ascii=False)}]
    failed = given.get("isError")
    is_error = failed is True or (isinstance(failed, str) and failed.lower() == "true")
    return {**answer, "content": blocks, "isError": is_error}


def without_patterns(schema: Any) -> Any:
    """Return the schema without regular expressions."""
    if isinstance(schema, list):
        return [without_patterns(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    left_out = _PATTERNS | (_REST if "patternProperties" in schema else frozenset())
    return {key: _part(key, value) for key, value in schema.items() if key not in left_out}


def _part(key: str, value: Any) -> Any:
    if key in _VALUES:
        return value
    if key in _NAMED_SCHEMAS and isinstance(value, dict):
        return {name: without_patterns(one) for name, one in value.items()}
    return without_patterns(value)


def _tool(given: Any) -> dict[str, Any] | None:
    """Return a tool with what is read of it: name, description, schemas. None without a name."""
    if not isinstance(given, dict) or not isinstance(given.get("name"), str):
        return None
    tool = {key: given[key] for key in ("name", "description") if isinstance(given.get(key), str)}
    returned = given.get("outputSchema")
    if isinstance(returned, dict) and not _refers_elsewhere(returned):
        # Not as "outputSchema": the SDK would check by it, for as long as that takes.
        tool["_meta"] = {RETURNED: _object_schema(returned)}
    return {**tool, "inputSchema": _object_schema(given.get("inputSchema"))}


def _object_schema(given: Any) -> dict[str, Any]:
    schema = without_patterns(given) if isinstance(given, dict) else {}
    properties, required = schema.get("properties", {}), schema.get("required", [])
    if not isinstance(properties, dict) or not isinstance(required, list):
        return {"type": "object"}
    named = {name: one if isinstance(one, dict) else {} for name, one in properties.items()}
    return {
        **schema,
        "type": "object",
        "properties": named,
        "required": [one for one in required if isinstance(one, str)],
    }


def _refers_elsewhere(schema: Any) -> bool:
    """Tell whether checking by this schema would fetch another one."""
    if isinstance(schema, list):
        return any(map(_refers_elsewhere, schema))
    if not isinstance(schema, dict):
        return False
    refers = any(not str(schema.get(key, "#")).startswith("#") for key in ("$ref", "$dynamicRef"))
    return refers or any(map(_refers_elsewhere, schema.values()))


def _block(given: Any) -> dict[str, Any] | None:
    """Return a block of an answer as the protocol requires it, or None."""
    if not isinstance(given, dict):
        return None
    kind = given.get("type")
    if kind == "resource":
        resource = _present(given["resource"]) if isinstance(given.get("resource"), dict) else {}
        is_whole = isinstance(resource.get("text", resource.get("blob")), str)
        kept = {key: resource[key] for key in ("text", "blob", "mimeType") if key in resource}
        uri = str(resource.get("uri", ""))
        return {"type": kind, "resource": {"uri": uri, **kept}} if is_whole else None
    kind = kind if isinstance(kind, str) and kind in _BLOCKS else "text"
    if isinstance(given.get("text"), (bool, int, float)):
        given = {**given, "text": json.dumps(given["text"])}
    parts = {key: given.get(key) for key in _BLOCKS[kind]}
    if not all(isinstance(part, str) for part in parts.values()):
        return None
    name = given.get("name")
    named = {"name": name if isinstance(name, str) else ""} if kind == "resource_link" else {}
    return {"type": kind, **parts, **named}


def _present(given: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in given.items() if value is not None}
