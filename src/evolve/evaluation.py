"""An evaluation: the metrics an evaluator gave a program, and the port that produces it."""

import math
from collections.abc import Mapping
from typing import Protocol

from msgspec import Struct, field

from ..domain.json_value import JSONValue
from ..guest_code.evaluator_harness import score_of


class Evaluation(Struct, frozen=True):
    """The metrics of one evaluation of a program; `problem` says why there are none.

    `artifacts` are texts that the evaluator returned; `ignored` names metrics that are not numbers;
    `read_text` is set if the evaluator read the program's text instead of importing it.
    """

    metrics: Mapping[str, float] = field(default_factory=dict)
    artifacts: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""
    seconds: float = 0.0
    ignored: tuple[str, ...] = ()
    read_text: bool = False

    @property
    def score(self) -> float:
        """`combined_score`, else the mean of the metrics; NaN if the evaluation failed."""
        return math.nan if self.problem else score_of(dict(self.metrics))

    @property
    def is_usable(self) -> bool:
        """True if the score is finite."""
        return math.isfinite(self.score)


class EvaluationRules(Struct, frozen=True):
    """How programs are evaluated; seconds, MiB; `cascade` holds thresholds (None: no stages).

    `python` is the interpreter; `readable` are paths that candidates may read; `network` grants
    the network to an evaluator that is confined together with its candidate. `folder` is
    the current folder of an evaluator that runs apart ("": that of this process).
    """

    python: str
    seconds: float = 60.0
    memory_mb: int = 1024
    cascade: tuple[float, ...] | None = None
    readable: tuple[str, ...] = ()
    network: bool = False
    folder: str = ""


class Evaluator(Protocol):
    """Evaluates programs, several at a time from different threads."""

    def evaluate(self, source: str, *, fresh: bool = False) -> Evaluation:
        """Evaluate a program, with `fresh` in a process that has evaluated nothing before."""

    def evaluate_pair(self, source: str, other: str) -> tuple[Evaluation, Evaluation]:
        """Evaluate two programs, one after the other, under the same conditions."""

    def close(self) -> None:
        """End every process."""


def read_evaluation(said: Mapping[str, JSONValue], seconds: float) -> Evaluation:
    """Read the harness's answer; a malformed one is a failed evaluation."""
    metrics, artifacts = said.get("metrics"), said.get("artifacts")
    ignored = said.get("ignored")
    if not isinstance(metrics, dict) or not isinstance(artifacts, dict):
        return Evaluation(problem="the evaluation's result is malformed", seconds=seconds)
    try:
        numbers = {
            _text(name): float(value)
            for name, value in metrics.items()
            if isinstance(value, (int, float))
        }
    except OverflowError:
        return Evaluation(problem="a metric is too large to be a number", seconds=seconds)
    return Evaluation(
        numbers,
        {_text(name): _text(text) for name, text in artifacts.items()},
        _text(said.get("problem", "")) or ("" if numbers else "it returned no metrics"),
        seconds,
        tuple(map(_text, ignored)) if isinstance(ignored, list) else (),
        bool(said.get("read_text")),
    )


def _text(value: object) -> str:
    """Return a text that can be stored and sent: a candidate may write half a surrogate pair."""
    return str(value).encode(errors="replace").decode()
