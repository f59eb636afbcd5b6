"""Fakes of the pipeline's steps and adapters: memory, nodes, models, tools."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from msgspec.structs import replace

from src.domain.artifact import Artifact, MemoryState, Recall, Recollection
from src.domain.candidate import (
    Candidate,
    FailedCase,
    Origin,
    Review,
    Suite,
    SuiteReport,
    SuiteTest,
)
from src.domain.errors import Declined, EvolverError, ModelUnavailable, NodeError, UnknownTool
from src.domain.json_value import JSONObject
from src.domain.measurement import Iteration
from src.domain.model_request import Listener, Reply, Request
from src.domain.node import Lineage, Node, NodeDraft, NodeVersion
from src.domain.outcome import Attempt, AttemptPlan
from src.domain.program_run import Ending, Program, RunResult
from src.domain.task import Classification, Example, Specification, Task, TaskKind
from src.domain.tool import Effects, ToolCard, ToolReply
from src.domain.understanding import Understanding
from src.domain.wording import EditWordings, Wording
from src.tasks.case_runner import OWN_TASK, input_key
from src.tasks.finalize import Reviewer


class FakeModel:
    """A LanguageModel that answers by a function, or raises what the function returns."""

    def __init__(
        self, answer: Callable[[Request], str | EvolverError], output_tokens: int = 2
    ) -> None:
        self._answer = answer
        self._output_tokens = output_tokens
        self.requests: list[Request] = []

    def complete(self, request: Request, listener: Listener | None = None) -> Reply:
        self.requests.append(request)
        said = self._answer(request)
        if isinstance(said, EvolverError):
            raise said
        return Reply(said, "fake", "nowhere", prompt_tokens=3, output_tokens=self._output_tokens)

    def model_for(self, request: Request) -> str:
        return "fake"


@dataclass
class FakeClassifier:
    kind: TaskKind = TaskKind.ARITHMETIC
    error: EvolverError | None = None

    def classify(self, task: Task) -> Classification:
        if self.error is not None:
            raise self.error
        return Classification(self.kind, "because", "fake")


@dataclass
class FakeOverseer:
    """Plans to add 10 and 20, whatever the task is."""

    error: EvolverError | None = None
    tools: tuple[str, ...] = ()

    def specify(
        self,
        understanding: Understanding,
        recollections: Sequence[Recollection] = (),
        tools: Sequence[ToolCard] = (),
        failed: str = "",
    ) -> Specification:
        if self.error is not None:
            raise self.error
        task = understanding.task
        plan = replace(adding(task.text), pattern="", examples=())
        return replace(plan, task=task, kind=understanding.kind.kind, tools=self.tools)


@dataclass
class FakeGenerator:
    """Writes the sources it is given, one an attempt; an error in their place is raised.

    A model that cannot be reached stays away.
    """

    sources: list[str | EvolverError]
    model: str = "fake"
    told: list[tuple[AttemptPlan, tuple[Attempt, ...]]] = field(default_factory=list)

    def write(
        self, specification: Specification, plan: AttemptPlan, earlier: Sequence[Attempt] = ()
    ) -> Candidate:
        self.told.append((plan, tuple(earlier)))
        gone = isinstance(self.sources[0], ModelUnavailable)
        source = self.sources[0] if gone else self.sources.pop(0)
        if isinstance(source, EvolverError):
            raise source
        return Candidate(source, Origin.WRITTEN, model=self.model, temperature=plan.temperature)

    def writer(self, specification: Specification, plan: AttemptPlan) -> tuple[str, str]:
        return "Fake Generator", self.model


@dataclass
class FakeLibrary:
    """A library that knows the one task of its plan, or none."""

    plan: Specification | None = None
    text: str = "def add(a: int, b: int): return a + b"

    def understand(self, task: Task) -> Understanding:
        kind = Classification(TaskKind.ARITHMETIC, "the words", "keywords")
        if self.plan is None:
            return Understanding(
                task,
                kind,
                miss="nothing fits",
                hint="near: primes; connect a model",
                connect="connect a model",
            )
        return Understanding(task, kind, replace(self.plan, task=task))

    def source(self, plan: Specification) -> str:
        return self.text

    def tool_reply(self, plan: Specification) -> str:
        return ""


def adding(text: str, a: int = 10, b: int = 20) -> Specification:
    """The library's plan for a task that adds two numbers."""
    return Specification(
        Task(text, "add <n> and <n>"),
        TaskKind.ARITHMETIC,
        "add",
        "Add two numbers.",
        examples=(Example("add(a=1, b=2)", 3, {"a": 1, "b": 2}),),
        pattern="add",
        function="add",
        signature="add(a: int, b: int) -> int",
        arguments={"a": a, "b": b},
    )


