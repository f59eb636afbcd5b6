"""What nodes and tools are given in tests without a library, models or a record of calls."""

from functools import partial

from src.app.tool_wiring import ToolkitHooks
from src.domain.json_value import JSONObject
from src.tasks.node_call import input_of
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
