"""Finds tools by name and calls them, live or from recordings."""

import difflib
import json
import time
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from threading import Lock
from typing import Protocol

from ..domain.errors import ToolError, ToolFailed, UnknownTool
from ..domain.json_value import JSONObject, JSONValue
from ..domain.ports import Toolbox
from ..domain.replace import replace
from ..domain.tool import Effects, ToolCard, ToolReply
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
    """Ignore a call."""


@dataclass(frozen=True, slots=True)
class ManifestToolbox:
    """A Toolbox of manifests; `make` turns one into its tool when it is first called.

    `is_granted` says whether the user lets a tool change things (without it none may),
    `is_trusted` whether it may be started at all; `record` hears of every call that was made for
    its result: not of those that were refused, answered from what was kept, or made by tests.
    """

    manifests: Mapping[str, ToolManifest]
    make: Callable[[str, ToolManifest], Tool]
    monotonic: Callable[[], float] = time.monotonic
    is_granted: Callable[[str], bool] = lambda name: False
    is_trusted: Callable[[str], bool] = lambda name: True
    record: RecordCall = unrecorded
    _tools: dict[str, Tool] = field(default_factory=dict, init=False)
    _kept: dict[tuple[str, str, str], ToolReply] = field(default_factory=dict, init=False)

    def cards(self) -> tuple[ToolCard, ...]:
        """Return all tools that may be started, in the order of their names. Raises ConfigError."""
        known = sorted(self.manifests.items())
        return tuple(manifest.card(key) for key, manifest in known if self.is_trusted(key))

    def call(self, name: str, prompt: str, arguments: JSONObject | None = None) -> ToolReply:
        """Call a tool. Raises UnknownTool (with the nearest name) or ToolFailed."""
        if name not in self.manifests:
            near = difflib.get_close_matches(name, self.manifests, n=1)
            hint = f"did you mean {near[0]}?" if near else "tools shows all tools"
            raise UnknownTool(f"unknown tool {name!r}", hint=hint)
        manifest = self.manifests[name]
        if not self.is_trusted(name):
            raise ToolFailed(
                f"{name} did not come with the program and is not trusted yet",
                hint=f"look at it (tools show {name}), then: tools trust {name}",
            )
        check_arguments(manifest.input, arguments or {}, takes_any=manifest.takes_any)
        if len(prompt.encode(errors="replace")) > manifest.limits.prompt_bytes:
            raise ToolFailed(f"the prompt is longer than {manifest.limits.prompt_bytes} bytes")
        if manifest.may_write and testing.get():
            raise ToolFailed(f"{name} changes things: it is not called by tests")
        if manifest.may_write and not self.is_granted(name):
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
            self._tools[name] = self.make(name, self.manifests[name])
        began = self.monotonic()
        try:
            reply = self._answered(name, prompt, arguments)
        except ToolError:
            self._note(name, self.monotonic() - began, False)
            raise
        seconds = self.monotonic() - began
        self._note(name, seconds, True)
        return replace(reply, seconds=seconds)

    def _answered(self, name: str, prompt: str, arguments: JSONObject) -> ToolReply:
        manifest = self.manifests[name]
        reply = self._tools[name].call(prompt, arguments)
        if not reply.text.strip():
            raise ToolFailed(f"{name} answered nothing")
        if len(reply.text.encode(errors="replace")) > manifest.limits.reply_bytes:
            raise ToolFailed(f"{name} answered more than {manifest.limits.reply_bytes} bytes")
        try:
            manifest.output.check(reply.text)
        except ToolFailed as error:
            raise ToolFailed(f"{name} {error}") from error
        return reply

    def _note(self, name: str, seconds: float, succeeded: bool) -> None:
        # A program under test may ask a tool for nonsense: that says nothing of the tool.
        if not testing.get():
            self.record(name, seconds, succeeded)


MOST_RECORDED = 2000
MAX_CHARACTERS = 8_000_000


@dataclass(eq=False, slots=True)
class RecordedTools:
    """The host's end of call_tool where no live tool may be called.

    A reply that is not there yet is asked for, once for each question, of tools without write
    effects; for the others an example of their manifest is the reply.
    """

    toolbox: Toolbox
    most_replies: int = MOST_RECORDED
    most_characters: int = MAX_CHARACTERS
    _replies: dict[str, str] = field(default_factory=dict, init=False)
    _characters: int = field(default=0, init=False)
    _lock: Lock = field(default_factory=Lock, init=False)

    def call(self, given: JSONObject) -> JSONValue:
        """Return the recorded text for a call {"name", "prompt", "arguments"}. Raises ToolError."""
        name, prompt = str(given.get("name", "")), str(given.get("prompt", ""))
        card = next((card for card in self.toolbox.cards() if card.name == name), None)
        arguments = _declared(card, given.get("arguments"))
        # What a program sends besides would make one question many.
        key = json.dumps((name, prompt, arguments), sort_keys=True)
        with self._lock:
            if key in self._replies:
                return self._replies[key]
            if card is None or card.effects is not Effects.WRITE:
                reply = self._asked(name, prompt, arguments)
            elif card.stand_in:
                reply = card.stand_in
            else:
                raise ToolFailed(
                    f"{name} changes things: it is not called by tests",
                    hint="an example with a result in its manifest would stand in for it",
                )
            self._keep(key, reply)
            return reply

    def _keep(self, key: str, reply: str) -> None:
        size = len(key) + len(reply)
        if size > self.most_characters // 10:
            return
        is_full = self._characters + size > self.most_characters
        if is_full or len(self._replies) >= self.most_replies:
            self._replies.clear()
            self._characters = 0
        self._replies[key] = reply
        self._characters += size

    def _asked(self, name: str, prompt: str, arguments: JSONObject | None) -> str:
        token = testing.set(True)
        try:
            return self.toolbox.call(name, prompt, arguments).text
        finally:
            testing.reset(token)


def _declared(card: ToolCard | None, given: JSONValue) -> JSONObject | None:
    """Return the arguments that a tool knows; all of them where it takes any."""
    if not isinstance(given, dict):
        return None
    known = card.input_schema.get("properties") if card else None
    if card is None or card.takes_any or not isinstance(known, dict):
        return given
    return {name: value for name, value in given.items() if name in known}
