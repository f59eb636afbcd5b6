"""What is typed behind `run NODE` reaches the node in the wording it was made for."""

import pytest

from src.cli.commands.node_usage import node_input
from src.domain.errors import BadArguments
from src.domain.node import Node


def old_node(task: str) -> Node:
    """A node that reads a description, made for a task."""
    specification = {"plan": {"task": {"text": task}}}
    return Node("a_node", "a", "TEXT", "", "", 1, "", specification=specification)


TYPED = Node("f_node", "f", "TEXT", "", "", 1, "", specification={"plan": {"function": "f"}})


@pytest.mark.parametrize(
    ("typed", "given"),
    [
        ("n=7", {"arguments": {"n": 7}}),
        ("a=1 b=2.5", {"arguments": {"a": 1, "b": 2.5}}),
        ("text='a b' times=2", {"arguments": {"text": "a b", "times": 2}}),
        ("numbers=[1,2] flag=true", {"arguments": {"numbers": [1, 2], "flag": True}}),
        ("table=@sales.csv", {"arguments": {"table": "@sales.csv"}}),
        ("text=", {"arguments": {"text": ""}}),
        ("text=" + "[" * 5000, {"arguments": {"text": "[" * 5000}}),
        ('{"n": 7}', {"n": 7}),
        ("is 7 prime", "is 7 prime"),
        ("n=7 or so", "n=7 or so"),
        ("text='a b", "text='a b"),
    ],
)
def test_arguments_of_a_function_are_given_by_name(typed: str, given: object) -> None:
    assert node_input(typed, TYPED) == given


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
    assert node_input(typed, old_node(task)) == given


@pytest.mark.parametrize("typed", ["{", "{1}", '{"description": }', '{"n": ' + "[" * 5000])
def test_broken_json_is_told_and_not_run(typed: str) -> None:
    with pytest.raises(BadArguments):
        node_input(typed, old_node(""))
