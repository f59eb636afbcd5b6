"""A run ends within its budgets, and what it had not finished is taken up again."""

import math
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from src.domain.errors import BadArguments, Declined, EvolverError
from src.evolve.budgets import Budgets
from src.evolve.constant_tuning import ConstantTuning
from src.evolve.evaluation import Evaluation, read_evaluation
from src.evolve.evolution_session import Evolution
from src.evolve.run_report import read_report
from src.evolve.run_settings import RunSettings
from src.evolve.run_store import RunStore
from src.evolve.search import Choice, Proposal, Turn
from tests.evolve.problems import GAIN
from tests.evolve.scripted_run import FunctionEvaluator, begin


@pytest.mark.parametrize(
    ("budgets", "ended"),
    [
        (Budgets(5), "all 5 iterations are done"),
        (Budgets(50, evaluations=7), "7 evaluations are made"),
        (Budgets(50, seconds=9), "9 seconds are over"),
        (Budgets(50, patience=3), "nothing better in 3 iterations"),
        (Budgets(50, target=-1000.0), "the target is reached"),
    ],
)
def test_a_run_ends_when_a_budget_is_used_up(budgets: Budgets, ended: str, tmp_path: Path) -> None:
    evolution, _ = begin(tmp_path, FunctionEvaluator(lambda source: -1000.0), budgets)

    assert evolution.run() == ended


def test_an_evaluator_that_is_edited_loses_no_evaluation_that_others_finish(
    tmp_path: Path,
) -> None:
    ready = threading.Barrier(4, timeout=30)

    class Edited(FunctionEvaluator):
        def evaluate(self, source: str, *, fresh: bool = False) -> Evaluation:
            if len(self.evaluated) >= 2 and ready.wait() == 0:
                raise Declined("it was changed")
            return super().evaluate(source, fresh=fresh)

    evaluator = Edited(lambda source: -1.0)
    evolution, store = begin(
        tmp_path, evaluator, Budgets(4), change=lambda parts: replace(parts, places=lambda: 4)
    )

    with pytest.raises(Declined, match="it was changed"):
        evolution.run()

    assert store.counts()["evaluations"] == 2 + 3


