"""What tools are made with, and how a tool's program runs confined and is read."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from ..domain.errors import SandboxError, ToolFailed
from ..domain.json_value import JSONObject, JSONValue
from ..domain.node import Node
from ..domain.node_contract import read_answer
from ..domain.ports import LanguageModel, Sandbox
from ..domain.program_run import Limits, Program
from ..domain.replace import replace
from ..domain.tool import ToolReply
from .tool_manifest import ToolManifest

if TYPE_CHECKING:
    from .mcp_servers import McpServers

CallTool = Callable[[str, str, JSONObject | None], ToolReply]

WriteFromTemplate = Callable[[str], str]
"""Writes a text for a prompt without a model, or raises Declined."""


class ToolServices(Struct, frozen=True):
    """What tools are made with; each kind takes what it needs.

    `limits` are those of every program; `folder` is what ./paths of a manifest are relative to;
    `model` is None where no model may be asked, and `write` replaces it; `out_folder`
    receives the files of a tool that may change things; `servers` hold the sessions of mcp tools.
    """

    sandbox: Sandbox
    limits: Limits
    folder: Path
    load_node: Callable[[str], Node]
    input_of: Callable[[Node, JSONObject | str], JSONObject]
    call_tool: CallTool
    model: LanguageModel | None = None
    write: WriteFromTemplate | None = None
    out_folder: str = ""
    servers: "McpServers | None" = None

    def limits_of(self, manifest: ToolManifest) -> Limits:
        """Return the limits of one call: the manifest's, else the usual ones."""
        asked, usual = manifest.limits, self.limits
        return replace(
            usual,
            wall_seconds=asked.seconds or usual.wall_seconds,
            cpu_seconds=asked.seconds or usual.cpu_seconds,
            memory_mb=asked.memory_mb or usual.memory_mb,
            output_bytes=max(asked.reply_bytes, usual.output_bytes),
        )

    def out_folder_of(self, manifest: ToolManifest) -> str:
        """Return the folder that keeps what a call writes ("" if it may change nothing)."""
        return self.out_folder if manifest.may_write else ""


def result_of(name: str, sandbox: Sandbox, program: Program, given: JSONObject) -> JSONValue:
    """Run the program and return its result. Raises ToolFailed, naming the tool."""
    try:
        with sandbox.open(program) as session:
            answer = read_answer(session.run(given))
    except SandboxError as error:
        raise ToolFailed(f"{name}: {error}", hint=error.hint) from error
    if not answer.ok:
        raise ToolFailed(f"{name}: {answer.refusal or answer.problem}")
    return answer.result


def as_text(result: JSONValue, *, quoted: bool = False) -> str:
    """Return a result as a tool's text: JSON, but a text as it is unless `quoted`."""
    is_plain = isinstance(result, str) and not quoted
    return str(result) if is_plain else json.dumps(result, ensure_ascii=False)
