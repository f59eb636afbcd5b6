"""Describes the tools that a specification names, for the generator's prompt."""

from collections.abc import Mapping, Sequence

from ..domain.json_value import JSONObject, JSONValue
from ..domain.tool import ToolCard

LONGEST_DESCRIPTION = 120
_SHOWN: Mapping[str, JSONValue] = {"integer": 1, "number": 1.0, "boolean": True}


def tool_rules(names: Sequence[str], cards: Sequence[ToolCard]) -> str:
    """How each named tool is called, as Python, with what it does; "" where none is named."""
    if not names:
        return ""
    known = {card.name: card for card in cards}
    calls = "\n".join(_call(name, known.get(name)) for name in names)
    return (
        "Do not do a tool's work yourself. Call the tool, it returns a string:\n"
        f"from node_runtime import call_tool, call_tools_parallel\n{calls}\n"
        "Several calls at once, their strings in the same order:\n"
        f'call_tools_parallel([("{names[0]}", first_prompt), ("{names[-1]}", second_prompt)])'
    )


def _call(name: str, card: ToolCard | None) -> str:
    if card is None:
        return f'call_tool("{name}", prompt)'
    passed = "".join(f", {key}={_shown(of)}" for key, of in _arguments(card.input_schema))
    return f'call_tool("{name}", prompt{passed})  # {card.description[:LONGEST_DESCRIPTION]}'


def _arguments(schema: JSONObject) -> list[tuple[str, JSONObject]]:
    """The arguments that must be passed first; the others may be left out."""
    properties = schema.get("properties")
    required = schema.get("required")
    if not isinstance(properties, dict):
        return []
    first = [name for name in required if name in properties] if isinstance(required, list) else []
    names = [*map(str, first), *(name for name in properties if name not in first)]
    return [(name, of) for name in names if isinstance(of := properties[name], dict)]


def _shown(of: JSONObject) -> str:
    choices = of.get("enum")
    if isinstance(choices, list) and choices:
        return repr(choices[0])
    return repr(_SHOWN.get(str(of.get("type")), "text"))
