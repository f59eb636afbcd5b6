"""Does B still do what A did? Both run on the same seeded inputs, and all is compared."""

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
from .drawn_inputs import drawn_inputs
from .edge_case_inputs import unusual
from .subject_program import BARE, SubjectEnvironment, subject_program

SIZES = (0, 1, 2, 3, 5, 8, 13)
RANDOM_INPUTS = 24
ASKED_TWICE = 3
TOLERANCE = 1e-9
_FLOAT = re.compile(r"-?(?:\d+\.\d+(?:e[-+]?\d+)?|\d+e[-+]?\d+|\binf\b|\bnan\b)", re.IGNORECASE)
_LONGEST = 200
_MADE = "make_input("
_ECHO = "def {}(*given):\n    return given\n"
_ECHO_NODE = """import json, sys
print(json.dumps({"result": json.load(sys.stdin)["description"]}))
"""
_LIMITS = ("RecursionError", "MemoryError")


@dataclass(frozen=True, slots=True)
class _Questions:
    """Seeds and sizes that both programs are asked, of one workload, and what each is called."""

    asked: tuple[tuple[int, int], ...]
    workload: Workload
    names: tuple[str, ...]
    is_usual: bool = False

    def each(self) -> Iterator[tuple[str, dict[str, int]]]:
        """A question's name and what is given to the programs."""
        for (seed, size), name in zip(self.asked, self.names, strict=True):
            yield name, {"seed": seed, "size": size}


class DifferentialEquivalence:
    """An Equivalence that compares results, exceptions, changed arguments and printed text.

    `inputs` seeded inputs of the workload's size, small ones, half as many unusual ones, and
    drawn ones where the function says its arguments' types; floats at a relative `tolerance`.
    A program that differs from itself is not deterministic: Declined.
    """

    def __init__(
        self,
        sandbox: Sandbox,
        *,
        inputs: int = RANDOM_INPUTS,
        tolerance: float = TOLERANCE,
        seed: Callable[[], int] = lambda: random.SystemRandom().randrange(2**31),
        around: SubjectEnvironment = BARE,
    ) -> None:
        self._sandbox = sandbox
        self._inputs = inputs
        self._tolerance = tolerance
        self._seed = seed
        self._around = around

    def check(
        self, a: Candidate, b: Candidate, workload: Workload, function: str = ""
    ) -> Counterexample | None:
        """The first difference found, or None. Raises Declined if A cannot serve as a measure."""
        for questions in self._questions(a, workload, function):
            first, second = (
                self._sandbox.open(subject_program(one, questions.workload, function, self._around))
                for one in (a, b)
            )
            with first, second:
                found = self._differ((first, second), questions)
            if found is not None:
                return replace(found, description=self._in_full(found, questions, function))
        return None

    def _questions(self, a: Candidate, workload: Workload, function: str) -> Iterator[_Questions]:
        source = random.Random(self._seed())
        most = max(1, 2 * workload.start_size)
        sizes = [*SIZES, *(source.randint(1, most) for _ in range(self._inputs))]
        usual = tuple((source.randrange(2**31), size) for size in sizes)
        yield _Questions(usual, workload, tuple(map(named, usual)), is_usual=True)
        odd = tuple((seed // 2, size) for seed, size in usual if size > 1)[: self._inputs // 2]
        changed = tuple(f"{named(one)} with one thing changed" for one in odd)
        yield _Questions(odd, unusual(workload), changed)
        drawn = drawn_inputs(a.source, function, workload)
        if drawn is not None:
            chosen = tuple((number, 1) for number in range(len(drawn.texts)))
            names = tuple(f"{function}{text}" for text in drawn.texts)
            yield _Questions(chosen, drawn.workload, names)

    def _differ(
        self, sessions: tuple[Session, Session], questions: _Questions
    ) -> Counterexample | None:
        first, second = sessions
        answered, endless, failure = 0, 0, ""
        for name, given in questions.each():
            expected = first.run(dict(given))
            trouble = trouble_of(expected)
            failure = trouble or failure
            endless += expected.ending is Ending.OUT_OF_TIME
            if endless > 1 and not (answered and questions.is_usual):
                break
            if trouble and (not questions.is_usual or _is_beyond_its_means(expected, trouble)):
                # What A cannot do, nobody asks of B.
                continue
            answered += 0 if trouble else 1
            got = second.run(dict(given))
            is_same = same_run(expected, got, self._tolerance)
            if not is_same or answered <= ASKED_TWICE:
                self._check_self(first, given, expected)
            if not is_same:
                return counterexample(name, expected, got)
        if not answered and questions.is_usual:
            raise Declined(f"the first program already fails on its inputs: {failure}")
        return None

    def _in_full(self, found: Counterexample, questions: _Questions, function: str) -> str:
        """What the programs were given, for people; its name where that cannot be written down."""
        given = dict(questions.each()).get(found.description)
        if given is None or not found.description.startswith(_MADE):
            return found.description
        echo = Candidate(_ECHO.format(function) if function else _ECHO_NODE, Origin.WRITTEN)
        program = subject_program(echo, questions.workload, function, self._around)
        with self._sandbox.open(program) as session:
            run = session.run(dict(given))
        said = _shown(run)
        if trouble_of(run) or not said:
            return found.description
        whole = f"{said[:-2]})" if said.endswith(",)") else said
        return f"{function}{whole}" if function else f"the task {whole!r}"

    def _check_self(self, session: Session, given: dict[str, int], expected: RunResult) -> None:
        """What differs from itself when asked twice proves nothing of another."""
        # Exactly: the time of day differs from itself by less than the tolerance.
        if expected.stdout != session.run(dict(given)).stdout:
            raise Declined("its results are not deterministic, so no other version can be compared")


def same_run(a: RunResult, b: RunResult, tolerance: float = TOLERANCE) -> bool:
    """Tell whether two runs ended alike and said the same."""
    if a.ending is not b.ending:
        return False
    if a.ending is not Ending.FINISHED:
        return True
    return same_text(a.stdout, b.stdout, tolerance)


def trouble_of(run: RunResult) -> str:
    """Why a run gave no result: how it ended, or what it raised; "" if it gave one."""
    if not run.finished:
        return describe_ending(run)
    try:
        said = json.loads(run.stdout)
    except (ValueError, RecursionError):
        return ""
    return str(said.get("raised", "")) if isinstance(said, dict) else ""


def _is_beyond_its_means(run: RunResult, trouble: str) -> bool:
    """It ended at a limit of the machine, not by a rule of its own: its words are no behaviour."""
    return not run.finished or trouble.startswith(_LIMITS)


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


def named(question: tuple[int, int]) -> str:
    """What a seed and a size are called."""
    return f"{_MADE}seed={question[0]}, size={question[1]})"


def counterexample(where: str, a: RunResult, b: RunResult) -> Counterexample:
    """Where two runs differ, and how."""
    expected, got = _shown(a), _shown(b)
    if expected == got:
        # The results agree: it is what became of the arguments, or what was printed.
        expected, got = _cut(a.stdout), _cut(b.stdout)
    return Counterexample(_cut(where), expected, got)


def _shown(run: RunResult) -> str:
    if not run.finished:
        return describe_ending(run)
    try:
        said = json.loads(run.stdout)
    except (ValueError, RecursionError):
        return _cut(run.stdout)
    if not isinstance(said, dict):
        return _cut(str(said))
    if said.get("raised"):
        return _cut(f"an exception, {said['raised']}")
    return _cut(str(said.get("result", said)))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "..."
