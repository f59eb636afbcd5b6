"""Formats, analyzes and optimizes an accepted program."""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from typing import TYPE_CHECKING

from msgspec import Struct

from ..domain.candidate import Candidate, Finding, Origin, Review, Suite
from ..domain.errors import ToolError
from ..domain.events import CandidateReviewed, Notify, OptimizationEnded
from ..domain.ports import Analyzer, Formatter, SuiteRunner
from ..domain.replace import replace
from ..domain.task import Specification, TaskKind
from .trace import Tracer

if TYPE_CHECKING:
    from ..optimize.optimizer import OptimizationResult, Optimizer


class Reviewer(Struct, frozen=True):
    """Formats a candidate and collects the findings; the analyzers run in parallel.

    `is_reviewed` says of which sources it is known that there are none.
    """

    analyzers: Sequence[Analyzer]
    formatter: Formatter
    executor: Executor
    is_reviewed: Callable[[str], bool]

    def reported(
        self, candidate: Candidate, tracer: Tracer, notify: Notify
    ) -> tuple[Candidate, Review]:
        """Review the candidate as a step of a task."""
        with tracer.step("analyze", "analyze") as step:
            candidate, review = self.review(candidate)
            step.detail = f"{len(review.findings)} findings"
        notify(CandidateReviewed(review))
        return candidate, review

    def review(self, candidate: Candidate) -> tuple[Candidate, Review]:
        """Return the formatted candidate, and what the analyzers say of that.

        An analyzer that cannot run is named in `missing`; it never fails the review.
        """
        if self.is_reviewed(candidate.source):
            names = tuple(analyzer.name for analyzer in self.analyzers)
            return candidate, Review(candidate.source, (), names)
        missing: list[tuple[str, str]] = []
        try:
            source = self.formatter.format(candidate.source)
        except ToolError as error:
            source = candidate.source
            missing.append(("black", str(error)))
        asked = [(a.name, self.executor.submit(a.review, source)) for a in self.analyzers]
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


class TaskOptimizer(Struct, frozen=True):
    """The optimizer for one task: on its own call, held to its suite.

    `make` makes it when it is first used, as its imports take a while.
    """

    make: Callable[[], "Optimizer"]
    suite_runner: SuiteRunner
    notify: Notify

    def improve(
        self, accepted: Candidate, specification: Specification, suite: Suite
    ) -> "OptimizationResult":
        """Return the best version that is measurably better and still passes the suite."""
        from ..optimize.optimizer import OptimizationResult, Subject

        reason = ""
        if specification.tools:
            reason = f"its time is spent waiting for {', '.join(specification.tools)}"
        elif specification.kind is TaskKind.ARITHMETIC and accepted.origin is Origin.LIBRARY:
            reason = "a bundled formula is taken as it is"
        if reason:
            self.notify(OptimizationEnded(0, 1.0, reason))
            return OptimizationResult(accepted, (), 1.0, reason)

        from ..optimize.typed_workload import this_call, typed_workload

        def verify(candidate: Candidate) -> str:
            report = self.suite_runner.run(candidate, suite, specification)
            return "" if report.all_passed else report.first_failure or "no test ran"

        subject = Subject(
            accepted,
            typed_workload(specification, accepted.source),
            usual=this_call(specification),
            specification=specification,
            suite=suite,
        )
        return self.make().improve(subject, verify)
