"""Runs a static analyzer or the formatter on a program, confined, and reads its report."""

import re
from collections.abc import Callable

from msgspec import Struct

from ..domain.candidate import Finding, Severity
from ..domain.errors import ToolFailed
from ..domain.node_contract import describe_ending
from ..domain.ports import Sandbox
from ..domain.program_run import Ending, Profile, Program, RunResult

SUBJECT = "subject.py"
LINE_LENGTH = "100"


class AnalyzerKind(Struct, frozen=True):
    """What sets one analyzer apart.

    `arguments` is its command line, module first; `line` matches one remark with the groups
    line, rule and message; `exits` are the exit codes that mean it did its work; `examples`
    are pairs (program, the rules it must be found to break).
    """

    name: str
    arguments: tuple[str, ...]
    line: re.Pattern[str]
    severity: Callable[[str], Severity]
    exits: frozenset[int]
    examples: tuple[tuple[str, frozenset[str]], ...]


class ConfinedAnalyzer:
    """An Analyzer of a kind, in a sandbox."""

    def __init__(self, kind: AnalyzerKind, sandbox: Sandbox) -> None:
        self.name = kind.name
        self._kind = kind
        self._sandbox = sandbox

    def review(self, source: str) -> tuple[Finding, ...]:
        """Return its findings in the order of its report. Raises ToolFailed if it did not run."""
        kind = self._kind
        run = analyze(self._sandbox, source, kind.arguments, kind.exits)
        return tuple(
            Finding(
                kind.name,
                match["rule"],
                int(match["line"]),
                match["message"].strip(),
                kind.severity(match["rule"]),
            )
            for match in map(kind.line.match, run.stdout.splitlines())
            if match
        )


class BlackFormatter:
    """A Formatter that lays source out as black does."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def format(self, source: str) -> str:
        """Return the source as black writes it. Raises ToolFailed if it does not parse."""
        arguments = ("black", "--quiet", f"--line-length={LINE_LENGTH}", "--code", source)
        return analyze(self._sandbox, source, arguments, frozenset({0})).stdout


def analyze(
    sandbox: Sandbox, source: str, arguments: tuple[str, ...], exits: frozenset[int]
) -> RunResult:
    """Run an analyzer's command line on the source. Raises ToolFailed if it did not do its work."""
    with sandbox.open(Program(source, Profile.ANALYSIS, arguments=arguments)) as session:
        run = session.run({})
    worked = run.ending in (Ending.FINISHED, Ending.FAILED) and run.exit_code in exits
    if not worked:
        raise ToolFailed(
            f"{arguments[0]} could not look at the program: {describe_ending(run)}",
            hint="run `doctor` to see which analyzers work",
        )
    return run
