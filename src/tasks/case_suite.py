"""Writes the suite of a typed function from its cases: plain pytest, decided in the host."""

from collections.abc import Iterable

from ..domain.candidate import Suite, case_test
from ..domain.task import Example, Specification


def case_suite(
    plan: Specification,
    *,
    votes: Iterable[Example] = (),
    held_out: Iterable[Example] = (),
    tool_reply: str = "",
    by: str = "",
) -> Suite:
    """The suite of a plan: the user's examples first, then the plan's cases, then a model's votes.

    `held_out` cases decide too but are shown to nobody; `tool_reply` is what the plan's tools
    are taken to answer.
    """
    given = plan.task.examples
    own = [case for case in plan.all_examples if case not in given]
    known = {case.description for case in (*given, *own)}
    opinions = [case for case in votes if case.description not in known]
    tests = [
        case_test(f"test_users_example_{n}", c, from_user=True) for n, c in enumerate(given, 1)
    ]
    tests += [case_test(f"test_case_{n}", case) for n, case in enumerate(own, 1)]
    start = len(own) + 1
    tests += [case_test(f"test_case_{n}", c, is_vote=True) for n, c in enumerate(opinions, start)]
    replies = tuple((tool, tool_reply) for tool in plan.tools) if tool_reply else ()
    return Suite(
        tuple(tests),
        preamble=f"from main import {plan.function}",
        held_out=tuple(held_out),
        by=by or plan.by,
        tool_replies=replies,
    )
