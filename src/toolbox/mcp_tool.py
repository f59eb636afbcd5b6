"""A tool of a Model Context Protocol server: checks its arguments and reads its answer."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..domain.errors import ToolFailed
from ..domain.json_value import JSONObject
from ..domain.program_run import Limits
from ..domain.tool import ToolReply
from .confined_call import limits_of
from .manifest_parts import McpPart
from .mcp_servers import McpServers
from .mcp_transport import McpServer
from .tool_manifest import ToolManifest

if TYPE_CHECKING:
    from mcp.types import CallToolResult


class McpTool:
    """Calls of one tool of a server; `folder` is what ./paths of its manifest are relative to."""

    def __init__(
        self, manifest: ToolManifest, servers: McpServers, folder: Path, limits: Limits
    ) -> None:
        self._manifest = manifest
        self._servers = servers
        self._folder = folder
        self._seconds = limits_of(manifest, limits).wall_seconds

    def call(self, prompt: str, arguments: JSONObject) -> ToolReply:
        """What the server's tool answered; wrong arguments are not sent. Raises ToolFailed."""
        assert self._manifest.mcp is not None
        part, server = self._manifest.mcp, server_of(self._manifest.mcp, self._folder)
        try:
            offered = self._servers.tools(server, self._seconds)
            if part.tool not in offered:
                known = ", ".join(sorted(offered)) or "none"
                raise ToolFailed(f"its server has no tool {part.tool!r}", hint=f"it has {known}")
            schema = offered[part.tool].input_schema
            given = _with_prompt(part, schema, prompt, arguments)
            _check(schema, given)
            text = _text_of(self._servers.call(server, part.tool, given, self._seconds))
        except ToolFailed as error:
            raise ToolFailed(f"{self._manifest.name}: {error}", hint=error.hint) from error
        return ToolReply(text, Path(part.command).name)


def server_of(part: McpPart, folder: Path) -> McpServer:
    """How the server of a manifest in this folder is started."""
    command = str(folder / part.command) if part.command.startswith("./") else part.command
    passed = tuple((name, os.environ[name]) for name in part.environment if name in os.environ)
    return McpServer(command, part.arguments, str(folder / part.folder), passed)


def _with_prompt(
    part: McpPart, schema: Mapping[str, Any], prompt: str, arguments: JSONObject
) -> JSONObject:
    """The arguments with the prompt among them, where the server's tool takes one."""
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


def _check(schema: Mapping[str, Any], given: JSONObject) -> None:
    """Raises ToolFailed if arguments do not fit the server's schema, or that is no schema."""
    from jsonschema import SchemaError, ValidationError
    from jsonschema.validators import validator_for
    from referencing import Registry
    from referencing.exceptions import Unresolvable

    kind, whole = validator_for(schema), dict(schema)
    try:
        kind.check_schema(whole)
        # An empty registry: a schema that refers to elsewhere would be fetched from there.
        kind(whole, registry=Registry()).validate(given)
    except SchemaError as error:
        raise ToolFailed(f"its server gives a broken schema: {error.message[:200]}") from error
    except ValidationError as error:
        raise ToolFailed(f"wrong arguments: {error.message[:200]}") from error
    except (Unresolvable, RecursionError) as error:
        raise ToolFailed("its server's schema refers to what is not in it") from error


def _text_of(result: "CallToolResult") -> str:
    texts = [block.text for block in result.content if block.type == "text"]
    if result.is_error:
        raise ToolFailed(f"failed: {' '.join(texts).strip()[:1000] or 'it does not say why'}")
    if texts:
        return "\n".join(texts)
    if result.structured_content is not None:
        return json.dumps(result.structured_content, ensure_ascii=False)
    kinds = sorted({block.type for block in result.content})
    raise ToolFailed(f"answered {', '.join(kinds) or 'nothing'}, and no text")