@pytest.mark.parametrize(("fails", "evaluations"), [(2, 2 + 1), (3, 2)])
def test_an_iteration_is_made_again_where_python_itself_failed_to_parse(
    fails: int, evaluations: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    errors = [SystemError("AST constructor recursion depth mismatch")] * fails
    propose = ConstantTuning.propose

    def failing(tuning: ConstantTuning, choice: Choice, turn: Turn) -> Proposal:
        if errors:
            raise errors.pop()
        return propose(tuning, choice, turn)

    monkeypatch.setattr(ConstantTuning, "propose", failing)
    evolution, store = begin(tmp_path, FunctionEvaluator(lambda source: -1.0), Budgets(1))

    evolution.run()

    assert (store.counts()["evaluations"], errors) == (evaluations, [])


def better_if_changed(source: str) -> float:
    return float("GAIN = 1\n" not in source)


def test_a_program_whose_judgement_was_interrupted_is_judged_when_the_run_continues(
    tmp_path: Path,
) -> None:
    class Lost(FunctionEvaluator):
        def evaluate(self, source: str, *, fresh: bool = False) -> Evaluation:
            if source in self.evaluated[2:]:
                raise EvolverError("the scheduler is gone")
            return super().evaluate(source, fresh=fresh)

    evolution, store = begin(tmp_path, Lost(better_if_changed), Budgets(1))
    with pytest.raises(EvolverError, match="scheduler"):
        evolution.run()
    store.close()

    continued, store = begin(tmp_path, FunctionEvaluator(better_if_changed), Budgets(1))
    continued.run()

    best = read_report(store.folder).best
    assert best.record.iteration == 1 and len(best.evaluations) == 2


def noisy_begin(
    folder: Path, budgets: Budgets, after: Callable[[Evolution, int], None] = lambda run, made: None
) -> tuple[Evolution, RunStore]:
    """A run whose unchanged program has two scores, and any other program a steady, higher one."""
    runs: list[Evolution] = []

    def score(source: str) -> float:
        for run in runs:
            after(run, len(evaluator.evaluated))
        return 1000.0 if "GAIN = 1\n" not in source else float(len(evaluator.evaluated))

    evaluator = FunctionEvaluator(score)
    evolution, store = begin(folder, evaluator, budgets)
    runs.append(evolution)
    return evolution, store


@pytest.mark.parametrize("is_continued", [False, True])
def test_noise_is_learned_from_the_evaluations_of_the_unchanged_program(
    is_continued: bool, tmp_path: Path
) -> None:
    evolution, store = noisy_begin(tmp_path, Budgets(1))
    if is_continued:
        store.close()
        evolution, store = noisy_begin(tmp_path, Budgets(1))

    evolution.run()

    assert "10 pairs" in read_report(store.folder).best.evidence


@pytest.mark.parametrize(
    ("budgets", "most", "ended"),
    [
        (Budgets(9, evaluations=3), 3, "3 evaluations are made"),
        (Budgets(9, evaluations=8), 8, "8 evaluations are made"),
        (Budgets(9), 10, "it was stopped"),
    ],
)
def test_a_judgement_ends_with_the_run_and_is_repeated_when_it_continues(
    budgets: Budgets, most: int, ended: str, tmp_path: Path
) -> None:
    def stop_at_8(run: Evolution, made: int) -> None:
        if made == 8 and not budgets.evaluations:
            run.stop()

    evolution, store = noisy_begin(tmp_path, budgets, stop_at_8)

    assert evolution.run() == ended

    assert store.counts()["evaluations"] <= most and len(store.bests()) == 1
    store.close()
    evolution, store = noisy_begin(tmp_path, Budgets(1))
    evolution.run()
    assert len(store.bests()) == 2


def test_a_run_does_not_wait_for_an_evaluation_beyond_its_seconds(tmp_path: Path) -> None:
    release = threading.Event()

    def score(source: str) -> float:
        assert source == GAIN or release.wait(60)
        return 1.0

    evolution, store = begin(tmp_path, FunctionEvaluator(score), Budgets(9, seconds=3.5))

    ended = evolution.run()

    release.set()
    assert ended == "3.5 seconds are over" and store.counts()["programs"] == 1


def test_evaluations_at_once_stay_within_their_budget(tmp_path: Path) -> None:
    evolution, store = begin(
        tmp_path,
        FunctionEvaluator(lambda source: 1.0),
        Budgets(50, evaluations=5),
        change=lambda parts: replace(parts, places=lambda: 8),
    )

    evolution.run()

    assert store.counts()["evaluations"] == 5


@pytest.mark.parametrize(
    "given", [{"seconds": -5}, {"seconds": math.nan}, {"target": math.nan}, {"evaluations": -1}]
)
def test_a_budget_that_is_negative_or_no_number_is_refused(given: dict[str, float]) -> None:
    with pytest.raises(BadArguments, match=next(iter(given))):
        Budgets(**given)  # type: ignore[arg-type]


def test_a_best_that_once_failed_keeps_its_score(tmp_path: Path) -> None:
    failures = iter([True])

    class Flaky(FunctionEvaluator):
        def evaluate_pair(self, source: str, other: str) -> tuple[Evaluation, Evaluation]:
            own, best = super().evaluate_pair(source, other)
            return own, Evaluation(problem="TimeoutError") if next(failures, False) else best

    number = iter(range(100))
    evaluator = Flaky(lambda source: next(number) + 1000 * better_if_changed(source))
    evolution, store = begin(tmp_path, evaluator, Budgets(1))

    evolution.run()

    report = read_report(store.folder)
    assert report.initial.score is not None and report.best.record.iteration == 1
    best, to_best = report.answer("")["best"], report.counts["evaluations"]
    assert isinstance(best, dict) and best["evaluations_to"] == to_best
    continued, store = begin(tmp_path, FunctionEvaluator(lambda source: 0.0), Budgets(2))
    continued.run()
    assert read_report(store.folder).counts["to_best"] == to_best < store.counts()["evaluations"]
    assert report.best.score == pytest.approx(
        sum(one.score for one in report.best.evaluations[1:]) / (len(report.best.evaluations) - 1)
    )


@pytest.mark.parametrize(
    "fail",
    [
        lambda: Evaluation(problem="ValueError: \ud800"),
        lambda: read_evaluation({"metrics": {"a": 10**400}, "artifacts": {}}, 1.0),
        lambda: read_evaluation(
            {"metrics": {"a\ud800": 1.0}, "artifacts": {"\ud800": "\ud800"}}, 1.0
        ),
        lambda: read_evaluation({"metrics": {}, "artifacts": {"a": 10**5000}}, 1.0),
        lambda: 1 / 0,
    ],
)
def test_one_odd_evaluation_does_not_end_the_run(
    fail: Callable[[], Evaluation], tmp_path: Path
) -> None:
    class Odd(FunctionEvaluator):
        def evaluate(self, source: str, *, fresh: bool = False) -> Evaluation:
            return super().evaluate(source) if source == GAIN else fail()

    evolution, store = begin(tmp_path, Odd(lambda source: 5.0), Budgets(3))

    assert evolution.run() == "all 3 iterations are done"

    report = read_report(store.folder)
    texts = [one.last.problem + "".join(one.last.artifacts) for one in report.programs]
    assert "".join(texts).encode() and report.counts["evaluations"] == 5


def test_the_largest_scores_are_as_good_as_others(tmp_path: Path) -> None:
    def score(source: str) -> float:
        return -sys.float_info.max if "GAIN = 1\n" in source else sys.float_info.max

    settings = RunSettings(features=("score",))
    evolution, store = begin(tmp_path, FunctionEvaluator(score), Budgets(6), settings)

    assert evolution.run() == "all 6 iterations are done"

    report = read_report(store.folder)
    found = report.initial.score, report.best.score
    assert found == pytest.approx((-sys.float_info.max, sys.float_info.max))
