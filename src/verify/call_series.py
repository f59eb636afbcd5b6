"""Many calls in one process: far cheaper than a process for each."""

from collections.abc import Sequence
from typing import Any, cast

from ..domain.json_value import JSONValue
from ..domain.ports import Session
from .run_comparison import is_observed, same_effects, said_by

Input = tuple[int, int]
"""The seed and the size that an input is made of."""

Sessions = tuple[Session, Session]
"""One of each of the two programs."""

AGAIN = 8
"""How many calls of a series are made a second time at its end."""
_AT_ONCE = 14
_LIMIT_ERRORS = ("RecursionError", "MemoryError")
_MALFORMED: dict[str, Any] = {
    "result": "printed something in place of the report on the calls",
    "printed": "",
    "errors": "",
    "state": {},
    "names": [],
}


def calls_in_turn(session: Session, asked: Sequence[Input], cut: int = 2) -> list[dict[str, Any]]:
    """Return what each call of a series did, all made of one module.

    Fewer than were asked for where one takes long; where the series does not end, it is `cut`.
    """
    calls = _calls(session, asked, afresh=False)
    if calls is None and len(asked) > AGAIN:
        # One call that does not end must not hide all others.
        return calls_in_turn(session, asked[: len(asked) // cut], cut)
    return calls or []


def alike_afresh(sessions: Sessions, inputs: Sequence[Input]) -> dict[Input, bool]:
    """Find the inputs with which both programs do the same, and whether the first answers.

    Several calls share a process, but each has a module of its own. What is not found here may
    still be the same in a process of its own: all calls of a process in which one takes long, or
    in which the first, made again at the end, does something else: libraries may keep a state.
    """
    alike: dict[Input, bool] = {}
    for start in range(0, len(inputs), _AT_ONCE):
        some = inputs[start : start + _AT_ONCE]
        series = [_calls(session, [*some, some[0]], afresh=True) or [] for session in sessions]
        if any(len(calls) <= len(some) for calls in series):
            break
        if not all(same_effects(calls[0], calls[-1]) for calls in series):
            break
        for given, one, other in zip(some, *series):
            if not reached_a_limit(one) and same_effects(one, other):
                alike[given] = "raised" not in one
    return alike


def reached_a_limit(said: dict[str, Any]) -> bool:
    """Say whether a call reached a limit of the machine, which is not part of its behaviour."""
    return str(said.get("raised", "")).startswith(_LIMIT_ERRORS)


def _calls(session: Session, asked: Sequence[Input], afresh: bool) -> list[dict[str, Any]] | None:
    """Return what the calls did, in order; None if the process did not come to its end."""
    series = cast(JSONValue, [list(one) for one in asked])
    run = session.run({"series": series, "afresh": afresh})
    if not run.finished:
        return None
    calls = said_by(run).get("series")
    if isinstance(calls, list) and all(map(is_observed, calls)):
        return calls
    return None if afresh else [_MALFORMED] * len(asked)
