"""Makes tests of what happened in use: answers that were accepted, inputs that failed."""

import hashlib
import json

from ..domain.candidate import Origin, case_test
from ..domain.json_value import JSONObject, to_json
from ..domain.node import Lineage, Node, NodeDraft, draft_of
from ..domain.outcome import Outcome
from ..domain.ports import NodeStore, SuiteRunner
from ..domain.replace import replace
from ..domain.task import Example
from .candidate_checks import question_of, retest, suite_of
from .promotion import Promotion

PREFIX = "test_in_use_"
MOST = 20


def add_accepted_result(
    outcome: Outcome, given: JSONObject, nodes: NodeStore, runner: SuiteRunner, promotion: Promotion
) -> None:
    """Make a test of a result that the user called good; `given` is the input of the run.

    Not where tools had a part in it (their answers change), where the program does not pass it
    now, or where it is of version 1.
    """
    node = nodes.load(outcome.node_id)
    question = question_of(node, json.dumps(given))
    if question is None or node.tools or outcome.task.files:
        return
    note = "a result that was called good became a test"
    draft = draft_of(node, node.source, Lineage(Origin.EDITED, node.version, note=note))
    larger = with_test(node, draft, replace(question, expected=outcome.result))
    if larger.suite == node.suite:
        return
    under = replace(node, specification=larger.specification)
    if retest(runner, under, node.source).all_passed:
        promotion.record(nodes.keep(larger), "suite grew", f"{node.id}: {note}")


def with_test(node: Node, draft: NodeDraft, case: Example) -> NodeDraft:
    """Return the draft with one more test, unless it asks that already or holds enough of them.

    Raises NodeError if the node has no suite.
    """
    _, suite = suite_of(node)
    asked = {test.example.description for test in suite.tests if test.example is not None}
    asked |= {example.description for example in suite.held_out}
    from_use = [test for test in suite.tests if test.name.startswith(PREFIX)]
    if case.description not in asked and len(from_use) < MOST:
        name = PREFIX + hashlib.sha256(case.description.encode()).hexdigest()[:8]
        suite = replace(suite, tests=(*suite.tests, case_test(name, case)))
    specification = node.specification | {"suite": to_json(suite)}
    return replace(draft, suite=suite.source, specification=specification)
