"""The optimization loop: propose, verify, compare, keep or discard."""

import difflib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from itertools import islice

from msgspec import Struct

from ..domain.ast_digest import normal_digest
from ..domain.candidate import Candidate, Suite
from ..domain.errors import Declined, EvolverError, ModelError
from ..domain.events import FellBack, IterationEnded, Notify, OptimizationEnded, Progressed
from ..domain.measurement import Decision, Iteration, Profiling, Verdict
from ..domain.ports import Comparer, Equivalence, Evidence, Improver, PairsDrawn
from ..domain.replace import replace
from ..domain.task import Specification, Workload

# An interpreter takes about 15 ms to start: a third of that goes unnoticed.
MIN_OWN_MS = 5.0
EMPTY_ROUNDS = 2
CHECK_BATCH = 2
"""Candidates whose tests and equivalence are checked in parallel; they are measured one by one."""

Verify = Callable[[Candidate], str]
"""Runs the tests on a candidate; returns the first failure, "" if all passed."""


class Measuring(Struct, frozen=True):
    """The comparer and the equivalence check that decide on a candidate.

    A round's candidates are checked in the executor, which may be remote; without one, in the
    calling thread. Measurements never run in parallel with checks.
    """

    comparer: Comparer
    equivalence: Equivalence
    executor: Executor | None = None


class Bounds(Struct, frozen=True):
    """When to stop: rounds, candidates in total, and wall seconds."""

    rounds: int
    candidates: int
    seconds: float


class Subject(Struct, frozen=True):
    """What is improved: a whole program (function ""), or one function of it, on a workload.

    `usual` is the workload in practice, which shows whether the program's own work matters. If it
    does not, the workload is tried at each of `sizes`: a function is also called with other values.
    """

    program: Candidate
    workload: Workload | None
    function: str = ""
    usual: Workload | None = None
    sizes: tuple[int, ...] = ()
    specification: Specification | None = None
    suite: Suite | None = None


class OptimizationResult(Struct, frozen=True):
    """The best version, every iteration, the score against the first version, and why it ended."""

    best: Candidate
    iterations: tuple[Iteration, ...]
    score: float
    reason: str
    best_iteration: int = 0


class Optimizer(Struct, frozen=True):
    """Improves programs; a version is kept only if it is really better and still correct."""

    improvers: Sequence[Improver]
    measuring: Measuring
    bounds: Bounds
    monotonic: Callable[[], float]
    notify: Notify

    def improve(self, subject: Subject, verify: Verify) -> OptimizationResult:
        """Return the best version found within the bounds; the program itself if none is better."""
        result = self._improve(subject, verify)
        self.notify(
            OptimizationEnded(result.best_iteration, result.score, result.reason, result.iterations)
        )
        return result

    def _improve(self, subject: Subject, verify: Verify) -> OptimizationResult:
        unchanged = OptimizationResult(subject.program, (), 1.0, "")
        if self.bounds.rounds < 1:
            return replace(unchanged, reason="optimization is switched off")
        if subject.workload is None:
            return replace(unchanged, reason="there is nothing to measure it on")
        try:
            profiling = self._profiling(subject, subject.workload)
        except EvolverError as error:
            return replace(unchanged, reason=str(error))
        if profiling.own_ms < MIN_OWN_MS:
            return replace(unchanged, reason=_negligible(profiling, subject.sizes))
        run = _Run(self.measuring, subject, subject.workload, verify, profiling)
        reason = self._rounds(run)
        return OptimizationResult(
            run.best, tuple(run.iterations), run.score, reason, run.best_iteration
        )

    def _profiling(self, subject: Subject, workload: Workload) -> Profiling:
        """Return the work of the usual call, or else of the first size with enough of it."""
        comparer, program = self.measuring.comparer, subject.program
        profiling = comparer.profile(program, subject.usual or workload, subject.function)
        for size in subject.sizes:
            if profiling.own_ms >= MIN_OWN_MS:
                break
            try:
                sized = replace(workload, start_size=size)
                profiling = comparer.profile(program, sized, subject.function)
            except Declined:
                break  # It refuses such large values, or takes too long with them.
        return profiling

    def _rounds(self, run: "_Run") -> str:
        ends_at = self.monotonic() + self.bounds.seconds
        empty = 0
        for number in range(1, self.bounds.rounds + 1):
            kept, over = self._round(run, ends_at, f"round {number} of {self.bounds.rounds}")
            if over:
                return over
            empty = 0 if kept else empty + 1
            if empty >= EMPTY_ROUNDS:
                return "two rounds more gave nothing" if run.best_iteration else "no improvement"
        return "" if run.best_iteration else "no improvement"

    def _round(self, run: "_Run", ends_at: float, name: str) -> tuple[bool, str]:
        """Say whether a candidate was kept, and why no other round may follow ("" if one may)."""
        for candidate, rejection in self._checked(run):
            if self.monotonic() >= ends_at:
                return False, "the time for it was used up"
            iteration = run.decide(candidate, rejection, self._progress(run, name))
            self.notify(IterationEnded(iteration))
            if iteration.verdict.kept:
                return True, ""
        if len(run.iterations) >= self.bounds.candidates:
            return False, "all candidates that may be tried were tried"
        return False, ""

    def _progress(self, run: "_Run", name: str) -> PairsDrawn:
        """Report the pairs of the next version's comparison."""
        version = f"version {len(run.iterations) + 1} of at most {self.bounds.candidates}"
        best = f", best {run.score:.1f}x" if run.best_iteration else ""

        def drawn(pairs: int, most: int) -> None:
            text = f"{name}, {version}, {pairs} of {most} pairs{best}"
            self.notify(Progressed(text, 0, 0))

        return drawn

    def _checked(self, run: "_Run") -> Iterator[tuple[Candidate, Verdict | None]]:
        """Yield each proposal with its rejection by the tests or the equivalence check, if any."""
        proposals = self._proposals(run)
        # A check is paid for before it runs, so none is begun beyond the bound.
        most, tried = self.bounds.candidates, run.iterations
        while batch := tuple(islice(proposals, max(0, min(CHECK_BATCH, most - len(tried))))):
            yield from zip(batch, run.check(batch))

    def _proposals(self, run: "_Run") -> Iterator[Candidate]:
        """Yield the improvers' proposals for the best version in order, without duplicates."""
        for improver in self.improvers:
            try:
                proposed = improver.propose(run.best, run.evidence)
            except ModelError as error:
                self.notify(FellBack("improve", str(error), error.hint))
                continue
            for candidate in proposed:
                if run.is_new(candidate):
                    yield candidate


