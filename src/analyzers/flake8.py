"""Checks a program's style with flake8."""

import re

from ..domain.candidate import Severity
from .confined_analyzer import LINE_LENGTH, SUBJECT, AnalyzerKind


def _severity(rule: str) -> Severity:
    if rule.startswith(("E9", "F82", "F63", "F7")):
        return Severity.ERROR
    return Severity.WARNING if rule.startswith("F") else Severity.STYLE


FLAKE8 = AnalyzerKind(
    name="flake8",
    arguments=(
        "flake8",
        "--isolated",
        "--jobs=1",
        f"--max-line-length={LINE_LENGTH}",
        "--extend-ignore=E203,W503",
        "--format=%(row)d:%(code)s:%(text)s",
        SUBJECT,
    ),
    line=re.compile(r"(?P<line>\d+):(?P<rule>[A-Z]\d+):(?P<message>.*)"),
    severity=_severity,
    exits=frozenset({0, 1}),
    examples=(
        ("import os\n", frozenset({"F401"})),
        ("print(unknown)\n", frozenset({"F821"})),
        ("def f(:\n    pass\n", frozenset({"E999"})),
        ('x = "a clean line"\n', frozenset()),
    ),
)
