"""The events of the pipeline, named in the past tense, in the order they occur."""

from collections.abc import Callable
from typing import TypeAlias

from msgspec import Struct

from .artifact import Recollection
from .candidate import Candidate, Review, Suite, SuiteReport
from .measurement import Iteration
from .outcome import AttemptPlan, Confidence, Outcome
from .task import Classification, Specification, Task
from .understanding import Split


class LineRead(Struct, frozen=True):
    """A line that goes on from the task before it was read as this whole task.

    `by` is the model that did so ("" where none was asked).
    """

    text: str
    by: str = ""


class TaskStarted(Struct, frozen=True):
    """A task was taken up."""

    task: Task


class StepBegan(Struct, frozen=True):
    """A step of the trace began; `name` and `kind` as in its TraceStep."""

    name: str
    kind: str


class StepEnded(Struct, frozen=True):
    """The step ended, well or not, after so many wall seconds."""

    name: str
    kind: str
    seconds: float
    ok: bool
    detail: str = ""


class TaskClassified(Struct, frozen=True):
    """The task's kind is known."""

    classification: Classification


class Recalled(Struct, frozen=True):
    """Memory was asked; the best recollection, or None."""

    best: Recollection | None


class TaskSplit(Struct, frozen=True):
    """The task is several: its parts, in order."""

    split: Split


class PartBegan(Struct, frozen=True):
    """A part of the task is taken up (1-based), as it is asked."""

    number: int
    total: int
    ask: str


class PartEnded(Struct, frozen=True):
    """A part of the task is over."""

    number: int
    outcome: Outcome


class TaskSpecified(Struct, frozen=True):
    """The overseer's plan is made."""

    specification: Specification


class WriterChosen(Struct, frozen=True):
    """Who writes the code of this attempt: the role's title, and the model ("" when offline).

    `function` names the bundled function ("" where a model writes).
    """

    title: str
    model: str
    plan: AttemptPlan
    function: str = ""


class TextArrived(Struct, frozen=True):
    """A piece of a model's text arrived; `restarted` voids what came before."""

    text: str
    restarted: bool = False


class CandidateWritten(Struct, frozen=True):
    """A candidate is there, not yet tested."""

    candidate: Candidate


class SuiteWritten(Struct, frozen=True):
    """The suite is there."""

    suite: Suite


class SuiteRan(Struct, frozen=True):
    """The suite was run on a candidate."""

    report: SuiteReport
    plan: AttemptPlan


class VersionAccepted(Struct, frozen=True):
    """A version is to be used: what it passed, and how sure it is (None where that is unknown)."""

    report: SuiteReport
    confidence: Confidence | None = None


class AttemptFailed(Struct, frozen=True):
    """An attempt is over without accepted code; `last` if no other follows."""

    plan: AttemptPlan
    reason: str
    last: bool


class CaseDisputed(Struct, frozen=True):
    """A case was found wrong and left out of the suite, with the reason."""

    name: str
    reason: str


class CandidateReviewed(Struct, frozen=True):
    """The analyzers have looked at the accepted candidate."""

    review: Review


class IterationEnded(Struct, frozen=True):
    """An optimizer's iteration is decided."""

    iteration: Iteration


class OptimizationEnded(Struct, frozen=True):
    """The optimizer stopped: the iteration that won (0: the first version), score and reason."""

    best: int
    score: float
    reason: str
    iterations: tuple[Iteration, ...] = ()


class NodeKept(Struct, frozen=True):
    """A version was kept as a node."""

    node_id: str
    version: int


class NodeReused(Struct, frozen=True):
    """A stored node answers this task; no code was written."""

    node_id: str
    reason: str
    confidence: Confidence | None = None


class FellBack(Struct, frozen=True):
    """A stage could not ask its model and went on otherwise; `down` if none was reachable."""

    stage: str
    reason: str
    hint: str = ""
    down: bool = False


class ToolCalled(Struct, frozen=True):
    """A program called a tool; `by` says who really answered, `tokens` what a model spent."""

    name: str
    by: str
    seconds: float
    ok: bool
    tokens: int = 0


class Noted(Struct, frozen=True):
    """Something the user should know that fits no other event; one line."""

    text: str
    hint: str = ""


class Progressed(Struct, frozen=True):
    """Something long has come so far; `total` is 0 while it is not known."""

    what: str
    done: int
    total: int


class TaskEnded(Struct, frozen=True):
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