def suite_of(*examples: tuple[str, object], from_user: bool = False) -> Suite:
    """A suite of one test an example."""
    tests = []
    for number, (description, expected) in enumerate(examples, 1):
        source = f"def test_{number}(answer):\n    assert answer({description!r}) == {expected!r}\n"
        example = Example(description, expected)  # type: ignore[arg-type]
        tests.append(SuiteTest(f"test_{number}", source, example, from_user))
    return Suite(tuple(tests), by="fake")


@dataclass
class FakeSuiteWriter:
    suite: Suite | EvolverError

    def write(self, specification: Specification) -> Suite:
        if isinstance(self.suite, EvolverError):
            raise self.suite
        return self.suite


@dataclass
class FakeSuiteRunner:
    """Fails the tests that the candidate's source names; everything else passes.

    Each version gives 30 for the task, or what its source says that it gives.
    """

    def run(self, candidate: Candidate, suite: Suite, specification: Specification) -> SuiteReport:
        names = [*(test.name for test in suite.tests), OWN_TASK]
        failed = [name for name in names if name in candidate.source]
        passed = tuple(name for name in names if name not in failed)
        own = candidate.source.partition("gives ")[2] or "30"
        return SuiteReport(
            passed,
            tuple(FailedCase(name, "wrong") for name in failed),
            answers=((input_key(specification.arguments), own),),
        )


class FakeReviewer:
    """No analyzer is asked."""

    reported = Reviewer.reported

    def review(self, candidate: Candidate) -> tuple[Candidate, Review]:
        return candidate, Review(candidate.source, (), ("fake",))


@dataclass(frozen=True)
class FakeOptimized:
    best: Candidate
    iterations: tuple[Iteration, ...] = ()
    score: float = 1.0


class FakeOptimizer:
    """Stands for a task's optimizer, and for the one that it makes."""

    def improve(self, accepted: Any, *_: object) -> FakeOptimized:
        return FakeOptimized(getattr(accepted, "program", accepted))


@dataclass
class FakeRecaller:
    recalled: Recall | EvolverError = Recall()

    def recall(self, task: Task) -> Recall:
        if isinstance(self.recalled, EvolverError):
            raise self.recalled
        return self.recalled


@dataclass
class FakeMemory:
    artifacts: dict[str, Artifact] = field(default_factory=dict)
    uses: list[tuple[str, bool]] = field(default_factory=list)
    runs: list[tuple[str, int]] = field(default_factory=list)
    error: EvolverError | None = None
    known_wordings: list[tuple[str, Wording]] = field(default_factory=list)

    @property
    def tools(self) -> "FakeMemory":
        return self

    def rank(self, text: str, cards: Sequence[ToolCard]) -> tuple[ToolCard, ...]:
        if self.error is not None:
            raise self.error
        return tuple(cards)

    def recall(
        self, text: str, *, types: Sequence[str] = (), limit: int = 5
    ) -> tuple[Recollection, ...]:
        return ()

    def wordings(self) -> tuple[tuple[str, Wording], ...]:
        return tuple(self.known_wordings)

    def edit_wordings(self, node_id: str, edit: EditWordings) -> None:
        kept = edit(tuple(one for other, one in self.known_wordings if other == node_id))
        others = [pair for pair in self.known_wordings if pair[0] != node_id]
        self.known_wordings = [*others, *((node_id, wording) for wording in kept)]

    def remember(self, artifacts: Sequence[Artifact]) -> None:
        if self.error is not None:
            raise self.error
        self.artifacts.update({artifact.id: artifact for artifact in artifacts})

    def of_node(self, node_id: str) -> tuple[Artifact, ...]:
        return tuple(one for one in self.artifacts.values() if one.node_id == node_id)

    def record_use(self, artifact_id: str, succeeded: bool) -> None:
        self.uses.append((artifact_id, succeeded))

    def record(self, node_id: str, version: int, result: RunResult, given: JSONObject) -> None:
        self.runs.append((node_id, version))

    def state(self) -> MemoryState:
        return MemoryState((), "fake", "fake", 0)


