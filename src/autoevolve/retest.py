"""Tests a node's program again by the suite it was kept with."""

from ..domain.candidate import Candidate, Origin, Suite, SuiteReport
from ..domain.decoding import from_json
from ..domain.errors import NodeError
from ..domain.node import Node
from ..domain.ports import SuiteRunner
from ..domain.signature import read_signature
from ..domain.task import Specification
from ..optimize.optimizer import Verify


def suite_of(node: Node) -> tuple[Specification, Suite]:
    """What the node was made from and is tested by. Raises NodeError if it has neither."""
    try:
        specification = from_json(Specification, node.specification.get("plan"))
        suite = from_json(Suite, node.specification.get("suite"))
    except ValueError as error:
        raise NodeError(f"{node.id} has no suite to be tested by: {error}") from error
    return specification, suite


def retest(runner: SuiteRunner, node: Node, source: str) -> SuiteReport:
    """The report of the node's suite on this source. Raises NodeError if it has no suite.

    The signature of a typed function may change as long as its cases pass, its name may not.
    """
    specification, suite = suite_of(node)
    if specification.is_typed:
        try:
            read_signature(source, specification.function)
        except ValueError as problem:
            reason = f"{node.id} calls {specification.function}, and {problem}"
            return SuiteReport((), (), trouble=reason)
    return runner.run(Candidate(source, Origin.EDITED), suite, specification)


def verify_by_suite(runner: SuiteRunner, specification: Specification, suite: Suite) -> Verify:
    """A question for the optimizer: what is the first trouble a candidate has with the suite?"""

    def verify(candidate: Candidate) -> str:
        report = runner.run(candidate, suite, specification)
        return "" if report.all_passed else report.first_failure or "no test ran"

    return verify
