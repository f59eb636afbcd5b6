"""Keeps the examples of a specification and its suite consistent."""

from dataclasses import replace

from ..domain.candidate import Suite
from ..domain.task import Specification


def agreeing(specification: Specification, suite: Suite) -> Specification:
    """The specification without the overseer's examples that the suite no longer holds.

    Who writes the next attempt must not be shown an example that was found wrong. Suites that
    state no examples at all (creative texts) change nothing.
    """
    held = [test.example for test in suite.tests if test.example is not None]
    if not held:
        return specification
    return replace(
        specification,
        examples=tuple(e for e in specification.examples if e in held),
        held_out=suite.held_out,
    )
