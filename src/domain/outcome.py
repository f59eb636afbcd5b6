"""What became of a task: the result, every attempt, and the workflow trace."""

from dataclasses import dataclass
from enum import StrEnum

from .candidate import Candidate, Origin, SuiteReport
from .confidence import Confidence, Level
from .json_value import JSONObject, JSONValue
from .measurement import Iteration
from .model_request import Role
from .task import Example, Task
from .tool import ToolReply


class OutcomeStatus(StrEnum):
    """How a task ended."""

    SOLVED = "solved"
    DECLINED = "declined"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class AttemptPlan:
    """How an attempt is made: which role writes, at which temperature, and at most how often.

    `number` counts attempts and `sample` the versions drawn in one, both from 1.
    """

    number: int
    role: Role
    temperature: float
    samples: int = 1
    sample: int = 1


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt: the candidate (None if no code came), its report, or what went wrong."""

    plan: AttemptPlan
    candidate: Candidate | None
    report: SuiteReport | None
    trouble: str = ""

    @property
    def failure(self) -> str:
        """What the next attempt is told ("" if this one passed)."""
        if self.trouble:
            return self.trouble
        if self.report is None or self.report.all_passed:
            return ""
        return self.report.first_failure


@dataclass(frozen=True, slots=True)
class TraceStep:
    """A step of the workflow: "rag", "llm: overseer", "test" ...; wall seconds; tokens spent."""

    name: str
    kind: str
    seconds: float
    ok: bool
    detail: str = ""
    tokens: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a task; `result` is JSON, `origin` says where the program came from.

    `model_down` marks a decline that a configured but unreachable model caused. Where a typed
    function answers, `function` and `signature` name it and `arguments` are what this task
    calls it with, `confidence` is how sure the code is that a model wrote, `source` is its code
    and `cases` what it was tested with. Where the code itself is the result, `code_is_result` is
    set and `result` is None; for a whole program `checks` says what was checked of it.
    `tool_replies` are what the tools answered, by `tool_question`. `wording` is the text of the
    stored wording that led to the node, `chosen_by` the model that chose the node's function for
    the task ("" where none did).
    """

    task: Task
    status: OutcomeStatus
    kind: str = ""
    result: JSONValue = None
    origin: Origin | None = None
    node_id: str = ""
    reused: bool = False
    attempts: tuple[Attempt, ...] = ()
    iterations: tuple[Iteration, ...] = ()
    score: float = 1.0
    model: str = ""
    seconds: float = 0.0
    trace: tuple[TraceStep, ...] = ()
    error: str = ""
    hint: str = ""
    model_down: bool = False
    written_files: tuple[str, ...] = ()
    function: str = ""
    signature: str = ""
    arguments: JSONObject | None = None
    confidence: Confidence | None = None
    source: str = ""
    cases: tuple[Example, ...] = ()
    code_is_result: bool = False
    checks: tuple[str, ...] = ()
    tool_replies: tuple[tuple[str, ToolReply], ...] = ()
    wording: str = ""
    chosen_by: str = ""

    @property
    def is_unconfirmed(self) -> bool:
        """True if only the user can say whether it is right: a model chose the function, or a
        version stands alone. Such a wording is not remembered before that."""
        uncertain = self.confidence is not None and self.confidence.level is Level.LOW
        return uncertain or bool(self.chosen_by)

    @property
    def solved(self) -> bool:
        """True if there is a result that may be believed."""
        return self.status is OutcomeStatus.SOLVED
