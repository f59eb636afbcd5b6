"""Answers the tool calls of a suite from what was recorded, and notes what was not."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ..domain.candidate import tool_question
from ..domain.json_value import JSONObject, JSONValue
from ..domain.tool import check_named

MOST_KEPT, LONGEST_KEPT = 100, 20_000


@dataclass(frozen=True, slots=True)
class RecordedToolReplies:
    """Answers tool calls from the suite's replies; `asked` are those that it did not hold.

    `named` are the tools that may be called; `call_tool` answers what is not held.
    """

    held: Mapping[str, str]
    call_tool: Callable[[JSONObject], JSONValue]
    named: tuple[str, ...]
    asked: dict[str, str] = field(default_factory=dict)

    def call(self, given: JSONObject) -> JSONValue:
        """The reply to one call. Raises ToolError for a tool that is not named."""
        name, question = str(given.get("name", "")), tool_question(given)
        check_named(name, self.named)
        for key in (question, name):
            if key in self.held:
                return self.held[key]
        reply = self.call_tool(given)
        if isinstance(reply, str) and len(reply) <= LONGEST_KEPT and len(self.asked) < MOST_KEPT:
            self.asked[question] = reply
        return reply
