"""Compares the user's own two files: is B faster than A, and does it do the same?"""

import ast
import re
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from ..domain.candidate import Candidate, Origin
from ..domain.errors import BadArguments, Declined
from ..domain.json_value import JSONObject, json_object
from ..domain.measurement import Counterexample, Decision, Metric, Verdict
from ..domain.replace import replace
from ..optimize.optimizer import MIN_OWN_MS, Measuring
from ..optimize.rewrites.ast_queries import find_definition
from ..verify.subject_program import SubjectEnvironment
from .harness import HarnessMeasuring, measurable_size
from .input_sources import Inputs, inputs_for
from .module import UserModule, folder_to_read, read_inputs_file, read_module, read_source
from .optimization import MeasuringServices, missed_lines
from .requests import difference_as_json
from .suite_runner import with_samples
from .uncompared import changed_fields, not_compared

_HOW = "an inputs file defines make_input(seed, size), which returns the tuple of arguments"
_BETTER = {Metric.CPU: "faster", Metric.LATENCY: "faster by the clock", Metric.MEMORY: "smaller"}
_WORSE = {Metric.CPU: "slower", Metric.LATENCY: "slower by the clock", Metric.MEMORY: "larger"}


class ComparisonRequest(Struct, frozen=True):
    """Two files, and the `function` of both to call, on what `inputs` makes."""

    a: Path
    b: Path
    function: str = ""
    inputs: Path | None = None
    python: str = ""

    @property
    def environment(self) -> SubjectEnvironment:
        """Return the interpreter, and the folder that one of the files imports from."""
        return SubjectEnvironment(self.python, _neighbours(self.a) or _neighbours(self.b))


MakeMeasuring = Callable[[SubjectEnvironment], Measuring]
"""Measuring for one comparison, its programs run in this environment."""


CompareFunctions = Callable[[ComparisonRequest], Verdict]
"""Compares functions that both files define, on inputs made of their hints and examples."""


class FileComparison(Struct, frozen=True):
    """Compares two files by the same rules by which the optimizer keeps or discards."""

    make_measuring: MakeMeasuring
    compare_functions: CompareFunctions

    def compare(self, request: ComparisonRequest) -> Verdict:
        """Check that B does what A does, then measure both, however alike they look.

        Raises BadArguments where a file cannot be read or does not hold what was asked for.
        """
        a, b = _program(request.a, request.function), _program(request.b, request.function)
        if request.inputs is None:
            return self.compare_functions(request)
        if not request.function:
            raise BadArguments("an inputs file goes with one function", hint=f"--function; {_HOW}")
        workload = read_inputs_file(request.inputs)
        measuring = self.make_measuring(request.environment)
        try:
            difference = measuring.equivalence.check(a, b, workload, request.function)
        except Declined as error:
            not_itself = "not deterministic" in str(error)
            decision = Decision.NOT_DETERMINISTIC if not_itself else Decision.FAILED
            return Verdict(decision, str(error))
        if difference is not None:
            return difference_verdict(difference)
        verdict = measuring.comparer.compare(a, b, workload, request.function)
        return replace(verdict, equivalent=verdict.counterexample is None)


def difference_verdict(difference: Counterexample) -> Verdict:
    """Return the verdict on a B that does something else."""
    reason = (
        f"B is different: for {difference.description} A gives {difference.expected},"
        f" B gives {difference.got}"
    )
    return Verdict(Decision.DIFFERENT, reason, equivalent=False, counterexample=difference)


class Compared(Struct, frozen=True):
    """A comparison as it is reported: whether B is kept, a sentence, and JSON."""

    kept: bool
    sentence: str
    answer: JSONObject


def say(verdict: Verdict) -> str:
    """Return the verdict in one plain sentence."""
    skipped = f" (not compared: {'; '.join(verdict.not_compared)})" if verdict.not_compared else ""
    return _said(verdict) + skipped


def _said(verdict: Verdict) -> str:
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


_SHOWN = (
    "ratio low high p pairs kept metric latency_ms cpu_ms memory_mb equivalent counterexample"
    " reason"
).split()


def as_json(verdict: Verdict) -> JSONObject:
    """Return the verdict for scripts; the pairs are [A, B]."""
    difference = difference_as_json(verdict.counterexample)
    own: JSONObject = {"kept": verdict.kept, "reason": say(verdict), "counterexample": difference}
    shown = json_object(verdict) | own
    return {key: shown[key] for key in _SHOWN}


def _program(path: Path, function: str) -> Candidate:
    source = read_source(path)
    tree = ast.parse(source)
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


