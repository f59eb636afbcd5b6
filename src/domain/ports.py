"""What the steps of thought need from the world: protocols, each with at least two fulfillers."""

from collections.abc import Mapping, Sequence
from typing import Protocol, Self

from ..domain.split import Split
from .artifact import Artifact, MemoryState, Recollection
from .candidate import Candidate, Finding, Suite, SuiteReport
from .json_value import JSONObject
from .measurement import Counterexample, Profiling, Verdict
from .model_request import Listener, Reply, Request
from .node import Node, NodeDraft, NodeVersion
from .outcome import Attempt, AttemptPlan
from .program_run import Program, RunResult
from .task import Classification, Specification, Task, Workload
from .tool import ToolCard, ToolReply


class LanguageModel(Protocol):
    """Answers a request with a whole reply, or raises a ModelError; never half a reply."""

    def complete(self, request: Request, listener: Listener | None = None) -> Reply:
        """Ask and wait for the complete reply; `listener` gets each piece as it arrives."""

    def model_for(self, request: Request) -> str:
        """Name the model that would answer ("" where there is none)."""


class Session(Protocol):
    """A program made ready to run; runs are independent of each other. Close when done."""

    def run(self, given: JSONObject | str) -> RunResult:
        """Run it once: a node gets it on stdin, a function {"seed", "size"}."""

    def close(self) -> None:
        """Give back what the session holds; runs that are under way are killed."""

    def __enter__(self) -> Self: ...
    def __exit__(self, *exc: object) -> None: ...


class Sandbox(Protocol):
    """Runs untrusted programs confined; what they do wrong is a RunResult, not an exception."""

    def open(self, program: Program) -> Session:
        """Make a program ready. Raises SandboxError only if the sandbox itself cannot start."""

    @property
    def tier(self) -> str:
        """How strongly programs are confined: "A", "B" or "C"."""


class Memory(Protocol):
    """Remembers artifacts and finds those that are near a text. Raises MemoryUnavailable."""

    def recall(
        self, text: str, *, types: Sequence[str] = (), limit: int = 5
    ) -> tuple[Recollection, ...]:
        """The nearest artifacts, most similar first, not yet judged (DIFFERENT by default)."""

    def with_template(self, template: str) -> tuple[Artifact, ...]:
        """Code artifacts of exactly this template, the best (by quality) first."""

    def remember(self, artifacts: Sequence[Artifact]) -> None:
        """Store them all or none, durably; an artifact of the same id is replaced."""

    def record_use(self, artifact_id: str, succeeded: bool) -> None:
        """Count a use; quality follows."""

    def state(self) -> MemoryState:
        """Counts, embedder, index and size."""


class RunLog(Protocol):
    """Keeps what every run of a node cost and how it ended."""

    def record(self, node_id: str, version: int, result: RunResult, given: JSONObject) -> None:
        """Add a run."""


class Analyzer(Protocol):
    """One static analysis tool."""

    @property
    def name(self) -> str:
        """What users call it."""

    def review(self, source: str) -> tuple[Finding, ...]:
        """Look at a program. Raises ToolFailed if the analyzer itself cannot run."""


class Formatter(Protocol):
    """Lays source out in the project's style."""

    def format(self, source: str) -> str:
        """The same program, formatted. Raises ToolFailed."""


class Toolbox(Protocol):
    """The tools programs may call."""

    def cards(self) -> tuple[ToolCard, ...]:
        """All tools, in the order of their names."""

    def call(self, name: str, prompt: str, arguments: JSONObject | None = None) -> ToolReply:
        """Call a tool. Raises UnknownTool (with the nearest name) or ToolFailed."""


class NodeStore(Protocol):
    """Keeps nodes on disk; a reader sees the old node or the new one, never half."""

    def keep(self, draft: NodeDraft) -> Node:
        """Store a new node or a new version of one, durably."""

    def load(self, node_id: str) -> Node:
        """The node as it stands. Raises NodeError."""

    def version(self, node_id: str, number: int) -> NodeVersion:
        """One version that was ever kept. Raises NodeError."""

    def roll_back(self, node_id: str, number: int) -> Node:
        """Make an old version current again, as a new version that points back."""

    def delete(self, node_id: str) -> None:
        """Remove the node with all versions. Raises NodeError."""

    def ids(self) -> tuple[str, ...]:
        """All node ids, sorted."""


