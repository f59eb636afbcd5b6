"""Serves call_tool on the host: checks permission and budget, and reports each call."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from ..domain.candidate import tool_question
from ..domain.errors import ToolError
from ..domain.events import Notify, ToolCalled
from ..domain.json_value import JSONObject, JSONValue
from ..domain.ports import Toolbox
from ..domain.tool import ToolReply, check_named


@dataclass(frozen=True, slots=True)
class ToolAllowance:
    """The limits of one task's live tool calls: number, tokens and wall seconds."""

    calls: int
    tokens: int
    seconds: float


class ToolBudget:
    """The remaining allowance; thread-safe."""

    def __init__(self, allowance: ToolAllowance) -> None:
        self._allowance = allowance
        self._lock = threading.Lock()
        self._calls, self._tokens, self._seconds = 0, 0, 0.0

    def begin_call(self) -> None:
        """Count a call. Raises ToolError if nothing is left for it."""
        allowed = self._allowance
        with self._lock:
            for spent, most, what in (
                (self._calls, allowed.calls, "tool calls"),
                (self._tokens, allowed.tokens, "tokens for tools"),
                (self._seconds, allowed.seconds, "seconds for tools"),
            ):
                if spent >= most:
                    raise ToolError(
                        f"this task has used up its {most:g} {what}",
                        hint="tool_budget in the settings says how much there is",
                    )
            self._calls += 1

    def spend(self, tokens: int, seconds: float) -> None:
        """Note what a call cost, in tokens and seconds."""
        with self._lock:
            self._tokens += tokens
            self._seconds += seconds


@dataclass(frozen=True, slots=True)
class LiveTools:
    """The tools that one task's programs may call.

    `replay` answers where no live tool may be called; `notify` gets an event for each live call.
    """

    toolbox: Toolbox
    replay: Callable[[JSONObject], JSONValue]
    budget: ToolBudget
    notify: Notify

    def serve(
        self, named: tuple[str, ...], known: Mapping[str, ToolReply] = MappingProxyType({})
    ) -> "ServedTools":
        """For a run of a program whose specification names these tools.

        `known` are replies that were given just now, by their questions.
        """
        return ServedTools(self, named, known)

    def dry_run(self, named: tuple[str, ...]) -> Callable[[JSONObject], JSONValue]:
        """For a dry run of such a program, which has no effects and answers from recordings."""

        def call(given: JSONObject) -> JSONValue:
            check_named(str(given.get("name", "")), named)
            return self.replay(given)

        return call


@dataclass(frozen=True, slots=True)
class ServedTools:
    """The calls of one run; `replies` are what the tools answered, with the questions."""

    tools: LiveTools
    named: tuple[str, ...]
    known: Mapping[str, ToolReply] = field(default_factory=dict)
    replies: list[tuple[str, ToolReply]] = field(default_factory=list)

    def call(self, given: JSONObject) -> JSONValue:
        """The text of a tool for a call {"name", "prompt", "arguments"}. Raises ToolError."""
        question = tool_question(given)
        known = self.known.get(question)
        if known is not None:
            self.replies.append((question, known))
            return known.text
        name, arguments = str(given.get("name", "")), given.get("arguments")
        tools, began = self.tools, time.monotonic()
        try:
            check_named(name, self.named)
            tools.budget.begin_call()
            reply = tools.toolbox.call(
                name,
                str(given.get("prompt", "")),
                arguments if isinstance(arguments, dict) else None,
            )
        except ToolError as error:
            seconds = time.monotonic() - began
            tools.budget.spend(0, seconds)
            tools.notify(ToolCalled(name, str(error), seconds, ok=False))
            raise
        tokens = reply.prompt_tokens + reply.output_tokens
        tools.budget.spend(0 if reply.cached else tokens, reply.seconds)
        self.replies.append((question, reply))
        tools.notify(ToolCalled(name, reply.by, reply.seconds, ok=True, tokens=tokens))
        return reply.text
