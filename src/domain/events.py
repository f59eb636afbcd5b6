"""The events of the pipeline, named in the past tense, in the order they occur."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from .artifact import Recollection
from .candidate import Candidate, Review, Suite, SuiteReport
from .measurement import Iteration
from .outcome import AttemptPlan, Confidence, Outcome
from .task import Classification, Specification, Task
from .understanding import Split


@dataclass(frozen=True, slots=True)
class LineRead:
    """A line that goes on from the task before it was read as this whole task.

    `by` is the model that did so ("" where none was asked).
    """

    text: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class TaskStarted:
    """A task was taken up."""

    task: Task


@dataclass(frozen=True, slots=True)
class StepBegan:
    """A step of the trace began; `name` and `kind` as in its TraceStep."""

    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class StepEnded:
    """The step ended, well or not, after so many wall seconds."""

    name: str
    kind: str
    seconds: float
    ok: bool
    detail: str = ""


@dataclass(frozen=True, slots=True)
class TaskClassified:
    """The task's kind is known."""

    classification: Classification


@dataclass(frozen=True, slots=True)
class Recalled:
    """Memory was asked; the best recollection, or None."""

    best: Recollection | None


@dataclass(frozen=True, slots=True)
class TaskSplit:
    """The task is several: its parts, in order."""

    split: Split


@dataclass(frozen=True, slots=True)
class PartBegan:
    """A part of the task is taken up (1-based), as it is asked."""

    number: int
    total: int
    ask: str


@dataclass(frozen=True, slots=True)
class PartEnded:
    """A part of the task is over."""

    number: int
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class TaskSpecified:
    """The overseer's plan is made."""

    specification: Specification


@dataclass(frozen=True, slots=True)
class WriterChosen:
    """Who writes the code of this attempt: the role's title, and the model ("" when offline).

    `function` names the bundled function ("" where a model writes).
    """

    title: str
    model: str
    plan: AttemptPlan
    function: str = ""


@dataclass(frozen=True, slots=True)
class TextArrived:
    """A piece of a model's text arrived; `restarted` voids what came before."""

    text: str
    restarted: bool = False


@dataclass(frozen=True, slots=True)
class CandidateWritten:
    """A candidate is there, not yet tested."""

    candidate: Candidate


@dataclass(frozen=True, slots=True)
class SuiteWritten:
    """The suite is there."""

    suite: Suite


@dataclass(frozen=True, slots=True)
class SuiteRan:
    """The suite was run on a candidate."""

    report: SuiteReport
    plan: AttemptPlan


@dataclass(frozen=True, slots=True)
class VersionAccepted:
    """A version is to be used: what it passed, and how sure it is (None where that is unknown)."""

    report: SuiteReport
    confidence: Confidence | None = None


@dataclass(frozen=True, slots=True)
class AttemptFailed:
    """An attempt is over without accepted code; `last` if no other follows."""

    plan: AttemptPlan
    reason: str
    last: bool


@dataclass(frozen=True, slots=True)
class CaseDisputed:
    """A case was found wrong and left out of the suite, with the reason."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class CandidateReviewed:
    """The analyzers have looked at the accepted candidate."""

    review: Review


@dataclass(frozen=True, slots=True)
class IterationEnded:
    """An optimizer's iteration is decided."""

    iteration: Iteration


@dataclass(frozen=True, slots=True)
class OptimizationEnded:
    """The optimizer stopped: the iteration that won (0: the first version), score and reason."""

    best: int
    score: float
    reason: str
    iterations: tuple[Iteration, ...] = ()


@dataclass(frozen=True, slots=True)
class NodeKept:
    """A version was kept as a node."""

    node_id: str
    version: int


@dataclass(frozen=True, slots=True)
class NodeReused:
    """A stored node answers this task; no code was written."""

    node_id: str
    reason: str
    confidence: Confidence | None = None


@dataclass(frozen=True, slots=True)
class FellBack:
    """A stage could not ask its model and went on otherwise; `down` if none was reachable."""

    stage: str
    reason: str
    hint: str = ""
    down: bool = False


@dataclass(frozen=True, slots=True)
class ToolCalled:
    """A program called a tool; `by` says who really answered, `tokens` what a model spent."""

    name: str
    by: str
    seconds: float
    ok: bool
    tokens: int = 0


@dataclass(frozen=True, slots=True)
class Noted:
    """Something the user should know that fits no other event; one line."""

    text: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Progressed:
    """Something long has come so far; `total` is 0 while it is not known."""

    what: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class TaskEnded:
    """The task is over."""

    outcome: Outcome


Event: TypeAlias = (
    LineRead
    | TaskStarted
    | StepBegan
    | StepEnded
    | TaskClassified
    | Recalled
    | TaskSplit
    | PartBegan
    | PartEnded
    | TaskSpecified
    | WriterChosen
    | TextArrived
    | CandidateWritten
    | SuiteWritten
    | SuiteRan
    | VersionAccepted
    | AttemptFailed
    | CaseDisputed
    | CandidateReviewed
    | IterationEnded
    | OptimizationEnded
    | NodeKept
    | NodeReused
    | FellBack
    | ToolCalled
    | Noted
    | Progressed
    | TaskEnded
)

Notify: TypeAlias = Callable[[Event], None]