class Embedder(Protocol):
    """Turns texts into vectors of one length."""

    @property
    def fingerprint(self) -> str:
        """Names model and version; vectors of different fingerprints are never compared."""

    @property
    def dimension(self) -> int:
        """The length of a vector."""

    def embed(self, texts: Sequence[str], *, query: bool = False) -> list[list[float]]:
        """One unit vector for each text. Raises EvolverError."""


class Comparer(Protocol):
    """Decides whether B is really cheaper to run than A."""

    def compare(
        self, a: Candidate, b: Candidate, workload: Workload, function: str = ""
    ) -> Verdict:
        """Measure both on the same seeded inputs; a program (function "") or one function."""

    def profile(self, a: Candidate, workload: Workload, function: str = "") -> Profiling:
        """How much of a run is the program's own work, and where it goes."""


class Equivalence(Protocol):
    """Looks for an input on which B does not do what A does."""

    def check(
        self, a: Candidate, b: Candidate, workload: Workload, function: str = ""
    ) -> Counterexample | None:
        """The first difference found, or None; raises Declined if A is not deterministic."""


class Improver(Protocol):
    """Proposes versions that might be better."""

    def propose(self, candidate: Candidate, evidence: "Evidence") -> tuple[Candidate, ...]:
        """Candidates to try, most promising first; () when it has no idea (left)."""


class Evidence(Protocol):
    """What an improver is told."""

    @property
    def specification(self) -> Specification | None: ...
    @property
    def profiling(self) -> Profiling | None: ...
    @property
    def tried(self) -> tuple[tuple[str, str], ...]: ...
    @property
    def suite(self) -> Suite | None: ...
    @property
    def function(self) -> str: ...


class Classifier(Protocol):
    """Says what kind of task it is."""

    def classify(self, task: Task) -> Classification:
        """Raises ModelError or Declined if it cannot say."""


class Overseer(Protocol):
    """Plans what shall be built."""

    def specify(
        self,
        task: Task,
        classification: Classification,
        recollections: Sequence[Recollection] = (),
        tools: Sequence[ToolCard] = (),
    ) -> Specification:
        """Raises ModelError, or Declined if nothing offline fits."""


class Splitter(Protocol):
    """Tells whether a task is several, and which. Raises ModelError or Declined."""

    def split(self, task: Task, recollections: Sequence[Recollection] = ()) -> Split:
        """The parts in order, each a task of its own; none if it is one task."""


class Generator(Protocol):
    """Writes a program from a specification."""

    def write(
        self, specification: Specification, plan: AttemptPlan, earlier: Sequence[Attempt] = ()
    ) -> Candidate:
        """Raises ModelError, or Declined."""

    def writer(self, specification: Specification, plan: AttemptPlan) -> tuple[str, str]:
        """The title of who would write it and the model's name ("" offline)."""


class SuiteWriter(Protocol):
    """Writes a suite from a specification, never from the program."""

    def write(self, specification: Specification) -> Suite:
        """Raises ModelError, or Declined."""


class SuiteRunner(Protocol):
    """Runs a suite against a program."""

    def run(self, candidate: Candidate, suite: Suite, specification: Specification) -> SuiteReport:
        """The report; a suite that cannot be judged has `trouble` set."""


class NodeCaller(Protocol):
    """Runs stored nodes for programmers."""

    def run_node(self, node_id: str, given: JSONObject, /) -> tuple[str, str, Mapping[str, object]]:
        """Run a node on its input object; returns stdout, stderr and metrics."""


class Clock(Protocol):
    """Time, handed in."""

    def now(self) -> float:
        """Seconds since the epoch."""

    def monotonic(self) -> float:
        """Seconds that never jump."""
