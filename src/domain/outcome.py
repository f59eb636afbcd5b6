"""What became of a task: the result, every attempt, and the workflow trace."""

from collections.abc import Collection
from enum import StrEnum

from msgspec import Struct

from .candidate import Candidate, Origin, SuiteReport
from .json_value import JSONObject, JSONValue
from .measurement import Iteration
from .model_request import Role
from .replace import replace
from .task import Example, Task
from .tool import ToolReply


class OutcomeStatus(StrEnum):
    """How a task ended."""

    SOLVED = "solved"
    DECLINED = "declined"
    FAILED = "failed"
    CANCELLED = "cancelled"


class AttemptPlan(Struct, frozen=True):
    """How an attempt is made: which role writes, at which temperature, and at most how often.

    `number` counts attempts and `sample` the versions drawn in one, both from 1.
    """

    number: int
    role: Role
    temperature: float
    samples: int = 1
    sample: int = 1


class Attempt(Struct, frozen=True):
    """One attempt: the candidate (None if no code came), its report, or what went wrong."""

    plan: AttemptPlan
    candidate: Candidate | None
    report: SuiteReport | None
    trouble: str = ""

    @property
    def failure(self) -> str:
        """The failure that the next attempt is given ("" if this one passed)."""
        if self.trouble:
            return self.trouble
        if self.report is None or self.report.all_passed:
            return ""
        return self.report.first_failure

    def without(self, names: Collection[str]) -> "Attempt":
        """Return the attempt without the failures of these tests."""
        if self.report is None:
            return self
        failures = tuple(one for one in self.report.failures if one.name not in names)
        return replace(self, report=replace(self.report, failures=failures))


class TraceStep(Struct, frozen=True):
    """A step of the workflow: "rag", "llm: overseer", "test" ...; wall seconds; tokens spent."""

    name: str
    kind: str
    seconds: float
    ok: bool
    detail: str = ""
    tokens: int = 0


class ModelUsage(Struct, frozen=True):
    """What the models spent on a task; `dollars` is 0 where the server names no price."""

    tokens: int
    seconds: float
    tokens_per_second: float
    dollars: float = 0.0

    def __str__(self) -> str:
        speed = f", {self.tokens_per_second:.0f} tokens/s" if self.tokens_per_second else ""
        cost = f", ${self.dollars:.4f}" if self.dollars else ""
        return f"{self.tokens:,} tokens in {self.seconds:.1f}s{speed}{cost}"


class Level(StrEnum):
    """How far a model's code is trusted.

    high: confirmed by an example, the library, or two versions and half of the cases;
    medium: two versions agree; low: a version alone, code that ignores a value of the task or
    gives something else than planned, or a call with other values than the task's.
    """

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Confidence(Struct, frozen=True):
    """How many of the `candidates` behave like the chosen one, and how many cases it passes.

    `note` says what else decided, or where versions differ.
    """

    level: Level
    candidates: int = 1
    agreeing: int = 1
    inputs: int = 0
    cases_passed: int = 0
    cases: int = 0
    note: str = ""

    @property
    def is_low(self) -> bool:
        """True if a result is shown as uncertain until the user confirms it."""
        return self.level is Level.LOW

    def __str__(self) -> str:
        parts: list[str] = []
        if self.agreeing > 1:
            versions = f"{self.agreeing} of {self.candidates} versions"
            parts.append(f"{versions} agree on {self.inputs} inputs")
        elif self.candidates > 1:
            parts.append("the versions disagree")
        if self.cases:
            parts.append(f"{self.cases_passed} of {self.cases} cases pass")
        if self.note:
            parts.append(self.note)
        return "; ".join(parts)


class Outcome(Struct, frozen=True):
    """What became of a task; `result` is JSON, `origin` says where the program came from.

    `model_down` marks a decline that a configured but unreachable model caused. Where a typed
    function answers, `function` and `signature` name it and `arguments` are what this task
    calls it with, `confidence` is how sure the code is that a model wrote, `source` is its code
    and `cases` what it was tested with. Where the code itself is the result, `code_is_result` is
    set and `result` is None; for a whole program `checks` says what was checked of it.
    `tool_replies` are what the tools answered, by `tool_question`. `wording` is the text of the
    stored wording that led to the node, `chosen_by` the model that chose the node's function for
    the task ("" where none did). `notes` are the convention that the result follows, and what
    the function warned of. `usage` is what models spent, None where none was asked.
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
    notes: tuple[str, ...] = ()
    usage: ModelUsage | None = None

    @property
    def is_unconfirmed(self) -> bool:
        """True if only the user can say whether it is right; its wording is not remembered yet.

        A model chose the function, or no second version agrees.
        """
        uncertain = self.confidence is not None and self.confidence.is_low
        return uncertain or bool(self.chosen_by)

    @property
    def solved(self) -> bool:
        """True if there is a result that may be believed."""
        return self.status is OutcomeStatus.SOLVED
