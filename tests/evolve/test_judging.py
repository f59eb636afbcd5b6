"""A score is believed, and a program taken for better, only on evidence."""

import math
import random

import pytest

from src.evolve.evaluation import Evaluation
from src.evolve.judging import Judge


def scored(score: float) -> Evaluation:
    return Evaluation({"combined_score": score})


def judge_of(best: tuple[float, ...], seed: int = 1) -> Judge:
    judge = Judge(random.Random(seed))
    judge.set_best(tuple(map(scored, best)))
    judge.learn(tuple(map(scored, best)))
    return judge


def test_a_steady_better_score_is_believed_after_a_second_evaluation() -> None:
    judge = judge_of((1.0, 1.0))
    fresh: list[bool] = []

    def again(is_fresh: bool) -> Evaluation:
        fresh.append(is_fresh)
        return scored(1.5)

    judgement = judge.judge(scored(1.5), again, lambda: (again(False), again(False)))

    assert judgement.is_better and len(fresh) == 1


@pytest.mark.parametrize("score", [math.nan, math.inf])
def test_a_score_that_is_no_finite_number_is_evaluated_again_in_a_fresh_process(
    score: float,
) -> None:
    fresh: list[bool] = []

    def again(is_fresh: bool) -> Evaluation:
        fresh.append(is_fresh)
        return scored(score)

    judgement = judge_of((1.0, 1.0)).judge(
        scored(score), again, lambda: (again(False), again(False))
    )

    assert not judgement.is_better and fresh == [True]


def test_a_jump_above_the_spread_is_evaluated_again_in_a_fresh_process() -> None:
    judge = judge_of((1.0, 1.0))
    for score in (0.9, 1.1, 0.8):
        judge.learn((scored(score),))
    fresh: list[bool] = []

    def again(is_fresh: bool) -> Evaluation:
        fresh.append(is_fresh)
        return scored(0.5)

    judgement = judge.judge(scored(1000.0), again, lambda: (again(False), scored(1.0)))

    assert fresh[0] is True and not judgement.is_better and judge.is_noisy


def false_keeps(count: int, gain: float) -> int:
    """How many of so many candidates are kept under an evaluator with a deviation of 1."""
    chance = random.Random(7)
    judge = judge_of(tuple(chance.gauss(0, 1) for _ in range(2)))
    kept = 0
    for _ in range(count):

        def draw(_fresh: bool) -> Evaluation:
            return scored(chance.gauss(gain, 1))

        judgement = judge.judge(
            draw(False), draw, lambda: (draw(False), scored(chance.gauss(0, 1)))
        )
        kept += judgement.is_better
    return kept


def test_programs_that_are_not_better_are_kept_in_one_case_of_a_hundred_at_most() -> None:
    assert false_keeps(1000, 0.0) <= 10


def test_a_program_that_is_much_better_is_mostly_kept_in_spite_of_noise() -> None:
    assert false_keeps(100, 2.0) >= 70


def test_a_candidate_that_ends_the_worker_of_a_pair_does_not_fail_the_best() -> None:
    judge = judge_of((1.0, 1.1))
    lost = Evaluation(problem="the evaluation ended every worker that tried it")

    judgement = judge.judge(scored(9.0), lambda _: scored(9.1), lambda: (lost, lost))

    assert not judgement.is_better and judge.best_score == pytest.approx(1.05)


def test_a_pair_in_which_only_the_best_failed_is_repeated() -> None:
    judge = judge_of((1.0, 1.1))
    chance = random.Random(2)
    flaky = iter([Evaluation(problem="TimeoutError")])

    def both() -> tuple[Evaluation, Evaluation]:
        return scored(chance.gauss(9, 0.1)), next(flaky, scored(chance.gauss(1, 0.1)))

    judgement = judge.judge(scored(9.0), lambda _: scored(9.1), both)

    assert judgement.is_better
