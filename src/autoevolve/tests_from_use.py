"""Makes tests of what happened in use: answers that were accepted, inputs that failed."""

import hashlib
from dataclasses import replace

from ..domain.candidate import Origin, Suite, SuiteTest
from ..domain.json_value import JSONValue, to_json
from ..domain.node import Lineage, Node, NodeDraft, draft_of
from ..domain.outcome import Outcome
from ..domain.ports import NodeStore, SuiteRunner
from ..domain.task import Example
from .promotion import Promotion
from .retest import retest, suite_of

PREFIX = "test_in_use_"
MOST = 20


def add_accepted_result(
    outcome: Outcome, nodes: NodeStore, runner: SuiteRunner, promotion: Promotion
) -> None:
    """Make a result that the user called good a test of its node.

    Not where tools had a part in it (they answer otherwise next time), nor where the program
    does not pass it now.
    """
    node = nodes.load(outcome.node_id)
    note = "a result that was called good became a test"
    draft = draft_of(node, node.source, Lineage(Origin.EDITED, node.version, note=note))
    larger = with_test(node, draft, outcome.task.text, outcome.result)
    if node.tools or outcome.task.files or larger.suite == node.suite:
        return
    under = replace(node, specification=larger.specification)
    if retest(runner, under, node.source).all_passed:
        new = nodes.keep(larger)
        promotion.record(new, "suite grew", f"{node.id}: {note}")


def with_test(node: Node, draft: NodeDraft, description: str, expected: JSONValue) -> NodeDraft:
    """The draft with a test more in its suite. Raises NodeError if the node has no suite."""
    suite = grown(suite_of(node)[1], description, expected)
    specification = node.specification | {"suite": to_json(suite)}
    return replace(draft, suite=suite.source, specification=specification)


def grown(suite: Suite, description: str, expected: JSONValue) -> Suite:
    """The suite with one test more; as it is if it asks that already, or holds enough of them."""
    asked = {test.example.description for test in suite.tests if test.example is not None}
    asked |= {example.description for example in suite.held_out}
    from_use = [test for test in suite.tests if test.name.startswith(PREFIX)]
    if description in asked or len(from_use) >= MOST:
        return suite
    name = PREFIX + hashlib.sha256(description.encode()).hexdigest()[:8]
    source = f"def {name}(answer):\n    assert answer({description!r}) == {expected!r}\n"
    return replace(
        suite,
        tests=(*suite.tests, SuiteTest(name, source, Example(description, expected))),
    )
