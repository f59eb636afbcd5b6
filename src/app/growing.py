"""Makes tests of what happened in use: results a user called good, inputs on which one failed."""

from dataclasses import replace

from src.app.house import House
from src.app.promotion import Promotion
from src.app.retest import retest, suite_of
from src.core.candidate import Suite
from src.core.jsonvalue import JSONValue, to_json
from src.core.node import Node
from src.core.task import Example
from src.stages.plain_tests import example_test, free_name, preamble_for

MOST_TESTS = 60
"""A suite runs before every promotion: it must stay quick."""


def grown(suite: Suite, example: Example) -> Suite:
    """The suite with one test more; the same suite if it asks that already, or is full."""
    known = {test.example.description for test in suite.tests if test.example is not None}
    if example.description in known or len(suite.tests) >= MOST_TESTS:
        return suite
    name = free_name(example.description, [test.name for test in suite.tests])
    tests = (*suite.tests, example_test(name, example, from_user=True))
    preamble = suite.preamble
    for block in preamble_for(tests).split("\n\n\n"):
        if block and block not in preamble:
            preamble = f"{preamble.rstrip()}\n\n\n{block}" if preamble.strip() else block
    return replace(suite, tests=tests, preamble=preamble)


def accept_result(house: House, node_id: str, description: str, result: JSONValue) -> bool:
    """Make a result that the user called good a test of its node; whether that was done.

    Not where tools had a part in it (they answer otherwise next time), and not where the
    program itself does not give that result again. Raises NodeError.
    """
    node = house.nodes.load(node_id)
    _, suite = suite_of(node)
    larger = grown(suite, Example(description, result))
    if node.tools or larger is suite:
        return False
    candidate = _under(node, larger)
    if not retest(house.suite_runner(), candidate, node.source).all_passed:
        return False
    Promotion(house).grow(node, larger, "a result that was called good became a test")
    return True


def _under(node: Node, suite: Suite) -> Node:
    return replace(node, specification={**node.specification, "suite": to_json(suite)})
