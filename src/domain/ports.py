"""The ports: protocols through which features use adapters, each with two implementations or more.

Start here: a port says what its users may rely on; `app/` wires the implementations.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol, Self

from msgspec import Struct

from .artifact import Artifact, Recollection
from .candidate import Candidate, Finding, Suite, SuiteReport
from .json_value import JSONObject
from .listed_function import ListedFunction
from .measurement import Counterexample, Profiling, Verdict
from .model_request import Listener, Reply, Request
from .node import Node, NodeDraft, NodeVersion
from .outcome import Attempt, AttemptPlan
from .program_run import Program, RunResult
from .task import Specification, Task, Workload
from .tool import ToolCard, ToolReply
from .understanding import Split, Understanding
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

    def cancel(self) -> None:
        """End the active runs, from any thread; they return as CANCELLED."""

    def close(self) -> None:
        """Release what the session holds; active runs are killed."""

    def __enter__(self) -> Self: ...
    def __exit__(self, *exc: object) -> None: ...


class Sandbox(Protocol):
    """Runs untrusted programs confined; their failures are RunResults, not exceptions."""

    def open(self, program: Program) -> Session:
        """Open a session for a program. Raises SandboxError only if the sandbox cannot start."""


class Memory(Protocol):
    """Stores artifacts and retrieves those similar to a text. Raises MemoryUnavailable."""

    def recall(
        self, text: str, *, types: Sequence[str] = (), limit: int = 5
    ) -> tuple[Recollection, ...]:
        """Return the nearest artifacts, most similar first; their sameness is not decided yet."""

    def remember(self, artifacts: Sequence[Artifact]) -> None:
        """Store all or none, durably; an artifact with the same id is replaced."""

    def of_node(self, node_id: str) -> tuple[Artifact, ...]:
        """Return all artifacts of a node; none for a node whose folder came from elsewhere."""

    def wordings(self) -> tuple[tuple[str, Wording], ...]:
        """(Node id, wording) of what may be run again; the same object until a change."""

    def edit_wordings(self, node_id: str, edit: EditWordings) -> None:
        """Change the wordings that a node answers, in one transaction."""

    def record_use(self, artifact_id: str, succeeded: bool) -> None:
        """Count a use and adjust the artifact's quality."""

    def record(self, node_id: str, version: int, result: RunResult, given: JSONObject) -> None:
        """Record what a run of a node's version on the given input cost, and how it ended."""


class Analyzer(Protocol):
    """One static analysis tool."""

    @property
    def name(self) -> str:
        """The analyzer's name, as shown to users."""

    def review(self, source: str) -> tuple[Finding, ...]:
        """Return the findings on a program. Raises ToolFailed if the analyzer itself cannot run."""


class Formatter(Protocol):
    """Formats source code."""

    def format(self, source: str) -> str:
        """Return the same program, formatted. Raises ToolFailed."""


class Toolbox(Protocol):
    """The tools that generated programs may call."""

    def cards(self) -> tuple[ToolCard, ...]:
        """Return all tools, sorted by name."""

    def call(self, name: str, prompt: str, arguments: JSONObject | None = None) -> ToolReply:
        """Call a tool. Raises UnknownTool (with a similar name) or ToolFailed."""


class NodeStore(Protocol):
    """Stores nodes with all their versions; writes are atomic for readers."""

    def keep(self, draft: NodeDraft) -> Node:
        """Store a new node or a new version of one, durably."""

    def of_function(self, name: str) -> Node | None:
        """Return the first node whose typed function has this name; None if there is none."""

    def all_of_function(self, name: str) -> Iterable[Node]:
        """Return all nodes whose typed functions have this name."""

    def load(self, node_id: str) -> Node:
        """Return the node with its current version. Raises NodeError."""

    def version(self, node_id: str, number: int) -> NodeVersion:
        """Return one version of a node, current or not. Raises NodeError."""

    def roll_back(self, node_id: str, number: int) -> Node:
        """Make an old version current again, as a new version with lineage. Raises NodeError."""

    def edit_wordings(self, node_id: str, edit: EditWordings) -> None:
        """Change the wordings that the node answers. Raises NodeError."""

    def note_confidence(self, node_id: str, confidence: JSONObject) -> None:
        """Note how sure the current version's code is. Raises NodeError."""

    def note_tested_with(self, node_id: str, versions: JSONObject) -> None:
        """Note the versions of its parts that the node passed its cases with. Raises NodeError."""

    def ids(self) -> tuple[str, ...]:
        """Return all node ids, sorted."""


