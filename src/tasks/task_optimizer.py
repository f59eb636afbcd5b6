"""Optimizes a task's accepted program, verified by its suite and measured on its workload."""

from ..domain.candidate import Candidate, Suite
from ..domain.events import Notify, OptimizationEnded
from ..domain.ports import SuiteRunner
from ..domain.task import Specification
from ..optimize.optimizer import OptimizationResult, Optimizer, Subject
from ..optimize.typed_workload import this_call, typed_workload


class TaskOptimizer:
    """The optimizer as the pipeline asks for it."""

    def __init__(self, optimizer: Optimizer, suite_runner: SuiteRunner, notify: Notify) -> None:
        self._optimizer = optimizer
        self._suite_runner = suite_runner
        self._notify = notify

    def improve(
        self, accepted: Candidate, specification: Specification, suite: Suite
    ) -> OptimizationResult:
        """The best version that is really better and still passes the suite."""
        if specification.tools:
            reason = f"its time is spent waiting for {', '.join(specification.tools)}"
            self._notify(OptimizationEnded(0, 1.0, reason))
            return OptimizationResult(accepted, (), 1.0, reason)

        def verify(candidate: Candidate) -> str:
            report = self._suite_runner.run(candidate, suite, specification)
            return "" if report.all_passed else report.first_failure or "no test ran"

        subject = Subject(
            accepted,
            typed_workload(specification),
            usual=this_call(specification),
            specification=specification,
            suite=suite,
        )
        return self._optimizer.improve(subject, verify)
