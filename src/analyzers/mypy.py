"""Checks a program's types with mypy."""

import re

from ..domain.candidate import Severity
from .confined_analyzer import SUBJECT, AnalyzerKind


def _severity(_rule: str) -> Severity:
    return Severity.WARNING


MYPY = AnalyzerKind(
    name="mypy",
    arguments=(
        "mypy",
        "--config-file=",
        "--check-untyped-defs",
        "--ignore-missing-imports",
        "--show-error-codes",
        "--no-error-summary",
        "--no-color-output",
        "--hide-error-context",
        SUBJECT,
    ),
    line=re.compile(
        r"[^:]+:(?P<line>\d+):(?:\d+:)? error: (?P<message>.*?)\s+\[(?P<rule>[\w-]+)\]$"
    ),
    severity=_severity,
    exits=frozenset({0, 1}),
    examples=(
        ("x: int = 'a'\n", frozenset({"assignment"})),
        ("def f(n: int) -> str:\n    return n\n", frozenset({"return-value"})),
        ("x: int = 1\n", frozenset()),
    ),
)
