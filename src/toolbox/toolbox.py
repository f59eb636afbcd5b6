"""Finds a tool by its name and calls it; an unknown name is an error, never another tool."""

import difflib
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Protocol

from src.core.errors import UnknownTool
from src.core.jsonvalue import JSONObject
from src.core.tool import ToolCard, ToolReply
from src.toolbox.manifest import ToolManifest


class Tool(Protocol):
    """One callable tool, of any kind."""

    def call(self, prompt: str, arguments: JSONObject) -> ToolReply:
        """Do it. Raises ToolFailed."""


class ManifestToolbox:
    """A Toolbox of manifests; `make` turns one into its tool when it is first called."""

    def __init__(
        self,
        manifests: Mapping[str, ToolManifest],
        make: Callable[[str, ToolManifest], Tool],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._manifests = manifests
        self._make = make
        self._monotonic = monotonic
        self._tools: dict[str, Tool] = {}

    def cards(self) -> tuple[ToolCard, ...]:
        """All tools, in the order of their names."""
        return tuple(manifest.card(key) for key, manifest in sorted(self._manifests.items()))

    def call(self, name: str, prompt: str, arguments: JSONObject | None = None) -> ToolReply:
        """Call a tool. Raises UnknownTool (with the nearest name) or ToolFailed."""
        if name not in self._manifests:
            near = difflib.get_close_matches(name, self._manifests, n=1)
            hint = f"did you mean {near[0]}?" if near else "tools shows all tools"
            raise UnknownTool(f"there is no tool {name!r}", hint=hint)
        if name not in self._tools:
            self._tools[name] = self._make(name, self._manifests[name])
        began = self._monotonic()
        reply = self._tools[name].call(prompt, arguments or {})
        return replace(reply, seconds=self._monotonic() - began)
