"""Checks a program's quality with pylint."""

import re

from ..domain.candidate import Severity
from .confined_analyzer import LINE_LENGTH, SUBJECT, AnalyzerKind

# A node is one small file that nobody imports: docstrings and constants' names are not its point.
_NOT_ASKED = "missing-docstring,invalid-name,duplicate-code,too-few-public-methods,import-error"


def _severity(rule: str) -> Severity:
    if rule[0] in "EF":
        return Severity.ERROR
    return Severity.WARNING if rule[0] == "W" else Severity.STYLE


PYLINT = AnalyzerKind(
    name="pylint",
    arguments=(
        "pylint",
        "--rcfile=",
        "--persistent=n",
        "--jobs=1",
        "--score=n",
        f"--max-line-length={LINE_LENGTH}",
        f"--disable={_NOT_ASKED}",
        "--msg-template={line}:{msg_id}:{msg} ({symbol})",
        SUBJECT,
    ),
    line=re.compile(r"(?P<line>\d+):(?P<rule>[CREFWI]\d{4}):(?P<message>.*)"),
    severity=_severity,
    exits=frozenset(range(32)),
    examples=(
        ("import os\n", frozenset({"W0611"})),
        ("print(unknown)\n", frozenset({"E0602"})),
        ('"""Clean."""\n\nprint(1)\n', frozenset()),
    ),
)
