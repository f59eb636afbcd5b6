"""Answers tool calls from recordings, for suites and measurements; records each once."""

import json
from threading import Lock

from ..domain.errors import ToolFailed
from ..domain.json_value import JSONObject, JSONValue
from ..domain.ports import Toolbox
from ..domain.tool import Effects, ToolCard
from .toolbox import testing

MAX_REPLIES = 2000


class RecordedTools:
    """The host's end of call_tool where no live tool may be called.

    A reply that is not there yet is asked for, once for each question, of tools without write
    effects; for the others an example of their manifest stands in.
    """

    def __init__(self, toolbox: Toolbox) -> None:
        self._toolbox = toolbox
        self._replies: dict[str, str] = {}
        self._lock = Lock()

    def call(self, given: JSONObject) -> JSONValue:
        """The recorded text for a call {"name", "prompt", "arguments"}. Raises ToolError."""
        key = json.dumps(given, sort_keys=True)
        with self._lock:
            if len(self._replies) >= MAX_REPLIES:
                self._replies.clear()
            if key not in self._replies:
                self._replies[key] = self._reply(str(given.get("name", "")), given)
            return self._replies[key]

    def _reply(self, name: str, given: JSONObject) -> str:
        card = next((card for card in self._toolbox.cards() if card.name == name), None)
        if card is not None and card.effects is Effects.WRITE:
            return _write_tool_reply(card)
        arguments = given.get("arguments")
        prompt = str(given.get("prompt", ""))
        token = testing.set(True)
        try:
            return self._toolbox.call(
                name, prompt, arguments if isinstance(arguments, dict) else None
            ).text
        finally:
            testing.reset(token)


def _write_tool_reply(card: ToolCard) -> str:
    if not card.stand_in:
        raise ToolFailed(
            f"{card.name} changes things: it is not called by tests",
            hint="an example with a result in its manifest would stand in for it",
        )
    return card.stand_in
