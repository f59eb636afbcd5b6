"""Runs a stored node by its id; the interface for scripts."""

from collections.abc import Callable

from ..domain.json_value import JSONObject
from ..domain.ports import Sandbox
from ..domain.program_run import Program, RunResult

RunNumbers = JSONObject


class NodeRunner:
    """Runs nodes in a sandbox; `find_node` gives a node's Program (or raises NodeError)."""

    def __init__(self, sandbox: Sandbox, find_node: Callable[[str], Program]) -> None:
        self._sandbox = sandbox
        self._find_node = find_node

    def run_node(self, node_id: str, given: JSONObject | str) -> tuple[str, str, RunNumbers]:
        """Run the node once: (stdout, stderr, metrics).

        The metrics are latency_ms, cpu_time_ms, memory_mb, success, exit_code, ending and tier.
        """
        result = self.run(node_id, given)
        metrics = result.metrics
        numbers: RunNumbers = {
            "latency_ms": metrics.latency_ms,
            "cpu_time_ms": metrics.cpu_ms,
            "memory_mb": metrics.memory_mb,
            "success": result.finished,
            "exit_code": result.exit_code,
            "ending": result.ending.value,
            "tier": result.tier,
        }
        return result.stdout, result.stderr, numbers

    def run(self, node_id: str, given: JSONObject | str) -> RunResult:
        """Run the node once and return the full result."""
        with self._sandbox.open(self._find_node(node_id)) as session:
            return session.run(given)
