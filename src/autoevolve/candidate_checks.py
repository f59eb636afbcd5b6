"""What a candidate must pass before it may replace a node's program."""

from ..domain.candidate import Candidate
from ..domain.errors import NodeError
from ..domain.node import Node
from ..domain.ports import Sandbox, SuiteRunner
from ..optimize.optimizer import Verify
from .replay_check import ReplayCheck
from .retest import suite_of, verify_by_suite
from .stores import RunHistory


class CandidateChecks:
    """The node's suite, and the inputs that the node was given in use."""

    def __init__(self, suite_runner: SuiteRunner, sandbox: Sandbox, runs: RunHistory) -> None:
        self._suite_runner = suite_runner
        self._sandbox = sandbox
        self._runs = runs

    def of(self, node: Node, program: Candidate) -> Verify:
        """The check of a node's candidates. Raises NodeError if its program fails its own suite."""
        by_suite = verify_by_suite(self._suite_runner, *suite_of(node))
        if failure := by_suite(program):
            raise NodeError(
                f"{node.id} fails its own suite, so that nothing can be proven: {failure}",
                hint=f"edit {node.id} to mend the program, or delete it",
            )
        replay = ReplayCheck(self._sandbox, node, self._runs.records_of(node.id))
        return lambda candidate: by_suite(candidate) or replay.trouble(candidate)
