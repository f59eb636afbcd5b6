"""The ports: protocols through which features use adapters, each with two implementations or more.

Start here: a port says what its users may rely on; `app/` wires the implementations.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol, Self

from .artifact import Artifact, MemoryState, Recollection
from .candidate import Candidate, Finding, Suite, SuiteReport
from .json_value import JSONObject
from .measurement import Counterexample, Profiling, Verdict
from .model_request import Listener, Reply, Request
from .node import Node, NodeDraft, NodeVersion
from .outcome import Attempt, AttemptPlan
from .program_run import Program, RunResult
from .split import Split
from .task import Specification, Task, Workload
from .tool import ToolCard, ToolReply
from .understanding import Understanding
from .wording import EditWordings, Wording


class LanguageModel(Protocol):
    """Answers a request with a complete reply, or raises a ModelError."""

    def complete(self, request: Request, listener: Listener | None = None) -> Reply:
        """Ask and wait for the complete reply; `listener` gets each piece as it arrives."""

    def model_for(self, request: Request) -> str:
        """Name the model that would answer ("" if there is none)."""


class Session(Protocol):
    """A program ready to run any number of times; runs are independent. Close when done."""

    def run(self, given: JSONObject | str) -> RunResult:
        """Run once: a node reads `given` on stdin, a function an input made of {"seed", "size"}."""

    def close(self) -> None:
        """Release what the session holds; active runs are killed."""

    def __enter__(self) -> Self: ...
    def __exit__(self, *exc: object) -> None: ...


class Sandbox(Protocol):
    """Runs untrusted programs confined; their failures are RunResults, not exceptions."""

    def open(self, program: Program) -> Session:
        """Open a session for a program. Raises SandboxError only if the sandbox cannot start."""

    @property
    def tier(self) -> str:
        """How strongly programs are confined: "A", "B" or "C"."""


class Memory(Protocol):
    """Stores artifacts and retrieves those similar to a text. Raises MemoryUnavailable."""

    def recall(
        self, text: str, *, types: Sequence[str] = (), limit: int = 5
    ) -> tuple[Recollection, ...]:
        """The nearest artifacts, most similar first; their sameness is not decided yet."""

    def remember(self, artifacts: Sequence[Artifact]) -> None:
        """Store all or none, durably; an artifact with the same id is replaced."""

    def wordings(self) -> tuple[tuple[str, Wording], ...]:
        """(Node id, wording) of what may be run again; the same object until a change."""

    def edit_wordings(self, node_id: str, edit: EditWordings) -> None:
        """Change the wordings that a node answers, in one transaction."""

    def record_use(self, artifact_id: str, succeeded: bool) -> None:
        """Count a use and adjust the artifact's quality."""

    def state(self) -> MemoryState:
        """The counts by type, embedder, index and size."""


class RunLog(Protocol):
    """Records what every run of a node cost and how it ended."""

    def record(self, node_id: str, version: int, result: RunResult, given: JSONObject) -> None:
        """Record a run of a node's version on the given input."""


class Analyzer(Protocol):
    """One static analysis tool."""

    @property
    def name(self) -> str:
        """The analyzer's name, as shown to users."""

    def review(self, source: str) -> tuple[Finding, ...]:
        """The findings on a program. Raises ToolFailed if the analyzer itself cannot run."""


class Formatter(Protocol):
    """Formats source code."""

    def format(self, source: str) -> str:
        """The same program, formatted. Raises ToolFailed."""


class Toolbox(Protocol):
    """The tools that generated programs may call."""

    def cards(self) -> tuple[ToolCard, ...]:
        """All tools, sorted by name."""

    def call(self, name: str, prompt: str, arguments: JSONObject | None = None) -> ToolReply:
        """Call a tool. Raises UnknownTool (with a similar name) or ToolFailed."""


