"""Serves call_tool on the host: live within permission and budget, or from recordings."""

import dataclasses
import threading
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path

from msgspec import Struct, field

from ..domain.candidate import tool_question
from ..domain.errors import ToolError, ToolFailed
from ..domain.events import Notify, ToolCalled
from ..domain.json_value import JSONObject, JSONValue
from ..domain.ports import Toolbox
from ..domain.tool import CONTENT_TOOL, ToolReply, check_named


class ToolAllowance(Struct, frozen=True):
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


class LiveTools(Struct, frozen=True):
    """The tools that one task's programs may call.

    `replay` answers where no live tool may be called; `notify` gets an event for each live call.
    """

    toolbox: Toolbox
    replay: Callable[[JSONObject], JSONValue]
    budget: ToolBudget
    notify: Notify

    def dry_run(self, named: tuple[str, ...]) -> Callable[[JSONObject], JSONValue]:
        """Serve a dry run of such a program from recordings, without effects."""

        def call(given: JSONObject) -> JSONValue:
            check_named(str(given.get("name", "")), named)
            return self.replay(given)

        return call


class ServedTools(Struct, frozen=True):
    """The calls of one run of a program whose specification names these tools.

    `known` are replies that were given just now, by their questions; `replies` are what the
    tools answered, with the questions.
    """

    tools: LiveTools
    named: tuple[str, ...]
    known: Mapping[str, ToolReply] = field(default_factory=dict)
    replies: list[tuple[str, ToolReply]] = field(default_factory=list)

    def call(self, given: JSONObject) -> JSONValue:
        """Return a tool's text for a call {"name", "prompt", "arguments"}. Raises ToolError."""
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


MOST_KEPT, LONGEST_KEPT = 100, 20_000
_LONGEST_BEGINNING = 80


@dataclasses.dataclass(slots=True)
class RecordedToolReplies:
    """Answers tool calls from the suite's replies; `asked` are those that it did not hold.

    `named` are the tools that may be called; `call_tool` answers what is not held. A reply to
    whatever a tool is asked needs a prompt that says all of `wanted`. A prompt about one of
    `files`, with how its text begins, must hold that text: no tool can open the file.
    """

    held: Mapping[str, str]
    call_tool: Callable[[JSONObject], JSONValue]
    named: tuple[str, ...]
    asked: dict[str, str] = dataclasses.field(default_factory=dict)
    wanted: tuple[str, ...] = ()
    files: Mapping[str, str] = dataclasses.field(default_factory=dict)

    def call(self, given: JSONObject) -> JSONValue:
        """Return the reply to one call. Raises ToolError for a tool that is not named."""
        name, question = str(given.get("name", "")), tool_question(given)
        check_named(name, self.named)
        self._check_files(name, str(given.get("prompt", "")))
        if question in self.held:
            return self.held[question]
        if name in self.held:
            self._check_wording(name, str(given.get("prompt", "")))
            return self.held[name]
        reply = self.call_tool(given)
        if isinstance(reply, str) and len(reply) <= LONGEST_KEPT and len(self.asked) < MOST_KEPT:
            self.asked[question] = reply
        return reply

    def _check_files(self, name: str, prompt: str) -> None:
        for path, beginning in self.files.items():
            short = Path(path).name
            # A prompt that is a path alone is for a tool that takes paths.
            if short in prompt and prompt.strip() not in (short, path) and beginning not in prompt:
                raise ToolFailed(
                    f"the prompt to {name} names {short} but does not hold its text:"
                    " read the file and put its text into the prompt"
                )

    def _check_wording(self, name: str, prompt: str) -> None:
        for text in self.wanted:
            if text.casefold() not in prompt.casefold():
                raise ToolFailed(f"the prompt to {name} does not say {text!r}: {prompt!r}")


def wanted_in_prompt(
    function: str, tools: Sequence[str], arguments: JSONObject, files: Collection[str] = ()
) -> tuple[str, ...]:
    """Return the texts that a function must pass to its tool: its text arguments and the form.

    The form of a text is the argument of that name, else what the function is named after. The
    word that links the topic may be another. The names of `files` need not be passed.
    """
    form = () if CONTENT_TOOL not in tools or "form" in arguments else (function,)
    said = (value for name, value in arguments.items() if name != "link" and value not in files)
    return (*form, *(value for value in said if isinstance(value, str)))


def text_beginning(path: str) -> str:
    """Return how the text of a file begins, at most 80 characters ("" if it holds none)."""
    if not Path(path).is_file():
        return ""
    try:
        with open(path, encoding="utf-8-sig") as file:
            return file.read(_LONGEST_BEGINNING).strip()
    except (OSError, UnicodeDecodeError):
        return ""
