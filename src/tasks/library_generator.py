"""Hands out the library's own function for a plan."""

from collections.abc import Sequence

from ..domain.candidate import Candidate, Origin
from ..domain.errors import Declined
from ..domain.outcome import Attempt, AttemptPlan
from ..domain.ports import Library
from ..domain.task import Specification

# The protocol hands in what a model would vary by; a bundled function does not vary.
# pylint: disable=unused-argument


class LibraryGenerator:
    """A Generator without a model."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def write(
        self, specification: Specification, plan: AttemptPlan, earlier: Sequence[Attempt] = ()
    ) -> Candidate:
        """The function's module. Raises Declined if it is gone, or failed its cases before."""
        source = self._library.source(specification)
        if any(a.candidate is not None and a.candidate.source == source for a in earlier):
            raise Declined("the bundled function did not pass its cases, and there is no other")
        return Candidate(source, Origin.LIBRARY, note=f"bundled: {specification.title}")

    def writer(self, specification: Specification, plan: AttemptPlan) -> tuple[str, str]:
        """The library; no model."""
        return "Bundled functions", ""
