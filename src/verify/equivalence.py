"""Differential testing: checks on seeded inputs that version B behaves like version A."""

import json
import math
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from ..domain.candidate import Candidate, Origin
from ..domain.errors import Declined
from ..domain.measurement import Counterexample
from ..domain.node_contract import describe_ending
from ..domain.ports import Sandbox, Session
from ..domain.program_run import Ending, RunResult
from ..domain.task import Workload
from ..guest_code import unusual_values
from ..guest_code.guest_source import load_statement
from .drawn_inputs import drawn_inputs
from .subject_program import BARE, SubjectEnvironment, subject_program

SIZES = (0, 1, 2, 3, 5, 8, 13)
RANDOM_INPUTS = 24
SELF_CHECKS = 3
TOLERANCE = 1e-9
_FLOAT = re.compile(r"-?(?:\d+\.\d+(?:e[-+]?\d+)?|\d+e[-+]?\d+|\binf\b|\bnan\b)", re.IGNORECASE)
_MAX_CHARACTERS = 200
_MAKE_INPUT = "make_input("
_ECHO = "def {}(*given):\n    return given\n"
_ECHO_NODE = """import json, sys
print(json.dumps({"result": json.load(sys.stdin)["description"]}))
"""
_LIMIT_ERRORS = ("RecursionError", "MemoryError")


@dataclass(frozen=True, slots=True)
class _InputSet:
    """The inputs (seeds and sizes) of one workload for both programs, and their names."""

    seeds_and_sizes: tuple[tuple[int, int], ...]
    workload: Workload
    names: tuple[str, ...]
    is_typical: bool = False

    def named_inputs(self) -> Iterator[tuple[str, dict[str, int]]]:
        """Each input's name, and what the programs are given."""
        for (seed, size), name in zip(self.seeds_and_sizes, self.names, strict=True):
            yield name, {"seed": seed, "size": size}