class NodeStore(Protocol):
    """Stores nodes with all their versions; writes are atomic for readers."""

    def keep(self, draft: NodeDraft) -> Node:
        """Store a new node or a new version of one, durably."""

    def of_function(self, name: str) -> Node | None:
        """The node whose typed function has this name; None if there is none."""

    def load(self, node_id: str) -> Node:
        """The node with its current version. Raises NodeError."""

    def version(self, node_id: str, number: int) -> NodeVersion:
        """One version of a node, current or not. Raises NodeError."""

    def roll_back(self, node_id: str, number: int) -> Node:
        """Make an old version current again, as a new version with lineage. Raises NodeError."""

    def edit_wordings(self, node_id: str, edit: EditWordings) -> None:
        """Change the wordings that the node answers. Raises NodeError."""

    def delete(self, node_id: str) -> None:
        """Remove the node with all versions. Raises NodeError."""

    def ids(self) -> tuple[str, ...]:
        """All node ids, sorted."""


class Embedder(Protocol):
    """Embeds texts as vectors of a fixed length."""

    @property
    def fingerprint(self) -> str:
        """The model and its version; vectors of different fingerprints are not comparable."""

    @property
    def dimension(self) -> int:
        """The length of a vector."""

    def embed(self, texts: Sequence[str], *, query: bool = False) -> list[list[float]]:
        """One unit vector per text; `query` for search texts. Raises EvolverError."""


class Comparer(Protocol):
    """Measures whether version B is cheaper to run than version A."""

    def compare(
        self, a: Candidate, b: Candidate, workload: Workload, function: str = ""
    ) -> Verdict:
        """Measure both on the same seeded inputs: the program, or one function of it."""

    def profile(self, a: Candidate, workload: Workload, function: str = "") -> Profiling:
        """How much of a run is the program's own work, and in which functions."""


class Equivalence(Protocol):
    """Searches for an input on which version B behaves differently from version A."""

    def check(
        self, a: Candidate, b: Candidate, workload: Workload, function: str = ""
    ) -> Counterexample | None:
        """The first difference found, or None. Raises Declined if A is not deterministic."""


class Improver(Protocol):
    """Proposes versions of a program that might be faster."""

    def propose(self, candidate: Candidate, evidence: "Evidence") -> tuple[Candidate, ...]:
        """Candidates to try, most promising first; () if it has none."""


class Evidence(Protocol):
    """What an improver may use; `tried` are pairs (note, outcome)."""

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


class Library(Protocol):
    """The functions that come with the program, and the calculator."""

    def understand(self, task: Task) -> Understanding:
        """What a task asks for: a known function with its arguments, or why there is none."""

    def plan_of(self, function: str, task: Task, arguments: JSONObject) -> Specification:
        """The plan of a bundled function that was chosen for a task, with its arguments."""

    def source(self, plan: Specification) -> str:
        """The function that a plan names, as a module. Raises Declined if it is gone."""

    def tool_reply(self, plan: Specification) -> str:
        """What the content tool answers in the function's tests ("" where none is asked)."""


class Overseer(Protocol):
    """Plans the program for a task."""

    def specify(
        self,
        understanding: Understanding,
        recollections: Sequence[Recollection] = (),
        tools: Sequence[ToolCard] = (),
    ) -> Specification:
        """The plan of a typed function. Raises ModelError, or Declined if it has none."""


class Splitter(Protocol):
    """Splits compound tasks into parts."""

    def split(self, task: Task, recollections: Sequence[Recollection] = ()) -> Split:
        """The parts in order; none for a single task. Raises ModelError or Declined."""


class Generator(Protocol):
    """Writes programs from specifications."""

    def write(
        self, specification: Specification, plan: AttemptPlan, earlier: Sequence[Attempt] = ()
    ) -> Candidate:
        """A candidate for this attempt, given the earlier ones. Raises ModelError or Declined."""

    def writer(self, specification: Specification, plan: AttemptPlan) -> tuple[str, str]:
        """The writer's title and the model's name ("" without a model)."""


class SuiteRunner(Protocol):
    """Runs a suite against a program."""

    def run(self, candidate: Candidate, suite: Suite, specification: Specification) -> SuiteReport:
        """The report; its `trouble` says why the suite could not be run, if so."""


class NodeCaller(Protocol):
    """Runs stored nodes for programmers."""

    def run_node(self, node_id: str, given: JSONObject, /) -> tuple[str, str, Mapping[str, object]]:
        """Run a node on its input object; returns stdout, stderr and metrics."""


class Clock(Protocol):
    """Provides the time, so that tests can control it."""

    def now(self) -> float:
        """Seconds since the epoch."""

    def monotonic(self) -> float:
        """Seconds of a monotonic clock."""
