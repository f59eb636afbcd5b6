"""The loop: what is proposed, what is kept, when it stops, and what it says."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count

import pytest
from msgspec.structs import replace

from src.domain.candidate import Candidate, Origin
from src.domain.errors import Declined, ModelUnavailable
from src.domain.events import Event, FellBack, IterationEnded, OptimizationEnded, Progressed
from src.domain.measurement import Counterexample, Decision, Profiling, Verdict
from src.domain.ports import Evidence, PairsDrawn, ignore_pairs
from src.domain.task import Workload
from src.optimize.optimizer import Bounds, Measuring, OptimizationResult, Optimizer, Subject

START = Candidate("x = 100\n", Origin.WRITTEN)
WORKLOAD = Workload("def make_input(seed, size): ...")


def cost(candidate: Candidate) -> int:
    return int(candidate.source.split("=")[1].split("#")[0])


@dataclass
class FakeComparer:
    """Keeps what costs less by the number in the source."""

    own_ms: float = 20.0

    def compare(
        self,
        a: Candidate,
        b: Candidate,
        workload: Workload,
        function: str = "",
        drawn: PairsDrawn = ignore_pairs,
    ) -> Verdict:
        drawn(14, 40)
        ratio = cost(a) / cost(b)
        decision = Decision.KEPT if ratio > 1 else Decision.WITHIN_NOISE
        return Verdict(decision, f"{ratio:.2f}x", ratio=ratio, score=ratio)

    def profile(self, a: Candidate, workload: Workload, function: str = "") -> Profiling:
        return Profiling(self.own_ms, 9.0)


@dataclass
class FakeEquivalence:
    different: str = ""
    declines: str = ""

    def check(
        self, a: Candidate, b: Candidate, workload: Workload, function: str = ""
    ) -> Counterexample | None:
        if self.declines:
            raise Declined(self.declines)
        return Counterexample("f(1)", "1", "2") if b.source == self.different else None


@dataclass
class FakeImprover:
    rounds: list[list[str]]
    told: list[Evidence] = field(default_factory=list)

    def propose(self, candidate: Candidate, evidence: Evidence) -> tuple[Candidate, ...]:
        self.told.append(evidence)
        sources = self.rounds.pop(0) if self.rounds else []
        return tuple(Candidate(s, Origin.REWRITTEN, note=s.strip()) for s in sources)


class DownImprover:
    def propose(self, candidate: Candidate, evidence: Evidence) -> tuple[Candidate, ...]:
        raise ModelUnavailable("Ollama is not running", hint="ollama serve")


BOUNDS = Bounds(rounds=3, candidates=24, seconds=60.0)


@dataclass
class Loop:
    comparer: FakeComparer = field(default_factory=FakeComparer)
    equivalence: FakeEquivalence = field(default_factory=FakeEquivalence)
    bounds: Bounds = BOUNDS
    events: list[Event] = field(default_factory=list)
    seconds_a_step: float = 0.0

    def improve(
        self,
        *improvers: FakeImprover | DownImprover,
        verify: Callable[[Candidate], str] = lambda candidate: "",
        workload: Workload | None = WORKLOAD,
    ) -> OptimizationResult:
        steps = count()
        optimizer = Optimizer(
            improvers,
            Measuring(self.comparer, self.equivalence),
            self.bounds,
            lambda: next(steps) * self.seconds_a_step,
            self.events.append,
        )
        return optimizer.improve(Subject(START, workload), verify)


def test_the_progress_names_the_round_the_version_the_pairs_and_the_best() -> None:
    loop = Loop()

    loop.improve(FakeImprover([["x = 50\n"], ["x = 25\n"]]))

    assert [one.what for one in loop.events if isinstance(one, Progressed)] == [
        "round 1 of 3, version 1 of at most 24, 14 of 40 pairs",
        "round 2 of 3, version 2 of at most 24, 14 of 40 pairs, best 2.0x",
    ]


def test_a_better_version_is_kept_and_built_upon() -> None:
    loop, improver = Loop(), FakeImprover([["x = 50\n"], ["x = 25\n"], ["x = 30\n"]])

    result = loop.improve(improver)

    assert result.best.source == "x = 25\n"
    assert (result.score, result.best_iteration) == (4.0, 2)
    assert [i.verdict.kept for i in result.iterations] == [True, True, False]


def test_what_is_not_better_is_discarded_and_said_plainly() -> None:
    result = Loop().improve(FakeImprover([["x = 100.0\n".replace(".0", "0")]]))

    assert result.best is START
    assert (result.score, result.reason) == (1.0, "no improvement")


def test_a_version_that_fails_its_tests_is_never_measured() -> None:
    result = Loop().improve(FakeImprover([["x = 1\n"]]), verify=lambda candidate: "test_1: no")

    assert result.iterations[0].verdict.decision is Decision.FAILED
    assert result.best is START


def test_a_counterexample_vetoes_and_is_shown() -> None:
    loop = Loop(equivalence=FakeEquivalence(different="x = 1\n"))

    result = loop.improve(FakeImprover([["x = 1\n"]]))

    verdict = result.iterations[0].verdict
    assert verdict.decision is Decision.DIFFERENT
    assert "for f(1) it gives 2, not 1" in verdict.reason
    assert result.best is START


def test_a_program_that_is_not_deterministic_is_left_alone() -> None:
    loop = Loop(equivalence=FakeEquivalence(declines="its result is random"))

    result = loop.improve(FakeImprover([["x = 1\n"]]))

    assert result.iterations[0].verdict.decision is Decision.NOT_DETERMINISTIC
    assert result.best is START


def test_the_same_program_in_other_words_is_not_measured_twice() -> None:
    proposals = ["x = 50  # half\n", "x  =  50\n", "x = 100  # the same\n"]
    loop = Loop(bounds=replace(BOUNDS, rounds=1))

    result = loop.improve(FakeImprover([[p for p in proposals if "#" in p]]))

    assert len(result.iterations) == 1


def test_own_work_that_is_negligible_ends_it_with_the_figures() -> None:
    improver = FakeImprover([["x = 1\n"]])

    result = Loop(comparer=FakeComparer(own_ms=0.03)).improve(improver)

    assert "0.03 ms of 9.0 ms" in result.reason and improver.told == []


@dataclass
class GrowingComparer(FakeComparer):
    """A function whose work grows with the size; it refuses sizes above `largest`."""

    largest: int = 10**9
    sizes: list[int] = field(default_factory=list)

    def profile(self, a: Candidate, workload: Workload, function: str = "") -> Profiling:
        self.sizes.append(workload.start_size)
        if workload.start_size > self.largest:
            raise Declined("out of time")
        return Profiling(workload.start_size / 100, 9.0)


@pytest.mark.parametrize(
    "largest, tried, reason",
    [(10**9, [10, 30, 3000], ""), (500, [10, 30, 3000], "stays below 5 ms on the largest inputs")],
)
def test_a_function_is_measured_at_the_size_where_its_own_work_shows(
    largest: int, tried: list[int], reason: str
) -> None:
    comparer, improver = GrowingComparer(largest=largest), FakeImprover([["x = 50\n"]])
    optimizer = Optimizer(
        [improver], Measuring(comparer, FakeEquivalence()), BOUNDS, lambda: 0.0, lambda event: None
    )

    result = optimizer.improve(Subject(START, WORKLOAD, sizes=(30, 3000, 30_000)), lambda one: "")

    assert comparer.sizes == tried
    assert reason in result.reason
    assert (result.best.source == "x = 50\n") == (not reason)


def test_without_a_workload_nothing_is_claimed() -> None:
    assert "nothing to measure" in Loop().improve(workload=None).reason


def test_no_rounds_switch_it_off() -> None:
    assert "switched off" in Loop(bounds=replace(BOUNDS, rounds=0)).improve().reason


def test_the_time_for_it_is_a_bound() -> None:
    loop = Loop(bounds=replace(BOUNDS, rounds=9, seconds=2.0), seconds_a_step=1.0)

    result = loop.improve(FakeImprover([["x = 90\n"], ["x = 80\n"], ["x = 70\n"], ["x = 60\n"]]))

    assert 1 <= len(result.iterations) < 4
    assert result.reason == "the time for it was used up"


def test_candidates_are_bounded_too() -> None:
    loop = Loop(bounds=replace(BOUNDS, candidates=2))

    result = loop.improve(FakeImprover([[f"x = {n}\n" for n in (101, 102, 103, 104)]]))

    assert len(result.iterations) == 2


def test_two_rounds_that_give_nothing_end_it_and_that_is_said() -> None:
    loop = Loop(bounds=replace(BOUNDS, rounds=9))
    improver = FakeImprover([["x = 50\n"], ["x = 60\n"], ["x = 70\n"], ["x = 10\n"]])

    result = loop.improve(improver)

    assert result.best.source == "x = 50\n"
    assert result.reason == "two rounds more gave nothing"


def test_candidates_are_checked_side_by_side_by_an_executor_and_measured_one_by_one() -> None:
    met = threading.Barrier(2, timeout=20)
    measured_by: set[str] = set()

    def verify(candidate: Candidate) -> str:
        # Neither check ends before the other has begun.
        met.wait()
        return ""

    class Watched(FakeComparer):
        def compare(
            self,
            a: Candidate,
            b: Candidate,
            workload: Workload,
            function: str = "",
            drawn: PairsDrawn = ignore_pairs,
        ) -> Verdict:
            measured_by.add(threading.current_thread().name)
            return super().compare(a, b, workload, function)

    with ThreadPoolExecutor(2) as executor:
        optimizer = Optimizer(
            [FakeImprover([["x = 150\n", "x = 160\n"]])],
            Measuring(Watched(), FakeEquivalence(), executor),
            replace(BOUNDS, rounds=1),
            lambda: 0.0,
            lambda event: None,
        )
        result = optimizer.improve(Subject(START, WORKLOAD), verify)

    assert [one.verdict.decision for one in result.iterations] == [Decision.WITHIN_NOISE] * 2
    assert measured_by == {threading.current_thread().name}


def test_a_model_that_is_down_costs_its_proposals_only() -> None:
    loop = Loop()

    result = loop.improve(FakeImprover([["x = 50\n"]]), DownImprover())

    assert result.best.source == "x = 50\n"
    assert any(isinstance(event, FellBack) for event in loop.events)


def test_an_improver_hears_what_was_tried() -> None:
    improver = FakeImprover([["x = 150\n"], ["x = 160\n"]])

    Loop().improve(improver)

    assert improver.told[1].tried == (("x = 150", "within noise: 0.67x"),)


def test_every_iteration_and_the_end_are_told() -> None:
    loop = Loop()

    result = loop.improve(FakeImprover([["x = 50\n"]]))

    assert [e.iteration for e in loop.events if isinstance(e, IterationEnded)] == list(
        result.iterations
    )
    ended = loop.events[-1]
    assert isinstance(ended, OptimizationEnded) and (ended.best, ended.score) == (1, 2.0)
