"""A model that answers nonsense is left alone, longer each time, and heard again later."""

from src.autoevolve.effort import (
    FIRST_REST,
    LONGEST_REST,
    NONSENSE,
    BackgroundEffort,
    HourlyQuota,
    ModelBackoff,
    QuotaUse,
)
from src.domain.events import FellBack, IterationEnded
from src.domain.measurement import Decision, Iteration, Verdict


def tried(decision: Decision, by: str = "llama3") -> IterationEnded:
    return IterationEnded(Iteration(1, "digest", "", Verdict(decision, ""), by=by))


NONSENSICAL = tried(Decision.FAILED)


def test_an_hour_of_nonsense_is_asked_for_a_few_times_only() -> None:
    backoff = ModelBackoff()
    asked = 0

    for second in range(0, 3600, 10):
        if backoff.may_ask(second):
            asked += 1
            backoff.hear(NONSENSICAL, second)

    assert asked == 5 * NONSENSE


def test_a_model_that_cannot_be_asked_counts_as_one_that_answers_nonsense() -> None:
    backoff = ModelBackoff()

    for _ in range(NONSENSE):
        backoff.hear(FellBack("improve", "no model is reachable"), 0.0)

    assert not backoff.may_ask(FIRST_REST - 1) and backoff.may_ask(FIRST_REST)


def test_sense_ends_the_count_and_a_failed_rewrite_is_no_models_fault() -> None:
    backoff = ModelBackoff()

    for _ in range(NONSENSE):
        backoff.hear(NONSENSICAL, 0.0)
        backoff.hear(tried(Decision.WITHIN_NOISE), 0.0)
        backoff.hear(tried(Decision.FAILED, by="rewrite"), 0.0)
        backoff.hear(tried(Decision.DIFFERENT, by="rewrite"), 0.0)

    assert backoff.may_ask(0.0)


def test_the_rest_grows_to_an_hour_and_no_further() -> None:
    backoff, now = ModelBackoff(), 0.0

    for _ in range(20):
        for _ in range(NONSENSE):
            backoff.hear(NONSENSICAL, now)
        now += LONGEST_REST

    assert backoff.may_ask(now)


def test_an_attempt_gets_no_more_than_what_is_left_of_the_hour() -> None:
    spent = QuotaUse(4900, 57, 19.5)
    quota = HourlyQuota(QuotaUse(5000, 60, 20.0), lambda since: spent, lambda: 0.0)

    effort = BackgroundEffort(quota, lambda: 0.0).next()

    assert (effort.tokens, effort.candidates, effort.seconds) == (100, 3, 30.0)