class DifferentialEquivalence:
    """An Equivalence that compares results, exceptions, changed arguments and printed text.

    It uses `inputs` seeded inputs of the workload's size, small ones, half as many edge cases,
    and drawn ones if the function is annotated; floats are compared at a relative `tolerance`.
    Raises Declined for a program that is not deterministic.
    """

    def __init__(
        self,
        sandbox: Sandbox,
        *,
        inputs: int = RANDOM_INPUTS,
        tolerance: float = TOLERANCE,
        seed: Callable[[], int] = lambda: random.SystemRandom().randrange(2**31),
        environment: SubjectEnvironment = BARE,
    ) -> None:
        self._sandbox = sandbox
        self._inputs = inputs
        self._tolerance = tolerance
        self._seed = seed
        self._environment = environment

    def check(
        self, a: Candidate, b: Candidate, workload: Workload, function: str = ""
    ) -> Counterexample | None:
        """The first difference, or None. Raises Declined if A fails or is not deterministic."""
        for inputs in self._input_sets(a, workload, function):
            first, second = (
                self._sandbox.open(
                    subject_program(one, inputs.workload, function, self._environment)
                )
                for one in (a, b)
            )
            with first, second:
                found = self._differ((first, second), inputs)
            if found is not None:
                return replace(found, description=self._describe(found, inputs, function))
        return None

    def _input_sets(self, a: Candidate, workload: Workload, function: str) -> Iterator[_InputSet]:
        rng = random.Random(self._seed())
        largest = max(1, 2 * workload.start_size)
        sizes = [*SIZES, *(rng.randint(1, largest) for _ in range(self._inputs))]
        typical = tuple((rng.randrange(2**31), size) for size in sizes)
        yield _InputSet(typical, workload, tuple(map(input_name, typical)), is_typical=True)
        edge = tuple((seed // 2, size) for seed, size in typical if size > 1)[: self._inputs // 2]
        changed = tuple(f"{input_name(one)} with one thing changed" for one in edge)
        yield _InputSet(edge, with_edge_cases(workload), changed)
        drawn_set = drawn_inputs(a.source, function, workload)
        if drawn_set is not None:
            chosen = tuple((number, 1) for number in range(len(drawn_set.texts)))
            names = tuple(f"{function}{text}" for text in drawn_set.texts)
            yield _InputSet(chosen, drawn_set.workload, names)

    def _differ(
        self, sessions: tuple[Session, Session], inputs: _InputSet
    ) -> Counterexample | None:
        first, second = sessions
        answered, endless, last_failure = 0, 0, ""
        for name, given in inputs.named_inputs():
            expected = first.run(dict(given))
            failure = failure_of(expected)
            last_failure = failure or last_failure
            endless += expected.ending is Ending.OUT_OF_TIME
            if endless > 1 and not (answered and inputs.is_typical):
                break
            if failure and (not inputs.is_typical or _hit_a_limit(expected, failure)):
                # B need not handle what A cannot.
                continue
            answered += 0 if failure else 1
            got = second.run(dict(given))
            is_same = same_run(expected, got, self._tolerance)
            if not is_same or answered <= SELF_CHECKS:
                self._check_self(first, given, expected)
            if not is_same:
                return counterexample(name, expected, got)
        if not answered and inputs.is_typical:
            raise Declined(f"the first program already fails on its inputs: {last_failure}")
        return None

    def _describe(self, found: Counterexample, inputs: _InputSet, function: str) -> str:
        """The input in readable form; its name if it cannot be shown."""
        given = dict(inputs.named_inputs()).get(found.description)
        if given is None or not found.description.startswith(_MAKE_INPUT):
            return found.description
        echo = Candidate(_ECHO.format(function) if function else _ECHO_NODE, Origin.WRITTEN)
        program = subject_program(echo, inputs.workload, function, self._environment)
        with self._sandbox.open(program) as session:
            run = session.run(dict(given))
        reported = _display(run)
        if failure_of(run) or not reported:
            return found.description
        arguments = f"{reported[:-2]})" if reported.endswith(",)") else reported
        return f"{function}{arguments}" if function else f"the task {arguments!r}"

    def _check_self(self, session: Session, given: dict[str, int], expected: RunResult) -> None:
        """Raise Declined if the first program's second run differs from its first."""
        # Exactly: the time of day differs from itself by less than the tolerance.
        if expected.stdout != session.run(dict(given)).stdout:
            raise Declined("its results are not deterministic, so no other version can be compared")


def same_run(a: RunResult, b: RunResult, tolerance: float = TOLERANCE) -> bool:
    """Tell whether two runs ended alike with the same output."""
    if a.ending is not b.ending:
        return False
    if a.ending is not Ending.FINISHED:
        return True
    return same_text(a.stdout, b.stdout, tolerance)


def failure_of(run: RunResult) -> str:
    """Why a run has no result: how it ended, or what it raised; "" if it has one."""
    if not run.finished:
        return describe_ending(run)
    try:
        reported = json.loads(run.stdout)
    except (ValueError, RecursionError):
        return ""
    return str(reported.get("raised", "")) if isinstance(reported, dict) else ""


def _hit_a_limit(run: RunResult, failure: str) -> bool:
    """Whether the run ended at a limit of the machine, which is not part of its behaviour."""
    return not run.finished or failure.startswith(_LIMIT_ERRORS)


def same_text(a: str, b: str, tolerance: float) -> bool:
    """Tell whether two descriptions agree, floats within the tolerance and all else exactly.

    -0.0 is not 0.0, NaN is NaN, 1 is not 1.0.
    """
    if a == b:
        return True
    if _FLOAT.sub("#", a) != _FLOAT.sub("#", b):
        return False
    pairs = zip(_FLOAT.findall(a), _FLOAT.findall(b), strict=True)
    return all(_same_float(float(x), float(y), tolerance) for x, y in pairs)


def _same_float(x: float, y: float, tolerance: float) -> bool:
    if math.isnan(x) or math.isnan(y):
        return math.isnan(x) and math.isnan(y)
    if x == y == 0:
        return math.copysign(1, x) == math.copysign(1, y)
    return math.isclose(x, y, rel_tol=tolerance)


def input_name(seed_and_size: tuple[int, int]) -> str:
    """The name of an input."""
    return f"{_MAKE_INPUT}seed={seed_and_size[0]}, size={seed_and_size[1]})"


def counterexample(where: str, a: RunResult, b: RunResult) -> Counterexample:
    """Where two runs differ, and how."""
    expected, got = _display(a), _display(b)
    if expected == got:
        # The results agree: it is what became of the arguments, or what was printed.
        expected, got = _cut(a.stdout), _cut(b.stdout)
    return Counterexample(_cut(where), expected, got)


def _display(run: RunResult) -> str:
    if not run.finished:
        return describe_ending(run)
    try:
        reported = json.loads(run.stdout)
    except (ValueError, RecursionError):
        return _cut(run.stdout)
    if not isinstance(reported, dict):
        return _cut(str(reported))
    if reported.get("raised"):
        return _cut(f"an exception, {reported['raised']}")
    return _cut(str(reported.get("result", reported)))


def _cut(text: str) -> str:
    return text if len(text) <= _MAX_CHARACTERS else text[: _MAX_CHARACTERS - 3] + "..."


_CHANGING = """
_evolver_usual = make_input


def make_input(seed, size):
    return _evolver_unusual.changed_input(_evolver_usual(seed, size), seed)
"""


def with_edge_cases(workload: Workload) -> Workload:
    """The workload with one value changed to an edge case in every input."""
    loaded = load_statement("_evolver_unusual", unusual_values)
    return replace(workload, source=f"{workload.source}\n{loaded}{_CHANGING}")
