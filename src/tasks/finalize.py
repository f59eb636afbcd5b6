"""Finalizes an accepted program: formats, reviews and optimizes it."""

from ..domain.candidate import Candidate, Review
from ..domain.events import CandidateReviewed, Notify
from ..domain.task import Specification
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
