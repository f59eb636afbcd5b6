"""Formats a program and runs the static analyzers on it."""

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import replace

from ..domain.candidate import Candidate, Finding, Review
from ..domain.errors import ToolError
from ..domain.ports import Analyzer, Formatter


class Reviewer:
    """Formats a candidate and collects the findings; the analyzers run side by side."""

    def __init__(
        self, analyzers: Sequence[Analyzer], formatter: Formatter, executor: Executor
    ) -> None:
        self._analyzers = analyzers
        self._formatter = formatter
        self._executor = executor

    def review(self, candidate: Candidate) -> tuple[Candidate, Review]:
        """The candidate as the formatter lays it out, and what the analyzers say of that.

        An analyzer that cannot run is named in `missing`; it never fails the review.
        """
        missing: list[tuple[str, str]] = []
        try:
            source = self._formatter.format(candidate.source)
        except ToolError as error:
            source = candidate.source
            missing.append(("black", str(error)))
        asked = [(a.name, self._executor.submit(a.review, source)) for a in self._analyzers]
        findings: list[Finding] = []
        ran: list[str] = []
        for name, future in asked:
            try:
                findings += future.result()
                ran.append(name)
            except ToolError as error:
                if name not in dict(missing):
                    missing.append((name, str(error)))
        ordered = tuple(sorted(findings, key=lambda f: (f.line, f.analyzer, f.rule)))
        review = Review(source, ordered, tuple(ran), tuple(missing))
        return replace(candidate, source=source), review
