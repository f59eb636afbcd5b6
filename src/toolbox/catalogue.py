"""The kinds of tool there are; a new one is a new file and a line here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from src.core.node import Node
from src.core.ports import LanguageModel, Sandbox
from src.toolbox.llm import LlmTool, WriteFromTemplate
from src.toolbox.manifest import ToolManifest
from src.toolbox.node import CallTool, NodeTool
from src.toolbox.python import PythonTool
from src.toolbox.toolbox import Tool

MakeTool = Callable[[ToolManifest, LanguageModel | None, WriteFromTemplate | None], Tool]

KINDS: Mapping[str, MakeTool] = MappingProxyType({"llm": LlmTool})


@dataclass(frozen=True, slots=True)
class Confinement:
    """What tools that run programs need: where they run, what they find, what they may call."""

    sandbox: Sandbox
    folder: Path
    load_node: Callable[[str], Node]
    call_tool: CallTool


CONFINED_KINDS: Mapping[str, Callable[[ToolManifest, Confinement], Tool]] = MappingProxyType(
    {
        "python": lambda manifest, by: PythonTool(manifest, by.sandbox, by.folder),
        "node": lambda manifest, by: NodeTool(manifest, by.sandbox, by.load_node, by.call_tool),
    }
)
