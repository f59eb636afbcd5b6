"""Does B still do what A did? Both run on the same seeded inputs, and all is compared."""

import json
import math
import random
import re
from collections.abc import Callable, Iterator

from src.core.candidate import Candidate
from src.core.contract import describe_ending
from src.core.errors import Declined
from src.core.measurement import Counterexample
from src.core.ports import Sandbox, Session
from src.core.running import Ending, RunResult
from src.core.task import Workload
from src.measure.sampling import subject_program

SIZES = (0, 1, 2, 3, 5, 8, 13)
RANDOM_INPUTS = 24
TOLERANCE = 1e-9
_FLOAT = re.compile(r"-?(?:\d+\.\d+(?:e[-+]?\d+)?|\d+e[-+]?\d+|\binf\b|\bnan\b)", re.IGNORECASE)
_LONGEST = 200


class DifferentialEquivalence:
    """An Equivalence that compares results, exceptions, changed arguments and printed text.

    `inputs` seeded inputs of the workload's size and small ones; floats at a relative
    `tolerance`. A program that differs from itself is not deterministic: Declined.
    """

    def __init__(
        self,
        sandbox: Sandbox,
        *,
        inputs: int = RANDOM_INPUTS,
        tolerance: float = TOLERANCE,
        seed: Callable[[], int] = lambda: random.SystemRandom().randrange(2**31),
    ) -> None:
        self._sandbox = sandbox
        self._inputs = inputs
        self._tolerance = tolerance
        self._seed = seed

    def check(
        self, a: Candidate, b: Candidate, workload: Workload, function: str = ""
    ) -> Counterexample | None:
        """The first difference found, or None. Raises Declined if A cannot serve as a measure."""
        with (
            self._sandbox.open(subject_program(a, workload, function)) as first,
            self._sandbox.open(subject_program(b, workload, function)) as second,
        ):
            usable = 0
            for seed, size in self._asked(workload.start_size):
                given = {"seed": seed, "size": size}
                expected = first.run(dict(given))
                if expected.ending is Ending.FAILED and not function:
                    continue
                self._check_self(first, given, expected, usable)
                usable += 1
                got = second.run(dict(given))
                if not self._same(expected, got):
                    return _counterexample(given, expected, got)
        if not usable:
            raise Declined("the program fails on every input it was tried with")
        return None

    def _asked(self, start_size: int) -> Iterator[tuple[int, int]]:
        source = random.Random(self._seed())
        for size in SIZES:
            yield source.randrange(2**31), size
        for _ in range(self._inputs):
            yield source.randrange(2**31), source.randint(1, max(1, 2 * start_size))

    def _check_self(
        self, session: Session, given: dict[str, int], expected: RunResult, usable: int
    ) -> None:
        """The first few inputs are asked twice: what differs from itself proves nothing."""
        if usable < 3 and not self._same(expected, session.run(dict(given))):
            raise Declined("its results are not deterministic, so no other version can be compared")

    def _same(self, a: RunResult, b: RunResult) -> bool:
        if a.ending is not b.ending:
            return False
        if a.ending is not Ending.FINISHED:
            return True
        return same_text(a.stdout, b.stdout, self._tolerance)


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


def _counterexample(given: dict[str, int], a: RunResult, b: RunResult) -> Counterexample:
    where = f"make_input(seed={given['seed']}, size={given['size']})"
    return Counterexample(where, _shown(a), _shown(b))


def _shown(run: RunResult) -> str:
    if not run.finished:
        return describe_ending(run)
    try:
        said = json.loads(run.stdout)
    except ValueError:
        return run.stdout[:_LONGEST]
    text = str(said)
    if isinstance(said, dict):
        parts = {key: value for key, value in said.items() if value not in ("", None, [])}
        text = str(parts["result"]) if set(parts) <= {"result", "arguments"} else str(parts)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "..."
