"""How a node's function is called, as `show` and `help NODE` say it."""

from msgspec.structs import replace

from src.cli.commands.node_usage import function_card, parameter_names
from src.cli.output import Grid, Line
from src.domain.node import Node

SOURCE = '''"""A text, often."""


def often(text: str, times: int = 2) -> str:
    """The text, several times.

    times: how often
    """
    return text * times
'''
NODE = Node(
    *("often_node", "often", "TEXT", SOURCE, "", 1, ""),
    specification={
        "plan": {
            "function": "often",
            "signature": "often(text: str, times: int = 2) -> str",
            "arguments": {"text": "ab"},
            "examples": [
                {"arguments": {"text": "ab"}},
                {"arguments": {"text": "c", "times": 3}},
                {"arguments": {"text": "d"}},
            ],
        }
    },
)


def test_the_card_shows_signature_parameters_and_two_different_calls() -> None:
    parts = function_card(NODE)

    assert parts[1] == Grid(("", ""), (("text", "str, such as 'ab'"), ("times", "how often")))
    assert [part.text for part in parts if isinstance(part, Line)] == [
        "often(text: str, times: int = 2) -> str",
        "For example",
        "  often(text='ab')",
        "  often(text='c', times=3)",
    ]
    assert parameter_names(NODE) == ("text", "times")


def test_a_program_and_a_broken_function_say_so() -> None:
    program = replace(NODE, specification={})
    broken = replace(NODE, source="def other(): ...")

    (line,) = function_card(program)
    (problem,) = function_card(broken)

    assert isinstance(line, Line) and "reads a description" in line.text
    assert isinstance(problem, Line) and "often cannot be called" in problem.text
    assert parameter_names(program) == parameter_names(broken) == ()