class FakeNodeStore:
    def __init__(self, error: NodeError | None = None) -> None:
        self.nodes: dict[str, Node] = {}
        self.lineages: dict[str, Lineage] = {}
        self.wordings: dict[str, tuple[Wording, ...]] = {}
        self._error = error

    def keep(self, draft: NodeDraft) -> Node:
        if self._error is not None:
            raise self._error
        node_id = draft.node_id or f"{draft.subject}_node"
        before = self.nodes.get(node_id)
        version = before.version + 1 if before else 1
        node = Node(
            node_id,
            draft.title,
            draft.kind,
            draft.source,
            draft.suite,
            version,
            f"/nodes/{node_id}",
            tools=draft.tools,
            specification=draft.specification,
            metrics=draft.metrics,
            versions=tuple(range(1, version + 1)),
        )
        self.nodes[node_id] = node
        self.lineages[node_id] = draft.lineage
        return node

    def load(self, node_id: str) -> Node:
        if node_id not in self.nodes:
            raise NodeError(f"unknown node {node_id}")
        return self.nodes[node_id]

    def version(self, node_id: str, number: int) -> NodeVersion:
        if self.load(node_id).version != number:
            raise NodeError(f"{node_id} has no version {number}")
        return NodeVersion(number, "", "", "", self.lineages[node_id], 0.0)

    def of_function(self, name: str) -> Node | None:
        return next(self.all_of_function(name), None)

    def all_of_function(self, name: str) -> Iterator[Node]:
        return (node for node in self.nodes.values() if node.function == name)

    def edit_wordings(self, node_id: str, edit: EditWordings) -> None:
        self.wordings[node_id] = edit(self.wordings.get(node_id, ()))

    def roll_back(self, node_id: str, number: int) -> Node:
        return replace(self.load(node_id), version=number)

    def delete(self, node_id: str) -> None:
        del self.nodes[node_id]

    def ids(self) -> tuple[str, ...]:
        return tuple(sorted(self.nodes))


class FakeSession:
    def __init__(self, sandbox: "FakeSandbox", program: Program) -> None:
        self._sandbox = sandbox
        self._program = program

    def run(self, given: JSONObject | str) -> RunResult:
        self._sandbox.ran.append((self._program, given))
        return self._sandbox.answer(self._program, given)

    def close(self) -> None:
        self._sandbox.closed += 1

    def __enter__(self) -> "FakeSession":
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


class FakeSandbox:
    """A Sandbox that runs nothing: `answer` says how each run ends."""

    tier = "fake"

    def __init__(self, answer: Callable[[Program, JSONObject | str], RunResult]) -> None:
        self.answer = answer
        self.ran: list[tuple[Program, JSONObject | str]] = []
        self.closed = 0

    def open(self, program: Program) -> FakeSession:
        return FakeSession(self, program)


def printed(text: str) -> RunResult:
    """A run that finished and printed this."""
    return RunResult(Ending.FINISHED, stdout=text, exit_code=0)


@dataclass
class FakeToolbox:
    replies: Mapping[str, ToolReply] = field(default_factory=dict)
    called: list[tuple[str, str]] = field(default_factory=list)

    def cards(self) -> tuple[ToolCard, ...]:
        return tuple(ToolCard(n, n, "llm", n, Effects.NONE) for n in sorted(self.replies))

    def call(self, name: str, prompt: str, arguments: JSONObject | None = None) -> ToolReply:
        if name not in self.replies:
            raise UnknownTool(f"unknown tool {name}")
        self.called.append((name, prompt))
        return self.replies[name]


def declining(reason: str = "nothing fits") -> Declined:
    """What an offline fulfiller raises that has no answer."""
    return Declined(reason, hint="connect a model")
