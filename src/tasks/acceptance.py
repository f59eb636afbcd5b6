"""Decides whether a version of the code may be used, and how sure its result is."""

import json
from collections.abc import Sequence
from textwrap import shorten

from msgspec import Struct

from ..domain.ast_digest import normal_digest
from ..domain.candidate import FailedCase, Suite, SuiteReport
from ..domain.json_value import JSONObject, JSONValue
from ..domain.outcome import Attempt, Confidence, Level
from ..domain.task import Example
from ..verify.agreement import Behaviour, difference, groups_of
from .case_runner import OWN_TASK, input_key

_LONGEST_RESULT = 60


class Accepted(Struct, frozen=True):
    """The attempt whose code is used, and how sure it is (None where nothing can be known)."""

    attempt: Attempt
    confidence: Confidence | None


class Jury:
    """Judges the attempts of one task by its suite and by what they have in common.

    `arguments` are the task's own (None where it gives none), `returns` is the planned annotation
    of the result. `decisive_alone` says that one version is enough: a library function judges it,
    or nothing but its form can be checked.
    """

    def __init__(
        self,
        suite: Suite,
        arguments: JSONObject | None,
        returns: str = "",
        *,
        decisive_alone: bool = False,
    ) -> None:
        self._suite = suite
        self._returns = returns
        self._own = input_key(arguments) if arguments is not None else None
        self._alone = decisive_alone
        self._votes = suite.votes

    def decide(self, attempts: Sequence[Attempt]) -> Accepted | None:
        """Return the version to use once that is decided; None while more versions are needed."""
        working = [attempt for attempt in attempts if self._works(attempt)]
        if self._alone and working:
            return Accepted(working[-1], self._alone_confidence(working))
        eligible = [attempt for attempt in working if not self.flaw(attempt)]
        if not eligible:
            return None
        # Every eligible version passes the user's examples; the last one must be seconded.
        if self._users and 2 * len(self._passed(eligible[-1])) >= len(self._votes):
            return Accepted(eligible[-1], self._confidence(Level.HIGH, [eligible[-1]], eligible))
        for group in self._groups(eligible):
            members = [eligible[index] for index in group]
            if _independent(members) >= 2:
                best = max(members, key=self._rank)
                half = bool(self._votes) and 2 * len(self._passed(best)) >= len(self._votes)
                level = Level.HIGH if half or self._users else Level.MEDIUM
                return Accepted(best, self._confidence(level, members, eligible))
        return None

    def settle(self, attempts: Sequence[Attempt]) -> Accepted | None:
        """Return the version to use when no further one comes: one of the largest group.

        Those with a flaw come after all others.
        """
        working = [attempt for attempt in attempts if self._works(attempt)]
        eligible = [attempt for attempt in working if not self.flaw(attempt)] or working
        if not eligible:
            return None
        members = [eligible[index] for index in self._groups(eligible)[0]]
        best = max(members, key=self._rank)
        note = self.flaw(best) or self.dispute(attempts)
        return Accepted(best, self._confidence(Level.LOW, members, eligible, note))

    def deciding_case(self, accepted: Accepted) -> tuple[Example, str] | None:
        """Return the disputed case that decides how sure the version is, and the version's result.

        It does if with one case more the version would pass half of them.
        """
        attempt, sure = accepted.attempt, accepted.confidence
        if sure is None or sure.level is not Level.MEDIUM or attempt.report is None:
            return None
        passed = self._passed(attempt)
        if 2 * (len(passed) + 1) < len(self._votes):
            return None
        answers = dict(attempt.report.answers)
        for test in self._suite.tests:
            if test.name in self._votes - passed and test.example is not None:
                result = answers.get(input_key(test.example.arguments), "")
                if result:
                    return test.example, result
        return None

    def dispute(self, attempts: Sequence[Attempt]) -> str:
        """Return the input on which versions differ, and what each gave ("" if none do)."""
        eligible = [attempt for attempt in attempts if self.is_eligible(attempt)]
        groups = self._groups(eligible)
        if len(groups) < 2:
            return ""
        first, second = (self._behaviour(eligible[group[0]]) for group in groups[:2])
        if first.own != second.own:
            return f"for this task the versions gave {first.own} and {second.own}"
        found = difference(first, second)
        return f"for {found[0]} the versions gave {found[1]} and {found[2]}" if found else ""

    def is_eligible(self, attempt: Attempt) -> bool:
        """Tell whether its code works and has no flaw."""
        return self._works(attempt) and not self.flaw(attempt)

    def flaw(self, attempt: Attempt) -> str:
        """Return which values of the task its code ignores, or what it gave other than planned.

        "" if neither. The user's examples count more than the plan.
        """
        if attempt.candidate is not None and attempt.candidate.unread:
            return f"the code does not use {', '.join(attempt.candidate.unread)}"
        answers = attempt.report.answers if attempt.report else ()
        given = [text for key, text in answers if text and self._own in (None, key)]
        if (
            not given
            or self._users
            or any(_may_be(json.loads(one), self._returns) for one in given)
        ):
            return ""
        return f"the code gave {shorten(given[0], _LONGEST_RESULT)}, not {self._returns}"

    def _works(self, attempt: Attempt) -> bool:
        """Tell whether its code runs on the task's values and passes all but the models' cases."""
        report = attempt.report
        if report is None or report.trouble or attempt.trouble:
            return False
        failed = {failure.name for failure in report.failures}
        return failed <= self._votes and OWN_TASK not in failed

    def disputed(self, report: SuiteReport) -> tuple[FailedCase, ...]:
        """Return the votes that the accepted version fails."""
        return tuple(failure for failure in report.failures if failure.name in self._votes)

    @property
    def _users(self) -> bool:
        return any(test.from_user for test in self._suite.tests)

    def _alone_confidence(self, eligible: Sequence[Attempt]) -> Confidence | None:
        count = len(self._suite.tests) + len(self._suite.held_out)
        if self._suite.held_out:
            note = f"agrees with the bundled function on {count} inputs"
            return Confidence(Level.HIGH, note=note)
        note = self.flaw(eligible[-1])
        level = Level.LOW if note else Level.HIGH
        return self._confidence(level, eligible[-1:], eligible, note) if count or note else None

    def _passed(self, attempt: Attempt) -> frozenset[str]:
        return self._votes & frozenset(attempt.report.passed if attempt.report else ())

    def _rank(self, attempt: Attempt) -> tuple[int, int]:
        return len(self._passed(attempt)), -attempt.plan.number

    def _behaviour(self, attempt: Attempt) -> Behaviour:
        answers = dict(attempt.report.answers) if attempt.report else {}
        results = {key: result for key, result in answers.items() if result and key != self._own}
        own = answers.get(self._own, "") if self._own is not None else None
        return Behaviour(own, results, self._passed(attempt))

    def _groups(self, eligible: Sequence[Attempt]) -> tuple[tuple[int, ...], ...]:
        return groups_of([self._behaviour(attempt) for attempt in eligible])

    def _confidence(
        self, level: Level, members: Sequence[Attempt], eligible: Sequence[Attempt], note: str = ""
    ) -> Confidence:
        shared = set.intersection(*(set(self._behaviour(one).results) for one in members))
        best = max(members, key=self._rank)
        return Confidence(
            level,
            candidates=len(eligible),
            agreeing=len(members),
            inputs=len(shared) + (self._own is not None),
            cases_passed=len(self._passed(best)) + len(self._suite.tests) - len(self._votes),
            cases=len(self._suite.tests),
            note=note,
        )


def _may_be(result: JSONValue, annotation: str) -> bool:
    """Tell whether a result may be what was planned: 2.5, "2.50" and None pass for an int."""
    named = annotation.partition("[")[0]
    if result is None or isinstance(result, str) and not result.strip(" -+.,/eE0123456789"):
        return True
    if named in ("int", "float", "Decimal", "bool"):
        return isinstance(result, (int, float))
    if named in ("list", "tuple", "set", "frozenset"):
        return isinstance(result, list)
    return named != "dict" or isinstance(result, dict)


def _independent(members: Sequence[Attempt]) -> int:
    """Return how many of them count: the same code twice only if it was sampled, not repeated."""
    seen: set[str] = set()
    count = 0
    for member in members:
        assert member.candidate is not None
        digest = normal_digest(member.candidate.source)
        if digest not in seen or member.plan.sample > 1:
            count += 1
        seen.add(digest)
    return count
