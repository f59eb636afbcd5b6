"""The values of a comparison: intervals, verdicts, counterexamples and profiles."""

from enum import StrEnum

from msgspec import Struct, field

from .json_value import JSONValue


class Metric(StrEnum):
    """What is measured of a run: CPU and wall time in ms, peak memory in MiB."""

    CPU = "cpu"
    LATENCY = "latency"
    MEMORY = "memory"


class Interval(Struct, frozen=True):
    """A ratio baseline/candidate (over 1 is better) with its 95 % interval and one-sided p."""

    ratio: float
    low: float
    high: float
    p: float
    decided: bool = False


class Counterexample(Struct, frozen=True):
    """An input on which the candidate does not do what the incumbent did."""

    description: str
    expected: str
    got: str


class Decision(StrEnum):
    """What became of a comparison."""

    KEPT = "kept"
    WITHIN_NOISE = "within noise"
    WORSE = "worse"
    NOT_CONFIRMED = "not confirmed"
    UNDECIDED = "undecided"
    NOTHING_TO_MEASURE = "nothing to measure"
    DIFFERENT = "behaves differently"
    NOT_DETERMINISTIC = "not deterministic"
    FAILED = "failed"


class Verdict(Struct, frozen=True):
    """Whether B replaces A, and why.

    `ratio`, `low`, `high` and `p` are of `metric` on the data that the score was published
    from; `score` is the weighted geometric mean of the decided metrics' ratios, 1.00 the
    baseline; the pairs (A, B) are typical values in ms and MiB. `not_compared` names functions
    that the verdict is not about, each with the reason.
    """

    decision: Decision
    reason: str
    metric: Metric = Metric.CPU
    ratio: float = 1.0
    low: float = 1.0
    high: float = 1.0
    p: float = 1.0
    pairs: int = 0
    score: float = 1.0
    latency_ms: tuple[float, float] = (0.0, 0.0)
    cpu_ms: tuple[float, float] = (0.0, 0.0)
    memory_mb: tuple[float, float] = (0.0, 0.0)
    equivalent: bool | None = None
    counterexample: Counterexample | None = None
    intervals: dict[str, Interval] = field(default_factory=dict)
    seconds: float = 0.0
    not_compared: tuple[str, ...] = ()

    @property
    def kept(self) -> bool:
        """True if B is really better and still correct."""
        return self.decision is Decision.KEPT


class Iteration(Struct, frozen=True):
    """One round of the optimizer: the candidate that was tried and what became of it."""

    number: int
    digest: str
    note: str
    verdict: Verdict
    diff: str = ""
    by: str = ""


class Profiling(Struct, frozen=True):
    """Where a program's time goes: (function, share of its own time), and its own work in ms."""

    own_ms: float
    start_ms: float
    hot: tuple[tuple[str, float], ...] = ()
    detail: JSONValue = None