@dataclass
class _Run:
    """The state of one optimization."""

    _measuring: Measuring
    _subject: Subject
    _workload: Workload
    _verify: Verify
    _profiling: Profiling
    best_iteration: int = 0
    score: float = 1.0
    iterations: list[Iteration] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.best = self._subject.program
        self._known = {normal_digest(self.best.source)}

    @property
    def evidence(self) -> Evidence:
        """Return what the improvers may use now."""
        tried = tuple(
            (i.note, f"{i.verdict.decision.value}: {i.verdict.reason}") for i in self.iterations
        )
        subject = self._subject
        return Evidence(
            subject.specification, self._profiling, tried, subject.suite, subject.function
        )

    def is_new(self, candidate: Candidate) -> bool:
        """Return whether it differs from all before in more than comments, names and layout."""
        digest = normal_digest(candidate.source)
        is_new = digest not in self._known
        self._known.add(digest)
        return is_new

    def check(self, candidates: Sequence[Candidate]) -> list[Verdict | None]:
        """Each candidate's rejection by the tests or the equivalence check, None if it passed."""
        executor = self._measuring.executor
        if executor is None:
            return [self._rejection(candidate) for candidate in candidates]
        futures = [executor.submit(self._rejection, candidate) for candidate in candidates]
        return [future.result() for future in futures]

    def decide(
        self, candidate: Candidate, rejection: Verdict | None, drawn: PairsDrawn
    ) -> Iteration:
        """Measure a checked candidate; it replaces the best version if it is better."""
        verdict = rejection or self._measured(candidate, drawn)
        lines = self.best.source.splitlines(), candidate.source.splitlines()
        difference = difflib.unified_diff(*lines, "before", "after", lineterm="")
        iteration = Iteration(
            len(self.iterations) + 1,
            candidate.digest,
            candidate.note,
            verdict,
            "\n".join(difference),
            candidate.model or "rewrite",
        )
        self.iterations.append(iteration)
        if verdict.kept:
            self.best = candidate
            self.best_iteration = iteration.number
            self.score *= verdict.score
        return iteration

    def _rejection(self, candidate: Candidate) -> Verdict | None:
        failure = self._verify(candidate)
        if failure:
            return Verdict(Decision.FAILED, f"its tests fail: {failure}", equivalent=False)
        try:
            found = self._measuring.equivalence.check(
                self.best, candidate, self._workload, self._subject.function
            )
        except Declined as error:
            return Verdict(Decision.NOT_DETERMINISTIC, str(error))
        if found is None:
            return None
        reason = f"for {found.description} it gives {found.got}, not {found.expected}"
        return Verdict(Decision.DIFFERENT, reason, equivalent=False, counterexample=found)

    def _measured(self, candidate: Candidate, drawn: PairsDrawn) -> Verdict:
        try:
            verdict = self._measuring.comparer.compare(
                self.best, candidate, self._workload, self._subject.function, drawn
            )
        except Declined as error:
            return Verdict(Decision.FAILED, str(error), equivalent=True)
        return replace(verdict, equivalent=verdict.counterexample is None)


def _negligible(profiling: Profiling, sizes: tuple[int, ...]) -> str:
    if sizes:
        return f"its own work stays below {MIN_OWN_MS:.0f} ms on the largest inputs it takes"
    total_ms = profiling.own_ms + profiling.start_ms
    return (
        "starting the program is the cost:"
        f" {profiling.own_ms:.2f} ms of {total_ms:.1f} ms is its own work"
    )
