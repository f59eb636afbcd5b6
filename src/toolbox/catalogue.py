"""All kinds of tools; a new one is a new file and a line here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from ..domain.errors import ToolFailed
from ..domain.json_value import JSONObject
from ..domain.node import Node
from ..domain.ports import LanguageModel, Sandbox
from ..domain.program_run import Limits
from .confined_call import CallEnvironment, environment_of
from .executable_tool import ExecutableTool
from .llm_tool import LlmTool, WriteFromTemplate
from .mcp_servers import McpServers
from .mcp_tool import McpTool
from .node_tool import CallTool, NodeTool
from .python_tool import PythonTool
from .tool_manifest import ToolManifest
from .toolbox import Tool


@dataclass(frozen=True, slots=True)
class ToolServices:
    """What tools are made with; each kind takes what it needs.

    `limits` are those of every program; `folder` holds the files that manifests name; `model`
    is None where no model may be asked, and `write` stands in for it; `out_folder` receives
    the files that a tool leaves which may change things; `servers` hold the sessions of mcp tools.
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
    servers: McpServers | None = None

    def environment_of(self, manifest: ToolManifest) -> CallEnvironment:
        """Where the programs of this tool run."""
        return environment_of(manifest, self.sandbox, self.folder, self.limits, self.out_folder)


def make_mcp_tool(manifest: ToolManifest, by: ToolServices) -> Tool:
    """A tool of a server. Raises ToolFailed where no servers may be started."""
    if by.servers is None:
        raise ToolFailed(f"{manifest.name}: no MCP servers may be started here")
    return McpTool(manifest, by.servers, by.folder, by.limits)


KINDS: Mapping[str, Callable[[ToolManifest, ToolServices], Tool]] = MappingProxyType(
    {
        "llm": lambda manifest, by: LlmTool(manifest, by.model, by.write),
        "python": lambda manifest, by: PythonTool(manifest, by.environment_of(manifest)),
        "executable": lambda manifest, by: ExecutableTool(manifest, by.environment_of(manifest)),
        "mcp": make_mcp_tool,
        "node": lambda manifest, by: NodeTool(
            manifest, by.sandbox, by.load_node, by.input_of, by.call_tool, by.limits
        ),
    }
)
