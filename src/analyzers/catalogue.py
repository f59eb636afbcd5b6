"""All static analyzers, each with its command line and examples; a new one is an entry here."""

import re

from ..domain.candidate import Severity
from ..domain.ports import Sandbox
from .confined_analyzer import LINE_LENGTH, SUBJECT, AnalyzerKind, ConfinedAnalyzer

# A node is one small file that nothing imports: docstrings and names of constants do not matter.
_NOT_ASKED = "missing-docstring,invalid-name,duplicate-code,too-few-public-methods,import-error"
_FATAL_RULES = ("E9", "F82", "F63", "F7")


def _flake8_severity(rule: str) -> Severity:
    if rule.startswith(_FATAL_RULES):
        return Severity.ERROR
    return Severity.WARNING if rule.startswith("F") else Severity.STYLE


def _pylint_severity(rule: str) -> Severity:
    if rule[0] in "EF":
        return Severity.ERROR
    return Severity.WARNING if rule[0] == "W" else Severity.STYLE


ANALYZERS = (
    AnalyzerKind(
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
        severity=_flake8_severity,
        exits=frozenset({0, 1}),
        examples=(
            ("import os\n", frozenset({"F401"})),
            ("print(unknown)\n", frozenset({"F821"})),
            ("def f(:\n    pass\n", frozenset({"E999"})),
            ('x = "a clean line"\n', frozenset()),
        ),
    ),
    AnalyzerKind(
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
        severity=_pylint_severity,
        exits=frozenset(range(32)),
        examples=(
            ("import os\n", frozenset({"W0611"})),
            ("print(unknown)\n", frozenset({"E0602"})),
            ('"""Clean."""\n\nprint(1)\n', frozenset()),
        ),
    ),
    AnalyzerKind(
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
            r"[^:]+:(?P<line>\d+):(?:\d+:)? error: (?P<message>.*?)(?<!\s)\s+\[(?P<rule>[\w-]+)\]$"
        ),
        severity=lambda rule: Severity.WARNING,
        exits=frozenset({0, 1}),
        examples=(
            ("x: int = 'a'\n", frozenset({"assignment"})),
            ("def f(n: int) -> str:\n    return n\n", frozenset({"return-value"})),
            ("x: int = 1\n", frozenset()),
        ),
    ),
    AnalyzerKind(
        name="black",
        arguments=("black", "--diff", f"--line-length={LINE_LENGTH}", SUBJECT),
        # Each hunk of the diff, "@@ -3,7 +3,7 @@", is a place that black lays out differently.
        line=re.compile(r"(?P<message>(?P<rule>@@) -(?P<line>\d++).*@@)"),
        severity=lambda rule: Severity.STYLE,
        exits=frozenset({0}),
        examples=(("x=1\n", frozenset({"@@"})), ("x = 1\n", frozenset())),
    ),
)


def all_analyzers(sandbox: Sandbox) -> tuple[ConfinedAnalyzer, ...]:
    """Return every analyzer of the catalogue, confined in this sandbox."""
    return tuple(ConfinedAnalyzer(kind, sandbox) for kind in ANALYZERS)
