"""Runs a kept node by its id, for scripts."""

from collections.abc import Callable

from ..domain.json_value import JSONObject
from ..domain.ports import Sandbox
from ..domain.program_run import Program, RunResult

RunNumbers = JSONObject
Prepare = Callable[[str, JSONObject | str], tuple[Program, JSONObject | str]]


class NodeRunner:
    """Runs nodes in a sandbox.

    `prepare` gives a node's Program, and the input that it reads for what it is given; it
    raises NodeError where there is no such node, and BadArguments for what does not fit.
    """

    def __init__(self, sandbox: Sandbox, prepare: Prepare) -> None:
        self._sandbox = sandbox
        self._prepare = prepare

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
        """Run the node once, for all there is to know of it."""
        program, read = self._prepare(node_id, given)
        with self._sandbox.open(program) as session:
            return session.run(read)
