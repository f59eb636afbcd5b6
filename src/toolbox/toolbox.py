"""Finds tools by name and calls them; an unknown name is an error."""

import difflib
import json
import time
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import replace
from typing import Protocol

from ..domain.errors import ToolError, ToolFailed, UnknownTool
from ..domain.json_value import JSONObject
from ..domain.tool import ToolCard, ToolReply
from .tool_arguments import check_arguments
from .tool_manifest import ToolManifest


class Tool(Protocol):
    """One callable tool, of any kind."""

    def call(self, prompt: str, arguments: JSONObject) -> ToolReply:
        """Do it. Raises ToolFailed."""


MAX_REPLIES = 256

RecordCall = Callable[[str, float, bool], None]
"""Hears of a call: the tool's name, what it took in seconds, and whether it answered."""

testing: ContextVar[bool] = ContextVar("testing", default=False)
"""True while a tool is asked on behalf of a test: whatever it calls in turn may change nothing."""


def unrecorded(_name: str, _seconds: float, _succeeded: bool) -> None:
    """Nobody hears of a call."""


class ManifestToolbox:
    """A Toolbox of manifests; `make` turns one into its tool when it is first called.

    `is_granted` says whether the user lets a tool change things (without it none may),
    `is_trusted` whether it may be started at all; `record` hears of every call that was made for
    its result: not of those that were refused, answered from what was kept, or made by tests.
    """

    def __init__(
        self,
        manifests: Mapping[str, ToolManifest],
        make: Callable[[str, ToolManifest], Tool],
        monotonic: Callable[[], float] = time.monotonic,
        is_granted: Callable[[str], bool] = lambda name: False,
        is_trusted: Callable[[str], bool] = lambda name: True,
        record: RecordCall = unrecorded,
    ) -> None:
        self._manifests = manifests
        self._make = make
        self._monotonic = monotonic
        self._is_granted = is_granted
        self._is_trusted = is_trusted
        self._record = record
        self._tools: dict[str, Tool] = {}
        self._kept: dict[tuple[str, str, str], ToolReply] = {}

    def cards(self) -> tuple[ToolCard, ...]:
        """All tools that may be started, in the order of their names. Raises ConfigError."""
        known = sorted(self._manifests.items())
        return tuple(manifest.card(key) for key, manifest in known if self._is_trusted(key))

    def call(self, name: str, prompt: str, arguments: JSONObject | None = None) -> ToolReply:
        """Call a tool. Raises UnknownTool (with the nearest name) or ToolFailed."""
        if name not in self._manifests:
            near = difflib.get_close_matches(name, self._manifests, n=1)
            hint = f"did you mean {near[0]}?" if near else "tools shows all tools"
            raise UnknownTool(f"there is no tool {name!r}", hint=hint)
        manifest = self._manifests[name]
        if not self._is_trusted(name):
            raise ToolFailed(
                f"{name} did not come with the program and is not trusted yet",
                hint=f"look at it (tools show {name}), then: tools trust {name}",
            )
        check_arguments(manifest.input, arguments or {}, takes_any=manifest.takes_any)
        if len(prompt.encode(errors="replace")) > manifest.limits.prompt_bytes:
            raise ToolFailed(f"the prompt is longer than {manifest.limits.prompt_bytes} bytes")
        if manifest.may_write and testing.get():
            raise ToolFailed(f"{name} changes things: it is not called by tests")
        if manifest.may_write and not self._is_granted(name):
            raise ToolFailed(
                f"{name} may change things and was not granted", hint=f"/tools grant {name}"
            )
        question = (name, prompt, json.dumps(arguments or {}, sort_keys=True))
        if question in self._kept:
            return replace(self._kept[question], seconds=0.0, cached=True)
        reply = self._call(name, prompt, arguments or {})
        if manifest.pure and len(self._kept) < MAX_REPLIES:
            self._kept[question] = reply
        return reply

    def _call(self, name: str, prompt: str, arguments: JSONObject) -> ToolReply:
        if name not in self._tools:
            self._tools[name] = self._make(name, self._manifests[name])
        began = self._monotonic()
        try:
            reply = self._answered(name, prompt, arguments)
        except ToolError:
            self._note(name, self._monotonic() - began, False)
            raise
        seconds = self._monotonic() - began
        self._note(name, seconds, True)
        return replace(reply, seconds=seconds)

    def _answered(self, name: str, prompt: str, arguments: JSONObject) -> ToolReply:
        manifest = self._manifests[name]
        reply = self._tools[name].call(prompt, arguments)
        if not reply.text.strip():
            raise ToolFailed(f"{name} answered nothing")
        if len(reply.text.encode(errors="replace")) > manifest.limits.reply_bytes:
            raise ToolFailed(f"{name} answered more than {manifest.limits.reply_bytes} bytes")
        _check_form(name, manifest, reply.text)
        return reply

    def _note(self, name: str, seconds: float, succeeded: bool) -> None:
        # A program under test may ask a tool for nonsense: that says nothing of the tool.
        if not testing.get():
            self._record(name, seconds, succeeded)


def _check_form(name: str, manifest: ToolManifest, text: str) -> None:
    try:
        manifest.output.check(text)
    except ToolFailed as error:
        raise ToolFailed(f"{name} {error}") from error
