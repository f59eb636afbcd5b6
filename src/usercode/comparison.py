"""Compares the user's own two files: is B faster than A, and does it do the same?"""

import ast
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from ..domain.candidate import Candidate, Origin
from ..domain.errors import BadArguments, Declined
from ..domain.json_value import JSONObject
from ..domain.measurement import Decision, Metric, Verdict
from ..domain.task import Workload
from ..optimize.optimizer import Measuring
from ..optimize.verdict_explanation import explain_verdict
from ..verify.subject_program import SubjectEnvironment

NO_INPUT = 'def make_input(seed, size):\n    return {"description": ""}\n'
_HOW = "an inputs file defines make_input(seed, size), which returns the tuple of arguments"
_BETTER = {Metric.CPU: "faster", Metric.LATENCY: "faster by the clock", Metric.MEMORY: "smaller"}
_WORSE = {Metric.CPU: "slower", Metric.LATENCY: "slower by the clock", Metric.MEMORY: "larger"}


@dataclass(frozen=True, slots=True)
class ComparisonRequest:
    """Two files, one contract: node programs, or `function` called on what `inputs` makes."""

    a: Path
    b: Path
    function: str = ""
    inputs: Path | None = None
    python: str = ""

    @property
    def environment(self) -> SubjectEnvironment:
        """The interpreter, and the folder that one of the files imports from."""
        return SubjectEnvironment(self.python, _neighbours(self.a) or _neighbours(self.b))


MakeMeasuring = Callable[[SubjectEnvironment], Measuring]
"""Measuring for one comparison, its programs run in this environment."""


class FileComparison:
    """Compares two files by the same rules by which the optimizer keeps or discards."""

    def __init__(self, make_measuring: MakeMeasuring) -> None:
        self._make_measuring = make_measuring

    def compare(self, request: ComparisonRequest) -> Verdict:
        """Check that B does what A does, then measure both, however alike they look.

        Raises BadArguments where a file cannot be read or does not hold what was asked for.
        """
        a, b = _program(request.a, request.function), _program(request.b, request.function)
        workload = _workload(request)
        measuring = self._make_measuring(request.environment)
        try:
            difference = measuring.equivalence.check(a, b, workload, request.function)
        except Declined as error:
            not_itself = "not deterministic" in str(error)
            decision = Decision.NOT_DETERMINISTIC if not_itself else Decision.FAILED
            return Verdict(decision, str(error))
        if difference is not None:
            reason = (
                f"B is different: for {difference.description} A gives {difference.expected},"
                f" B gives {difference.got}"
            )
            return Verdict(Decision.DIFFERENT, reason, equivalent=False, counterexample=difference)
        verdict = measuring.comparer.compare(a, b, workload, request.function)
        return replace(verdict, equivalent=verdict.counterexample is None)


@dataclass(frozen=True, slots=True)
class Compared:
    """A comparison as it is told: whether B is kept, in one sentence, for scripts, and how."""

    kept: bool
    sentence: str
    answer: JSONObject
    explanation: str = ""


def compare_files(comparison: FileComparison, request: ComparisonRequest) -> Compared:
    """Compare and tell. Raises BadArguments."""
    verdict = comparison.compare(request)
    sentence = say(verdict)
    explanation = f"{sentence[:1].upper()}{sentence[1:]}. {explain_verdict(verdict)}"
    return Compared(verdict.kept, sentence, as_json(verdict), explanation)


def say(verdict: Verdict) -> str:
    """The verdict in one plain sentence."""
    if not verdict.pairs:
        return verdict.reason
    between = f"(between {verdict.low:.2f} and {verdict.high:.2f})"
    compared = f"in {verdict.pairs} fair comparisons"
    if verdict.kept:
        gain = f"{verdict.ratio:.2f}x {_BETTER[verdict.metric]}"
        return f"B is {gain} {between} {compared}: keep it"
    if verdict.high < 1.0:
        loss, low, high = 1 / verdict.ratio, 1 / verdict.high, 1 / verdict.low
        return (
            f"B is {loss:.2f}x {_WORSE[verdict.metric]} (between {low:.2f} and {high:.2f})"
            f" {compared}: keep A"
        )
    why = {
        Decision.NOT_CONFIRMED: "fresh runs did not confirm the gain",
        Decision.UNDECIDED: "the machine is too busy to tell",
        Decision.WORSE: "it costs more elsewhere",
    }.get(verdict.decision, "that is within noise")
    return f"B is {verdict.ratio:.2f}x A's speed {between} {compared}, {why}: keep A"


def as_json(verdict: Verdict) -> JSONObject:
    """The verdict for scripts; the pairs are [A, B]."""
    difference = verdict.counterexample
    shown: JSONObject | None = None
    if difference is not None:
        shown = {
            "input": difference.description,
            "expected": difference.expected,
            "got": difference.got,
        }
    return {
        "ratio": verdict.ratio,
        "low": verdict.low,
        "high": verdict.high,
        "p": verdict.p,
        "pairs": verdict.pairs,
        "kept": verdict.kept,
        "metric": verdict.metric.value,
        "latency_ms": list(verdict.latency_ms),
        "cpu_ms": list(verdict.cpu_ms),
        "memory_mb": list(verdict.memory_mb),
        "equivalent": verdict.equivalent,
        "counterexample": shown,
        "reason": say(verdict),
    }


def _program(path: Path, function: str) -> Candidate:
    source = _read(path)
    tree = _parse(path, source)
    names = {node.name for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
    names |= {
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    if function and function not in names:
        offered = ", ".join(sorted(names)) or "none"
        raise BadArguments(f"{path} has no function {function}", hint=f"it defines: {offered}")
    return Candidate(source, Origin.EDITED)


def _workload(request: ComparisonRequest) -> Workload:
    if request.inputs is None:
        if request.function:
            raise BadArguments(
                f"to call {request.function}, arguments are needed",
                hint=f"--inputs FILE.py: {_HOW}",
            )
        return Workload(NO_INPUT)
    source = _read(request.inputs)
    tree = _parse(request.inputs, source)
    if not any(isinstance(n, ast.FunctionDef) and n.name == "make_input" for n in tree.body):
        raise BadArguments(f"{request.inputs} defines no make_input", hint=_HOW)
    return Workload(source)


def _neighbours(path: Path) -> str:
    """The file's folder, if the file imports a module or package that lies there; else ""."""
    folder = path.resolve().parent
    words = frozenset(re.findall(r"^\s*(?:from|import)\s+(\w+)", path.read_text("utf-8"), re.M))
    lies_there = any((folder / f"{w}.py").exists() or (folder / w).is_dir() for w in words)
    return str(folder) if lies_there else ""


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not a UTF-8 text file"
        raise BadArguments(f"cannot read {path}: {reason}") from error


def _parse(path: Path, source: str) -> ast.Module:
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError) as error:
        where = f" (line {error.lineno})" if isinstance(error, SyntaxError) else ""
        raise BadArguments(f"{path} is no Python program{where}: {error}") from error