def _neighbours(path: Path) -> str:
    """Return the folder that the file imports modules or packages from; "" for none."""
    module = read_module(path)
    if module.package:
        return folder_to_read(module)
    words = frozenset(re.findall(r"^\s*(?:from|import)\s+(\w+)", module.source, re.M))
    folder = module.path.parent
    lies_there = any((folder / f"{w}.py").exists() or (folder / w).is_dir() for w in words)
    return str(folder) if lies_there else ""


def compare_functions(bench: MeasuringServices, request: ComparisonRequest) -> Verdict:
    """Compare the behaviour of each function that both files define, then the slowest's speed.

    Without a function that could be called nothing is said to be equivalent: raises
    BadArguments with the reasons.
    """
    first = bench.looker.check_import(read_module(request.a))
    first = with_samples(bench.looker, first)
    second = bench.looker.check_import(read_module(request.b))
    a, b = (Candidate(one.source, Origin.EDITED) for one in (first, second))
    names = _shared(first, second, request.function)
    fields = None if request.function else changed_fields(first, second)
    if fields is not None:
        return difference_verdict(fields)
    compared: list[Inputs] = []
    skipped = [] if request.function else not_compared(first, second)
    for name in names:
        try:
            inputs = bench.looker.check_inputs(first, inputs_for(first, first.target(name)))
            measuring = HarnessMeasuring(bench.measuring, first, inputs)
            found = measuring.check(a, b, inputs.workload, name)
        except (BadArguments, Declined) as problem:
            skipped.append(f"{name}: {problem}")
            continue
        if found is not None:
            return difference_verdict(found)
        compared.append(inputs)
        skipped += _never_run(bench, first, second, inputs)
    if not compared:
        raise BadArguments(
            f"nothing could be compared: {'; '.join(skipped)}",
            hint="make_input(seed, size) in --inputs FILE.py makes the right inputs",
        )
    said = f"B does what A does in {', '.join(one.target.name for one in compared)}"
    verdict = _measured(bench, first, second, compared, said)
    return replace(verdict, not_compared=tuple(skipped))


def _measured(
    bench: MeasuringServices,
    first: UserModule,
    second: UserModule,
    compared: list[Inputs],
    said: str,
) -> Verdict:
    """Return the speed of the function that takes longest, if that can be measured."""
    slowest = max(compared, key=lambda one: bench.looker.cost_of(first, one))
    try:
        sandbox, around = bench.looker.sandbox, bench.looker.around
        size, own_ms = measurable_size(sandbox, around, first, slowest)
    except BadArguments as error:
        return Verdict(Decision.NOTHING_TO_MEASURE, f"{said}; {error}", equivalent=True)
    if own_ms < MIN_OWN_MS:
        reason = f"{said}; nothing to measure: {slowest.target.name} takes {own_ms:.2f} ms"
        return Verdict(Decision.NOTHING_TO_MEASURE, reason, equivalent=True)
    sized = slowest.sized(size)
    measuring = HarnessMeasuring(bench.measuring, first, sized)
    a, b = (Candidate(one.source, Origin.EDITED) for one in (first, second))
    verdict = measuring.compare(a, b, sized.workload, sized.target.name)
    return replace(verdict, equivalent=verdict.counterexample is None)


def _never_run(
    bench: MeasuringServices, first: UserModule, second: UserModule, inputs: Inputs
) -> list[str]:
    """Return which lines of a compared function no input ran, a sentence for each file."""
    name = inputs.target.name
    given = replace(inputs, workload=inputs.with_values_of((first.source, second.source)))
    # The same function need not be named twice.
    texts = {_dumped(one, name) for one in (first, second)}
    looked_at = (first,) if len(texts) == 1 else (first, second)
    missed = [(one, bench.looker.not_exercised(one, given)) for one in looked_at]
    return [f"{name}: {missed_lines(lines)} of {one.path.name}" for one, lines in missed if lines]


def _dumped(module: UserModule, function: str) -> str:
    found = find_definition(module.tree, function)
    return ast.dump(found) if found else ""


def _shared(first: UserModule, second: UserModule, function: str) -> list[str]:
    """Return the names to compare. Raises BadArguments where one file lacks them."""
    if function:
        first.target(function)
        second.target(function)
        return [function]
    known = {one.name for one in second.targets}
    names = [one.name for one in first.public if one.name in known]
    if not names:
        raise BadArguments(
            f"{first.path} and {second.path} define no function of the same name",
            hint="a function or a method of both can be compared",
        )
    return names
