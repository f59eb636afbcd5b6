"""Counts the skipped tests by their reason."""

from collections import Counter
from collections.abc import Iterable

import pytest


def skip_summary(skipped: Iterable[pytest.TestReport | pytest.CollectReport]) -> list[str]:
    """A line for each reason, the most frequent first; a skipped file counts as one."""
    reasons = Counter(_reason(report) for report in skipped)
    return [f"{number:5} skipped: {reason}" for reason, number in reasons.most_common()]


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    told = report.longrepr
    return told[2].removeprefix("Skipped: ") if isinstance(told, tuple) else str(told)
