"""A tool of a Model Context Protocol server: checks its arguments and reads its answer."""

import base64
import hashlib
import json
import mimetypes
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..documents.json_files import write_bytes
from ..domain.errors import ToolFailed
from ..domain.json_value import JSONObject
from ..domain.tool import ToolReply
from .confined_call import ToolServices
from .tool_manifest import McpPart, ToolManifest
from .mcp_messages import RETURNED
from .mcp_transport import McpServer
from .schema_check import check_value
from .started_code import FETCHING

if TYPE_CHECKING:
    from mcp.types import CallToolResult, ContentBlock

_BROKEN_PROMISE = "its server's answer is not what it promised"


class McpTool:
    """Calls of one tool of a server."""

    def __init__(self, manifest: ToolManifest, by: ToolServices) -> None:
        """Raise ToolFailed where no servers may be started."""
        if by.servers is None:
            raise ToolFailed(f"{manifest.name}: no MCP servers may be started here")
        self._manifest = manifest
        self._servers = by.servers
        self._folder = by.folder
        self._out_folder = by.out_folder
        self._seconds = by.limits_of(manifest).wall_seconds

    def call(self, prompt: str, arguments: JSONObject) -> ToolReply:
        """Call the server's tool; wrong arguments are not sent. Raises ToolFailed."""
        assert self._manifest.mcp is not None
        part, server = self._manifest.mcp, server_of(self._manifest.mcp, self._folder)
        try:
            offered = self._servers.tools(server, self._seconds)
            if part.tool not in offered:
                known = ", ".join(sorted(offered)) or "none"
                raise ToolFailed(f"its server has no tool {part.tool!r}", hint=f"it has {known}")
            tool = offered[part.tool]
            given = _with_prompt(part, tool.input_schema, prompt, arguments)
            check_value(tool.input_schema, given, "wrong arguments")
            result = self._servers.call(server, part.tool, given, self._seconds)
            returned = (tool.meta or {}).get(RETURNED)
            if returned is not None and not result.is_error:
                check_value(returned, result.structured_content, _BROKEN_PROMISE)
            text = self._text_of(result)
        except ToolFailed as error:
            raise ToolFailed(f"{self._manifest.name}: {error}", hint=error.hint) from error
        return ToolReply(text, Path(part.command).name)

    def _text_of(self, result: "CallToolResult") -> str:
        texts = [text for block in result.content if (text := self._block_text(block)) is not None]
        if result.is_error:
            raise ToolFailed(f"failed: {' '.join(texts).strip()[:1000] or 'it does not say why'}")
        if texts:
            return "\n".join(texts)
        if result.structured_content is not None:
            return json.dumps(result.structured_content, ensure_ascii=False)
        kinds = sorted({block.type for block in result.content})
        if kinds:
            raise ToolFailed(f"answered {', '.join(kinds)}, and no text")
        return ""  # A tool that only does something has nothing to say.

    def _block_text(self, block: "ContentBlock") -> str | None:
        """Return a text, the address of a link, or the path of a file with anything else."""
        if block.type == "text":
            return block.text
        if block.type == "resource_link":
            return f"{block.name}: {block.uri}" if block.name else str(block.uri)
        if block.type != "resource":
            return self._written(block.data, block.mime_type)
        text = getattr(block.resource, "text", None)
        if text is not None:
            return str(text)
        return self._written(getattr(block.resource, "blob", ""), block.resource.mime_type or "")

    def _written(self, encoded: str, mime_type: str) -> str | None:
        """Return the path of the file with these bytes; None where nothing may be written."""
        try:
            data = base64.b64decode(encoded, validate=True)
        except ValueError:
            return None
        if not self._out_folder or not data:
            return None
        name = hashlib.sha256(data).hexdigest()[:16] + (mimetypes.guess_extension(mime_type) or "")
        path = Path(self._out_folder) / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_bytes(path, data)
        except OSError as error:
            raise ToolFailed(f"{path} cannot be written: {error.strerror}") from error
        return str(path)


def server_of(part: McpPart, folder: Path) -> McpServer:
    """Return how the server of a manifest in this folder is started."""
    passed = tuple((name, os.environ[name]) for name in part.environment if name in os.environ)
    if Path(part.command).name not in FETCHING:
        # Compiled files next to its code would be code that the user did not trust.
        passed += (("PYTHONDONTWRITEBYTECODE", "1"),)
    return McpServer(part.program_in(folder), part.arguments, str(folder / part.folder), passed)


def _with_prompt(
    part: McpPart, schema: Mapping[str, Any], prompt: str, arguments: JSONObject
) -> JSONObject:
    """Return the arguments with the prompt among them, where the server's tool takes one."""
    if part.prompt is None or (not prompt and part.prompt in arguments):
        if prompt:
            raise ToolFailed("it takes no prompt, only arguments")
        return arguments
    properties = schema.get("properties")
    known = properties if isinstance(properties, dict) else {}
    if part.prompt in known:
        return {part.prompt: prompt, **arguments}
    if not prompt:
        return arguments
    raise ToolFailed(
        f"its server's tool has no argument {part.prompt!r} for the prompt",
        hint=f"mcp.prompt in the manifest names one of: {', '.join(known) or 'none'}",
    )
