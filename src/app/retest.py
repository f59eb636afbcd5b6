"""Tests a node's program again by the suite it was kept with."""

from src.core.candidate import Candidate, Origin, Suite, SuiteReport
from src.core.decoding import from_json
from src.core.errors import NodeError
from src.core.node import Node
from src.core.ports import SuiteRunner
from src.core.task import Specification


def retest(runner: SuiteRunner, node: Node, source: str) -> SuiteReport:
    """The report of the node's suite on this source. Raises NodeError if it has no suite."""
    try:
        specification = from_json(Specification, node.specification.get("plan"))
        suite = from_json(Suite, node.specification.get("suite"))
    except ValueError as error:
        raise NodeError(f"{node.id} has no suite to be tested by: {error}") from error
    return runner.run(Candidate(source, Origin.EDITED), suite, specification)