class Embedder(Protocol):
    """Embeds texts as vectors of a fixed length."""

    @property
    def fingerprint(self) -> str:
        """The model and its version; vectors of different fingerprints are not comparable."""

    @property
    def dimension(self) -> int:
        """The length of a vector."""

    def embed(self, texts: Sequence[str], *, query: bool = False) -> list[list[float]]:
        """Return one unit vector per text; `query` for search texts. Raises EvolverError."""


PairsDrawn = Callable[[int, int], None]
"""Called with the pairs measured so far and the most that a comparison may need."""


def ignore_pairs(_drawn: int, _most: int) -> None:
    """Let a comparison go unreported."""


class Comparer(Protocol):
    """Measures whether version B is cheaper to run than version A."""

    def compare(
        self,
        a: Candidate,
        b: Candidate,
        workload: Workload,
        function: str = "",
        drawn: PairsDrawn = ignore_pairs,
    ) -> Verdict:
        """Measure both on the same seeded inputs: the program, or one function of it."""

    def profile(self, a: Candidate, workload: Workload, function: str = "") -> Profiling:
        """Return how much of a run is the program's own work, and in which functions."""


class Equivalence(Protocol):
    """Searches for an input on which version B behaves differently from version A."""

    def check(
        self, a: Candidate, b: Candidate, workload: Workload, function: str = ""
    ) -> Counterexample | None:
        """Return the first difference found, or None. Raises Declined if A is not deterministic."""


class Improver(Protocol):
    """Proposes versions of a program that might be faster."""

    def propose(self, candidate: Candidate, evidence: "Evidence") -> tuple[Candidate, ...]:
        """Candidates to try, most promising first; () if it has none."""


class Evidence(Struct, frozen=True):
    """What an improver may use; `tried` are pairs (note, outcome)."""

    specification: Specification | None
    profiling: Profiling | None
    tried: tuple[tuple[str, str], ...]
    suite: Suite | None
    function: str = ""


class Library(Protocol):
    """The functions that come with the program, and the calculator."""

    def understand(self, task: Task) -> Understanding:
        """Find the known function that a task asks for, and its arguments, or why none fits."""

    def plan_of(self, function: str, task: Task, arguments: JSONObject) -> Specification:
        """Return the plan of a bundled function that was chosen for a task, with its arguments."""

    def source(self, plan: Specification) -> str:
        """Return the function that a plan names, as a module. Raises Declined if it is gone."""

    def arguments_for(self, function: str, text: str) -> JSONObject | None:
        """Return what a task calls this function with; None if it does not answer the task."""

    def wordings_of(self, function: str) -> tuple[str, ...]:
        """Return tasks that this function answers, as examples."""

    def names(self) -> Iterable[str]:
        """Return the names of all bundled functions."""

    def listed(self) -> Iterable[ListedFunction]:
        """Return all bundled functions as lists show them, sorted by name."""

    def as_node(self, name: str) -> Node | None:
        """Return a bundled function as the node it would be; None if there is none."""

    def tool_reply(self, plan: Specification) -> str:
        """Return what the content tool answers in the function's tests ("" where none is asked)."""


class Splitter(Protocol):
    """Splits compound tasks into parts."""

    def split(self, task: Task, recollections: Sequence[Recollection] = ()) -> Split:
        """Return the parts in order; none for a single task. Raises ModelError or Declined."""


class Generator(Protocol):
    """Writes programs from specifications."""

    def write(
        self, specification: Specification, plan: AttemptPlan, earlier: Sequence[Attempt] = ()
    ) -> Candidate:
        """Write a candidate, given the earlier attempts. Raises ModelError or Declined."""

    def writer(self, specification: Specification, plan: AttemptPlan) -> tuple[str, str]:
        """Return the writer's title and the model's name ("" without a model)."""


class SuiteRunner(Protocol):
    """Runs a suite against a program."""

    def run(self, candidate: Candidate, suite: Suite, specification: Specification) -> SuiteReport:
        """Return the report; its `trouble` says why the suite could not be run, if so."""


class NodeCaller(Protocol):
    """Runs stored nodes for programmers."""

    def run_node(self, node_id: str, given: JSONObject, /) -> tuple[str, str, Mapping[str, object]]:
        """Run a node on its input object; returns stdout, stderr and metrics."""


class Clock(Protocol):
    """Provides the time, so that tests can control it."""

    def now(self) -> float:
        """Return seconds since the epoch."""

    def monotonic(self) -> float:
        """Return seconds of a monotonic clock."""
