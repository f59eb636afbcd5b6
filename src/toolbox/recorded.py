"""Answers tool calls from what was recorded, for suites and measurements; asks each once."""

import json
from functools import cached_property
from threading import Lock

from src.core.errors import ToolFailed
from src.core.jsonvalue import JSONObject, JSONValue
from src.core.ports import Toolbox
from src.core.tool import Effects, ToolCard
from src.toolbox.toolbox import testing


class RecordedTools:
    """The host's end of call_tool where no live tool may be called.

    A reply that is not there yet is asked for once, of tools without write effects. An llm tool
    gives its first reply to other words, too, so that a test costs no more; all other tools are
    asked once for each question.
    """

    def __init__(self, toolbox: Toolbox) -> None:
        self._toolbox = toolbox
        self._replies: dict[tuple[str, str], str] = {}
        self._lock = Lock()

    def call(self, given: JSONObject) -> JSONValue:
        """The recorded text for a call {"name", "prompt", "arguments"}. Raises ToolError."""
        name = str(given.get("name", ""))
        question = "" if self._types.get(name) == "llm" else json.dumps(given, sort_keys=True)
        with self._lock:
            if (name, question) not in self._replies:
                self._replies[name, question] = self._ask(name, given)
            return self._replies[name, question]

    @cached_property
    def _types(self) -> dict[str, str]:
        return {card.name: card.type for card in self._toolbox.cards()}

    def _ask(self, name: str, given: JSONObject) -> str:
        card = next((card for card in self._toolbox.cards() if card.name == name), None)
        if card is not None and card.effects is Effects.WRITE:
            return _stand_in(card)
        arguments = given.get("arguments")
        prompt = str(given.get("prompt", ""))
        before = testing.set(True)
        try:
            return self._toolbox.call(
                name, prompt, arguments if isinstance(arguments, dict) else None
            ).text
        finally:
            testing.reset(before)


def _stand_in(card: ToolCard) -> str:
    if not card.stand_in:
        raise ToolFailed(
            f"{card.name} changes things: it is not called by tests",
            hint="an example with a result in its manifest would stand in for it",
        )
    return card.stand_in
