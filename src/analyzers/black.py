"""Checks and formats a program's layout with black."""

import re

from ..domain.candidate import Severity
from ..domain.ports import Sandbox
from .confined_analyzer import LINE_LENGTH, SUBJECT, AnalyzerKind, analyze


def _severity(_rule: str) -> Severity:
    return Severity.STYLE


BLACK = AnalyzerKind(
    name="black",
    arguments=("black", "--diff", f"--line-length={LINE_LENGTH}", SUBJECT),
    # Each hunk of the diff, "@@ -3,7 +3,7 @@", is a place that is laid out otherwise.
    line=re.compile(r"(?P<message>(?P<rule>@@) -(?P<line>\d+).*@@)"),
    severity=_severity,
    exits=frozenset({0}),
    examples=(("x=1\n", frozenset({"@@"})), ("x = 1\n", frozenset())),
)


class BlackFormatter:
    """A Formatter that lays source out as black does."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def format(self, source: str) -> str:
        """The source as black writes it; raises ToolFailed if it does not parse."""
        arguments = ("black", "--quiet", f"--line-length={LINE_LENGTH}", "--code", source)
        return analyze(self._sandbox, source, arguments, frozenset({0})).stdout
