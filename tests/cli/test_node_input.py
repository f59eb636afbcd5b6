"""What is typed behind `run NODE` reaches the node in the wording it was made for."""

import pytest

from src.cli.commands.node_input import node_input
from src.domain.errors import BadArguments


@pytest.mark.parametrize(
    ("typed", "task", "given"),
    [
        ("5 and 6", "add 10 and 20", "add 5 and 6"),
        ("5, 6", "add 10 and 20", "add 5 and 6"),
        ("-5 six", "add 10 and 20", "add -5 and six"),
        ('"hello you"', 'reverse the string "abc"', 'reverse the string "hello you"'),
        ("7", "add 10 and 20", "7"),
        ("5 or 6", "add 10 and 20", "5 or 6"),
        ('"a" and 6', "add 10 and 20", '"a" and 6'),
        ("add 5 and 6", "add 10 and 20", "add 5 and 6"),
        ("5 and 6", "", "5 and 6"),
        ("", "add 10 and 20", ""),
        ('{"description": "x"}', "add 10 and 20", {"description": "x"}),
    ],
)
def test_values_alone_take_the_places_of_those_in_the_nodes_task(
    typed: str, task: str, given: object
) -> None:
    assert node_input(typed, task) == given


@pytest.mark.parametrize("typed", ["{", "{1}", '{"description": }'])
def test_broken_json_is_told_and_not_run(typed: str) -> None:
    with pytest.raises(BadArguments):
        node_input(typed)
