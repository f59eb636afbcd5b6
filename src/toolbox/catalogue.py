"""All kinds of tools; a new one is a new file and a line here."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from .confined_call import ToolServices
from .confined_tools import ExecutableTool, PythonTool
from .llm_tool import LlmTool
from .mcp_tool import McpTool
from .node_tool import NodeTool
from .tool_manifest import ToolManifest
from .toolbox import Tool

KINDS: Mapping[str, Callable[[ToolManifest, ToolServices], Tool]] = MappingProxyType(
    {
        "llm": lambda manifest, by: LlmTool(manifest, by.model, by.write),
        "python": PythonTool,
        "executable": ExecutableTool,
        "mcp": McpTool,
        "node": NodeTool,
    }
)
