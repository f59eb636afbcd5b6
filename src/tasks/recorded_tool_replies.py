"""Answers the tool calls of a suite from what was recorded, and notes what was not."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from ..domain.candidate import tool_question
from ..domain.errors import ToolFailed
from ..domain.json_value import JSONObject, JSONValue
from ..domain.tool import CONTENT_TOOL, check_named

MOST_KEPT, LONGEST_KEPT = 100, 20_000


@dataclass(slots=True)
class RecordedToolReplies:
    """Answers tool calls from the suite's replies; `asked` are those that it did not hold.

    `named` are the tools that may be called; `call_tool` answers what is not held. A reply to
    whatever a tool is asked needs a prompt that says all of `wanted`.
    """

    held: Mapping[str, str]
    call_tool: Callable[[JSONObject], JSONValue]
    named: tuple[str, ...]
    asked: dict[str, str] = field(default_factory=dict)
    wanted: tuple[str, ...] = ()

    def call(self, given: JSONObject) -> JSONValue:
        """The reply to one call. Raises ToolError for a tool that is not named."""
        name, question = str(given.get("name", "")), tool_question(given)
        check_named(name, self.named)
        if question in self.held:
            return self.held[question]
        if name in self.held:
            self._check_wording(name, str(given.get("prompt", "")))
            return self.held[name]
        reply = self.call_tool(given)
        if isinstance(reply, str) and len(reply) <= LONGEST_KEPT and len(self.asked) < MOST_KEPT:
            self.asked[question] = reply
        return reply

    def _check_wording(self, name: str, prompt: str) -> None:
        for text in self.wanted:
            if text.casefold() not in prompt.casefold():
                raise ToolFailed(f"the prompt to {name} does not say {text!r}: {prompt!r}")


def wanted_in_prompt(function: str, tools: Sequence[str], arguments: JSONObject) -> tuple[str, ...]:
    """The texts that a function must pass to its tool: its text arguments and the form.

    The form of a text is the argument of that name, else what the function is named after. The
    word that links the topic may be another.
    """
    form = () if CONTENT_TOOL not in tools or "form" in arguments else (function,)
    said = (value for name, value in arguments.items() if name != "link")
    return (*form, *(value for value in said if isinstance(value, str)))
