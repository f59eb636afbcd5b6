"""What nodes and tools are given in tests without a library, models or a record of calls."""

from functools import partial
from pathlib import Path

from src.app.tool_wiring import ToolkitHooks
from src.domain.json_value import JSONObject
from src.domain.node import Node
from src.domain.ports import Sandbox
from src.domain.program_run import Limits
from src.domain.tool import ToolReply
from src.tasks.function_calls import input_of
from src.toolbox.confined_call import ToolServices
from src.toolbox.mcp_servers import McpServers
from src.toolbox.toolbox import unrecorded


class NoLibrary:
    """A TaskReader that reads no task."""

    def arguments_for(self, function: str, text: str) -> JSONObject | None:
        """None: no task is known."""
        return None

    def wordings_of(self, function: str) -> tuple[str, ...]:
        """No examples."""
        return ()


input_without_library = partial(input_of, reader=NoLibrary)

UNCONNECTED = ToolkitHooks(tuple, unrecorded, input_without_library)
"""Hooks of tools that see no model and are not recorded."""


def tool_services(
    sandbox: Sandbox,
    folder: Path,
    limits: Limits = Limits(),
    servers: McpServers | None = None,
    out_folder: str = "",
) -> ToolServices:
    """What tools are made with where there are no nodes, and no tool calls another."""

    def load(node_id: str) -> Node:
        raise AssertionError(f"{node_id} is loaded")

    def call(name: str, _prompt: str, _arguments: JSONObject | None) -> ToolReply:
        raise AssertionError(f"{name} is called")

    more = {"servers": servers, "out_folder": out_folder}
    return ToolServices(sandbox, limits, folder, load, input_without_library, call, **more)
