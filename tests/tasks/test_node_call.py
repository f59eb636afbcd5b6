"""What a node may be given, and what its program reads then."""

import pytest
from msgspec.structs import replace

from src.domain.errors import BadArguments, NodeError
from src.domain.json_value import JSONObject, JSONValue
from src.domain.node import Node
from src.tasks.function_calls import input_of, input_schema

SOURCE = '''def power(base: int, exponent: int = 2) -> int:
    """The base to the exponent."""
    return base**exponent
'''
PLAN: JSONObject = {
    "plan": {"function": "power", "signature": "power(base: int, exponent: int = 2)"}
}
TYPED = Node("power_node", "power", "ARITHMETIC", SOURCE, "", 1, "", specification=PLAN)
OLD = Node("add_node", "add", "ARITHMETIC", "print('{}')", "", 1, "")


class Words:
    """Reads "3 to the 4" and nothing else."""

    def arguments_for(self, function: str, text: str) -> JSONObject | None:
        return {"base": 3, "exponent": 4} if (function, text) == ("power", "3 to the 4") else None

    def wordings_of(self, function: str) -> tuple[str, ...]:
        return ("3 to the 4", "2 to the 10", "5 squared")


@pytest.mark.parametrize(
    ("given", "arguments"),
    [
        ({"base": 3}, {"base": 3}),
        ({"base": 3, "exponent": 4}, {"base": 3, "exponent": 4}),
        ({"arguments": {"base": 3}}, {"base": 3}),
        ({"description": "3 to the 4"}, {"base": 3, "exponent": 4}),
        ("3 to the 4", {"base": 3, "exponent": 4}),
    ],
)
def test_a_typed_function_takes_arguments_or_words(
    given: JSONObject | str, arguments: JSONObject
) -> None:
    assert input_of(TYPED, given, Words) == {"arguments": arguments}


@pytest.mark.parametrize(
    ("annotation", "typed", "argument"),
    [
        ("int", "7", 7),
        ("str", "XIV", "XIV"),
        ("str", "7", "7"),
        ("str", '"red sky"', "red sky"),
        ("list[int]", "[3, 4]", [3, 4]),
        ("list[int]", "3, 4", [3, 4]),
    ],
)
def test_a_bare_value_is_the_argument_of_a_function_that_needs_one(
    annotation: str, typed: str, argument: JSONValue
) -> None:
    source = f"def only(value: {annotation}, times: int = 1) -> int:\n    return times\n"
    plan: JSONObject = {"plan": {"function": "only", "signature": "only()"}}
    node = replace(TYPED, id="only_node", source=source, specification=plan)

    assert input_of(node, typed, Words) == {"arguments": {"value": argument}}


@pytest.mark.parametrize("default", ["", " = None"])
@pytest.mark.parametrize(
    ("given", "arguments"),
    [
        ({"arguments": {"a": 1}}, {"arguments": {"a": 1}}),
        ({"arguments": {"arguments": {"a": 1}}}, {"arguments": {"a": 1}}),
        ({"arguments": {"arguments": {}}}, {"arguments": {}}),
    ],
)
def test_a_parameter_may_be_called_arguments(
    given: JSONObject, arguments: JSONObject, default: str
) -> None:
    source = f"def power(arguments: dict[str, int]{default}) -> int:\n    return 1\n"

    assert input_of(replace(TYPED, source=source), given, Words) == {"arguments": arguments}


def test_an_empty_object_for_a_parameter_called_arguments_is_its_value_if_it_needs_one() -> None:
    needed = "def power(arguments: dict[str, int]) -> int:\n    return 1\n"
    optional = needed.replace("int])", "int] = {})")
    empty: JSONObject = {"arguments": {}}

    read = [input_of(replace(TYPED, source=one), empty, Words) for one in (needed, optional)]

    assert read == [{"arguments": {"arguments": {}}}, {"arguments": {}}]


def test_an_old_node_takes_what_it_is_given() -> None:
    assert input_of(OLD, "add 1 and 2", Words) == {"description": "add 1 and 2"}
    assert input_of(OLD, {"description": "x", "more": 1}, Words) == {
        "description": "x",
        "more": 1,
    }


def test_words_that_no_phrase_reads_are_answered_with_two_wordings_and_the_signature() -> None:
    with pytest.raises(BadArguments, match="power_node does not read “paint it red”") as refused:
        input_of(TYPED, "paint it red", Words)

    assert refused.value.hint == (
        "it reads wordings like “3 to the 4” and “2 to the 10”;"
        " or call power(base: int, exponent: int = 2) -> int"
    )


@pytest.mark.parametrize(
    ("made_for", "shown"),
    [
        ("A number to a power.", "“3 to the 4” and “2 to the 10”"),
        ("3 to the 4", "“3 to the 4” and “2 to the 10”"),
    ],
)
def test_the_task_of_a_stub_is_not_named_as_a_wording_that_is_read(
    made_for: str, shown: str
) -> None:
    plan: JSONObject = {"function": "power", "task": {"text": made_for}}
    node = replace(TYPED, specification={"plan": plan})

    with pytest.raises(BadArguments, match="power_node does not read") as refused:
        input_of(node, "A number to a power.", Words)

    assert refused.value.hint.startswith(f"it reads wordings like {shown}; or call")


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"base": "3"}, "base: expected int, got '3'"),
        ({"exponent": 2}, "power needs base"),
        ({"base": 1, "n": 2}, "power has no parameter n"),
        ({"description": "3 to the 4", "base": 1}, "power has no parameter description"),
    ],
)
def test_wrong_arguments_are_named(given: JSONObject, reason: str) -> None:
    with pytest.raises(BadArguments, match=reason):
        input_of(TYPED, given, Words)


def test_a_node_edited_into_something_else_says_so() -> None:
    with pytest.raises(
        NodeError, match="power_node cannot be called: the source has no function power"
    ):
        input_of(replace(TYPED, source="x = 1"), {"base": 1}, Words)


def test_what_a_node_takes_is_described_as_a_schema() -> None:
    typed, old = input_schema(TYPED), input_schema(OLD)

    assert typed["properties"] == {
        "base": {"type": "integer", "description": "int"},
        "exponent": {"type": "integer", "description": "int; 2 if left out"},
    }
    assert (typed["required"], old["required"]) == (["base"], ["description"])
    assert typed["additionalProperties"] is old["additionalProperties"] is False
