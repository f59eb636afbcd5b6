"""The kinds of tool there are; a new one is a new file and a line here."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from src.core.ports import LanguageModel
from src.toolbox.llm import LlmTool, WriteFromTemplate
from src.toolbox.manifest import ToolManifest
from src.toolbox.toolbox import Tool

MakeTool = Callable[[ToolManifest, LanguageModel | None, WriteFromTemplate | None], Tool]

KINDS: Mapping[str, MakeTool] = MappingProxyType({"llm": LlmTool})
