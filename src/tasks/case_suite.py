"""Writes the suite of a typed function from its cases: plain pytest, decided in the host."""

from collections.abc import Iterable

from ..domain.candidate import Suite, case_test
from ..domain.task import Example, Specification
from ..domain.tool import CONTENT_TOOL


def case_suite(
    plan: Specification, held_out: Iterable[Example] = (), tool_reply: str = ""
) -> Suite:
    """The suite of a plan: the user's examples first, then the plan's cases.

    `held_out` cases decide too but are shown to nobody; `tool_reply` is what the content tool
    is taken to answer.
    """
    given = plan.task.examples
    own = [case for case in plan.all_examples if case not in given]
    tests = [case_test(f"test_users_example_{n}", case, True) for n, case in enumerate(given, 1)]
    tests += [case_test(f"test_case_{n}", case) for n, case in enumerate(own, 1)]
    replies = ((CONTENT_TOOL, tool_reply),) if tool_reply else ()
    return Suite(
        tuple(tests),
        preamble=f"from main import {plan.function}",
        held_out=tuple(held_out),
        by=plan.by,
        tool_replies=replies,
    )
