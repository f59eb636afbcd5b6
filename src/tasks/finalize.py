"""Finalizes an accepted program: formats, reviews and optimizes it."""

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import replace

from ..domain.candidate import Candidate, Finding, Review, Suite
from ..domain.errors import ToolError
from ..domain.events import CandidateReviewed, Notify, OptimizationEnded
from ..domain.ports import Analyzer, Formatter, SuiteRunner
from ..domain.task import Specification
from ..optimize.optimizer import OptimizationResult, Optimizer, Subject
from ..optimize.typed_workload import this_call, typed_workload
from .escalation import Escalated
from .persistence import Solution
from .pipeline_steps import ProgramOptimizer, ProgramReviewer
from .trace import Tracer


class Finalizer:
    """The steps between an accepted program and the one that is kept."""

    def __init__(
        self,
        reviewer: ProgramReviewer,
        optimizer: ProgramOptimizer,
        tracer: Tracer,
        notify: Notify,
    ) -> None:
        self._reviewer = reviewer
        self._optimizer = optimizer
        self._tracer = tracer
        self._emit = notify

    def finalize(
        self, specification: Specification, escalated: Escalated, candidate: Candidate
    ) -> Solution:
        """Format, review and optimize the accepted program; the review is of what is kept."""
        candidate, review = self._review(candidate)
        with self._tracer.step("optimize", "optimize") as step:
            optimized = self._optimizer.improve(candidate, specification, escalated.suite)
            step.detail = f"score {optimized.score:.2f}"
        if optimized.best.digest != candidate.digest:
            candidate, review = self._review(optimized.best)
        return Solution(
            specification,
            candidate,
            escalated.suite,
            review,
            escalated.attempts,
            optimized.iterations,
            optimized.score,
            escalated.confidence,
        )

    def _review(self, candidate: Candidate) -> tuple[Candidate, Review]:
        with self._tracer.step("analyze", "analyze") as step:
            candidate, review = self._reviewer.review(candidate)
            step.detail = f"{len(review.findings)} findings"
        self._emit(CandidateReviewed(review))
        return candidate, review


class Reviewer:
    """Formats a candidate and collects the findings; the analyzers run side by side."""

    def __init__(
        self, analyzers: Sequence[Analyzer], formatter: Formatter, executor: Executor
    ) -> None:
        self._analyzers = analyzers
        self._formatter = formatter
        self._executor = executor

    def review(self, candidate: Candidate) -> tuple[Candidate, Review]:
        """The candidate as the formatter lays it out, and what the analyzers say of that.

        An analyzer that cannot run is named in `missing`; it never fails the review.
        """
        missing: list[tuple[str, str]] = []
        try:
            source = self._formatter.format(candidate.source)
        except ToolError as error:
            source = candidate.source
            missing.append(("black", str(error)))
        asked = [(a.name, self._executor.submit(a.review, source)) for a in self._analyzers]
        findings: list[Finding] = []
        ran: list[str] = []
        for name, future in asked:
            try:
                findings += future.result()
                ran.append(name)
            except ToolError as error:
                if name not in dict(missing):
                    missing.append((name, str(error)))
        ordered = tuple(sorted(findings, key=lambda f: (f.line, f.analyzer, f.rule)))
        review = Review(source, ordered, tuple(ran), tuple(missing))
        return replace(candidate, source=source), review


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
