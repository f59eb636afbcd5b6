"""What a generator is told of tools: how each is called, required arguments first."""

import ast

from msgspec.structs import replace

from src.domain.json_value import JSONObject
from src.domain.tool import Effects, ToolCard
from src.tasks.function_generator import tool_rules

SCHEMA: JSONObject = {
    "type": "object",
    "properties": {
        "unique": {"type": "boolean"},
        "count": {"type": "string", "enum": ["words", "lines"]},
        "width": {"type": "integer"},
        "of": {"type": "string"},
    },
    "required": ["count"],
}


def card(name: str) -> ToolCard:
    plain = ToolCard(name, name, "executable", "Counts " * 40, Effects.NONE)
    return replace(plain, input_schema=SCHEMA) if name == "counter" else plain


def test_a_tool_is_called_with_its_arguments_as_python() -> None:
    rules = tool_rules(("counter", "poet", "unknown"), (card("counter"), card("poet")))

    counter, poet, unknown = (line for line in rules.splitlines() if line.startswith("call_tool("))
    called = "call_tool('counter', prompt, count='words', unique=True, width=1, of='text')"
    assert ast.unparse(ast.parse(counter)) == called
    assert poet.startswith('call_tool("poet", prompt)  # Counts')
    assert unknown == 'call_tool("unknown", prompt)'
    assert max(map(len, rules.splitlines())) < 250


def test_several_calls_at_once_are_shown() -> None:
    rules = tool_rules(("a", "b"), ())

    assert rules.endswith('call_tools_parallel([("a", first_prompt), ("b", second_prompt)])')


def test_where_no_tool_is_named_nothing_is_said() -> None:
    assert tool_rules((), (card("poet"),)) == ""
