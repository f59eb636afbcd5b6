"""An App that solves by a table, tells events as the real one does, and can be made to wait."""

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from msgspec.structs import replace

from src.domain import events
from src.domain.artifact import Artifact, ArtifactType, MemoryState, Recollection, Sameness
from src.domain.candidate import (
    Candidate,
    FailedCase,
    Origin,
    Review,
    Suite,
    SuiteReport,
    SuiteTest,
)
from src.domain.errors import ConfigError, MemoryUnavailable, ModelUnavailable, NodeError
from src.domain.events import Notify
from src.domain.json_value import JSONObject, JSONValue
from src.domain.model_request import ModelState, Role
from src.domain.node import Lineage, Node, NodeVersion
from src.domain.outcome import Attempt, AttemptPlan, Outcome, OutcomeStatus as Ending, TraceStep
from src.domain.program_run import Ending as RunEnding, RunMetrics, RunResult
from src.domain.program_status import ProgramStatus
from src.domain.task import Classification, Task, TaskKind
from src.domain.tool import Effects, ToolCard, ToolReply
from src.language.task_reading import read_task
from src.nodes.export import Exported
from src.tasks.retested_nodes import ImportedNodes
from src.tasks.model_bench import BenchRow, ModelRecord
from src.tasks.model_comparison import ModelComparison
from src.usercode.comparison import Compared
from src.usercode.requests import UserCodeAnswer, UserCodeRequest
from tests.fakes.evolution import FakeEvolution, FakeSwitch
from tests.fakes.known_functions import FakeKnownFunctions

SOURCE = 'import json\nimport sys\n\n\ndef main() -> None:\n    print(json.dumps({"result": 30}))\n'
SUITE = 'def test_one(answer):\n    assert answer("add 1 and 2") == 3\n'
ANSWERS: dict[str, JSONValue] = {
    "add 10 and 20": 30,
    "write me a joke about programmers": "Why dark mode?\nBecause light attracts bugs!",
    "calculate fibonacci sequence": [0, 1, 1, 2, 3, 5, 8, 13, 21, 34],
}


ADDING = Artifact("code:add_node", ArtifactType.CODE, "Add", "add 1 and 2", "add <n> and <n>", {})


class FakeRunner:
    """Runs nothing, answers as if."""

    def run_node(self, node_id: str, given: JSONObject, /) -> tuple[str, str, JSONObject]:
        return '{"result": 30}', "", {"latency_ms": 1.0, "success": True, "exit_code": 0}


@dataclass(frozen=True)
class FakeRuns:
    """What three runs cost."""

    count: int = 3
    success_rate: float = 1.0
    latency_ms: float = 1.2
    cpu_ms: float = 1.0
    memory_mb: float = 0.1


class FakeConfig:
    """Settings that stand in no file."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.settings = None
        self.unread = ()
        self._values = {"terminal.theme": "auto"}

    def rows(self) -> tuple[tuple[str, str, str], ...]:
        return tuple((key, value, "default") for key, value in self._values.items())

    def set(self, key: str, text: str, /) -> None:
        if key not in self._values:
            raise ConfigError(f"Unknown setting: {key}.")
        self._values[key] = text


@dataclass(frozen=True)
class FakeImported:
    """What an import brought."""

    added: int = 2
    known: int = 1
    broken: tuple[str, ...] = ()


class FakeToolkit:
    """One tool that is in order and writes what it was asked."""

    def cards(self) -> tuple[ToolCard, ...]:
        return (
            ToolCard("content_generator", "Content Generator", "llm", "Writes jokes", Effects.NONE),
        )

    def card(self, name: str) -> ToolCard:
        return self.cards()[0]

    def granted(self) -> tuple[str, ...]:
        return ()

    def untrusted(self) -> tuple[str, ...]:
        return ()

    def starts(self, name: str) -> str:
        return "the content model"

    def check(self) -> tuple[tuple[str, str], ...]:
        return (("content_generator", ""),)

    def trust(self, name: str) -> None:
        return None

    def grant(self, name: str) -> None:
        return None

    def revoke(self, name: str) -> None:
        return None

    def run(self, name: str, text: str) -> ToolReply:
        return ToolReply(f"about {text}", "fake")


class FakeRunHistory:
    """The same runs of every node."""

    def runs_of(self, node_id: str) -> FakeRuns:
        return FakeRuns()


class FakeMemory:
    """One artifact."""

    def __init__(self) -> None:
        self.runs = FakeRunHistory()
        self.artifact: Artifact | None = ADDING

    def state(self) -> MemoryState:
        return MemoryState((("code", 2), ("pattern", 10)), "hashed n-grams", "embedded", 4096)

    def show(self, artifact_id: str) -> Artifact:
        if self.artifact is None or artifact_id.startswith("nothing"):
            raise MemoryUnavailable(f"nothing remembered has the id {artifact_id}")
        return self.artifact

    def recall(
        self, text: str, *, types: Sequence[str] = (), limit: int = 5
    ) -> tuple[Recollection, ...]:
        kept = self.artifact
        wanted = kept is not None and (not types or kept.type.value in types)
        return (Recollection(kept, 0.91, Sameness.RELATED),) if kept and wanted else ()

    def forget(self, artifact_id: str) -> Artifact:
        found, self.artifact = self.show(artifact_id), None
        return found

    def export_to(self, path: Path) -> int:
        return 1

    def reindex(self, progress: Callable[[int, int], None]) -> int:
        progress(1, 1)
        return 1


class FakeNodes:
    """Two nodes with two versions each."""

    def __init__(self) -> None:
        self._nodes = {"add_node": _node("add_node"), "fibonacci_node": _node("fibonacci_node")}

    def ids(self) -> tuple[str, ...]:
        return tuple(sorted(self._nodes))

    def load(self, node_id: str) -> Node:
        if node_id not in self._nodes:
            raise NodeError(f"Unknown node {node_id}.", hint="list shows all nodes.")
        return self._nodes[node_id]

    def find(self, name: str) -> Node:
        return self.load(name)

    def functions(self) -> tuple[str, ...]:
        return self.ids()

    def repair(self) -> tuple[str, ...]:
        return ("add_node: node.json was written again from version 2",)

    def survey(self, ids: Sequence[str]) -> tuple[tuple[Node, ...], tuple[()]]:
        return tuple(map(self.load, ids)), ()

    def version(self, node_id: str, number: int) -> NodeVersion:
        node = self.load(node_id)
        if number not in node.versions:
            raise NodeError(f"{node_id} has no version {number}.")
        source = f"# version {number}\n{node.source}"
        lineage = Lineage(Origin.WRITTEN, number - 1, "gemma3:4b", 0.1, "d1ge57", 7)
        return NodeVersion(number, source, node.suite, "0" * 64, lineage, 0.0)

    def export(self, node_id: str, folder: Path) -> Exported:
        return Exported(folder, ("main.py", "test_main.py"))

    def export_all(self, folder: Path) -> tuple[Exported, tuple[str, ...]]:
        return Exported(folder, ("pyproject.toml",)), ("old_node: it is a program of version 1",)

    def callers_of(self, node_id: str) -> tuple[str, ...]:
        return ()

    def delete(self, node_id: str) -> None:
        del self._nodes[self.load(node_id).id]

    def roll_back(self, node_id: str, number: int) -> Node:
        self.version(node_id, number)
        node = self.load(node_id)
        new = node.versions[-1] + 1
        self._nodes[node_id] = replace(node, version=new, versions=(*node.versions, new))
        return self._nodes[node_id]

    def edit(self, node_id: str, source: str) -> SuiteReport:
        if "broken" in source:
            return SuiteReport((), (FailedCase("test_one", "expected 3, got 4"),))
        node = self.load(node_id)
        self._nodes[node_id] = replace(node, source=source, version=3, versions=(1, 2, 3))
        return SuiteReport(("test_one",), ())

    def run(self, node_id: str, given: JSONObject | str) -> RunResult:
        self.load(node_id)
        return RunResult(RunEnding.FINISHED, '{"result": 11}', metrics=RunMetrics(1.2, 1.0, 0.1))

    def import_memory(self, path: Path) -> tuple[FakeImported, ImportedNodes]:
        return FakeImported(), ImportedNodes(("add_node",), ())


class FakeConversation:
    """Remembers nothing."""

    exchanges: tuple[object, ...] = ()

    def shown(self) -> str:
        return ""


class FakeFiles:
    """No session of the past."""

    def all(self) -> tuple[object, ...]:
        return ()


class FakeSession:
    """A session whose lines are all whole tasks."""

    def __init__(self, solve: Callable[[str, Notify], Outcome]) -> None:
        self.solve = solve
        self.conversation = FakeConversation()
        self.files = FakeFiles()

    def is_known(self, text: str) -> bool:
        return text in ANSWERS


class FakeUserFiles:
    """Compares nothing, answers as if."""

    def compare(
        self, first: str, second: str, *, function: str, inputs: str, python: str
    ) -> Compared:
        return Compared(True, "B is 2.00x faster: keep it", {"ratio": 2.0, "kept": True})

    def optimize(self, request: UserCodeRequest, notify: Notify) -> UserCodeAnswer:
        return UserCodeAnswer(
            True, ("f is 2.83x faster (score 2.00).", "wrote one.optimized.py"), {"score": 2.0}
        )

    def test(self, request: UserCodeRequest, notify: Notify) -> UserCodeAnswer:
        return UserCodeAnswer(True, ("3 tests of f.",), {"killed": 9}, SUITE)


class FakeModelSetup:
    """Installs nothing, tells how far it is, and may be slow or find no server."""

    def __init__(self, down: bool, slow: bool) -> None:
        self._down = down
        self._slow = slow

    def use(self, name: str) -> None:
        if self._down:
            raise ModelUnavailable("Ollama is not running", hint="ollama serve")

    def install_embeddings(self) -> None:
        if self._down:
            raise MemoryUnavailable("the embedding weights could not be installed: no network")

    def pull(self, model: str, notify: Notify) -> None:
        if self._down:
            raise ModelUnavailable("Ollama is not running", hint="ollama serve")
        for done in range(3):
            notify(events.Progressed(f"pulling {model}", done, 2))
            if self._slow and done == 1:
                threading.Event().wait(60)


class FakeApp:
    """The App as the terminal sees it; a task "wait STEP" stays in that step."""

    def __init__(
        self, *, models_down: bool = False, model: str = "gemma3:4b", slow: bool = False
    ) -> None:
        self.auto_switch = FakeSwitch()
        self.runner = FakeRunner()
        self.closed = False
        self.ready = False
        self.notes: list[str] = []
        self.interrupted = threading.Event()
        self.memory = FakeMemory()
        self.solved: list[str] = []
        self.rated: list[Outcome | None] = []
        self.model = "" if models_down else model
        self._down = models_down
        self._slow = slow
        self.nodes = FakeNodes()
        self._probed = False

    @property
    def session(self) -> FakeSession:
        return FakeSession(self.solve)

    def solve(self, text: str, notify: Notify) -> Outcome:
        self.solved.append(text)
        task = read_task(text)
        if "crash" in text:
            raise RuntimeError("a wheel came off")
        if text.startswith("wait"):
            notify(events.StepBegan(text.partition(" ")[2], "llm"))
            notify(events.TextArrived("import json\n\ndef solve(description: str) -> int:\n"))
            # Interrupted, the next event is where a task that is to stop ends.
            self.interrupted.wait(60)
            notify(events.StepEnded(text.partition(" ")[2], "llm", 0.1, False))
        if text not in ANSWERS:
            return Outcome(
                task,
                Ending.DECLINED,
                error="No bundled function fits, and no model can be asked.",
                hint="Start Ollama with: ollama serve",
                model_down=self._down,
            )
        return self._solve(task, notify)

    def _solve(self, task: Task, notify: Notify) -> Outcome:
        plan = AttemptPlan(1, Role.FAST, 0.1)
        candidate = Candidate(SOURCE, Origin.WRITTEN if self.model else Origin.LIBRARY)
        report = SuiteReport(tuple(f"test_{n}" for n in range(6)), ())
        for event in (
            events.TaskStarted(task),
            events.StepBegan("classify", "keyword"),
            events.TaskClassified(
                Classification(TaskKind.ARITHMETIC, "basic arithmetic operation", "keywords")
            ),
            events.StepEnded("classify", "keyword", 0.01, True),
            events.WriterChosen("Fast Code Generator", self.model, plan, "add"),
            events.TextArrived("import json\n"),
            events.CandidateWritten(candidate),
            events.SuiteWritten(Suite((SuiteTest("test_one", SUITE),))),
            events.SuiteRan(report, plan),
            events.VersionAccepted(report),
            events.CandidateReviewed(Review(SOURCE, (), ("flake8", "pylint", "mypy", "black"))),
            events.OptimizationEnded(0, 1.0, "starting the program is the cost"),
            events.NodeKept("add_node", 1),
        ):
            notify(event)
        outcome = Outcome(
            task,
            Ending.SOLVED,
            "ARITHMETIC",
            ANSWERS[task.text],
            candidate.origin,
            "add_node",
            attempts=(Attempt(plan, candidate, report),),
            model=self.model,
            seconds=0.5,
            trace=(
                TraceStep("classify", "keyword", 0.01, True),
                TraceStep("test", "test", 0.2, True),
            ),
        )
        notify(events.TaskEnded(outcome))
        return outcome

    def status(self) -> ProgramStatus:
        state = "unknown" if not self._probed else "not reachable" if self._down else "ready"
        reason = ("Ollama is not running at 127.0.0.1:11434", "ollama serve")
        away = reason if state == "not reachable" else ("", "")
        return ProgramStatus(
            models=(ModelState("fast", "gemma3:4b", "http://127.0.0.1:11434", state, *away),),
            sandbox_tier="A" if self._probed else "",
            sandbox_note="",
            memory=self.memory.state() if self._probed else None,
            auto=self.auto_switch.is_on,
            nodes=len(self.nodes.ids()),
            tokens=120,
            data_folder="/data",
            offline=False,
            log_file="/data/logs/evolver.log",
            warm=2,
            warm_mb=41.5,
        )

    def probe(self) -> None:
        self._probed = True

    def make_ready(self) -> None:
        self.ready = True

    @property
    def auto_evolution(self) -> FakeEvolution:
        return FakeEvolution(self.nodes.load("add_node"))

    @property
    def user_files(self) -> "FakeUserFiles":
        return FakeUserFiles()

    @property
    def model_trials(self) -> "FakeTrials":
        return FakeTrials()

    def explain(self) -> str:
        return "Nothing was solved yet in this session."

    def good(self, outcome: Outcome | None = None) -> str:
        self.rated.append(outcome)
        return "Noted: add_node was right."

    def bad(self, outcome: Outcome | None = None) -> str:
        self.rated.append(outcome)
        return "Noted: add_node was wrong."

    @property
    def functions(self) -> FakeKnownFunctions:
        return FakeKnownFunctions()

    def note(self, text: str) -> None:
        self.notes.append(text)

    def interrupt(self) -> None:
        self.interrupted.set()

    @property
    def toolkit(self) -> FakeToolkit:
        return FakeToolkit()

    @property
    def model_setup(self) -> "FakeModelSetup":
        return FakeModelSetup(self._down, self._slow)

    def take_notes(self) -> tuple[str, ...]:
        taken, self.notes = tuple(self.notes), []
        return taken

    def doctor(self) -> Iterator[tuple[str, bool, str, str]]:
        yield "sandbox", True, "tier A", ""
        yield "models", not self._down, "Ollama is not running", "ollama serve"

    def close(self) -> None:
        self.closed = True


def _node(node_id: str) -> Node:
    return Node(
        node_id, "Add numbers", "ARITHMETIC", SOURCE, SUITE, 2, f"nodes/{node_id}", versions=(1, 2)
    )


class FakeTrials:
    """Trials of one model."""

    def compare(self, task: str, notify: Notify) -> ModelComparison:
        row: JSONObject = {"model": "gemma3:4b", "solved": True, "code": SOURCE, "result": 30}
        return ModelComparison(task, (row,))

    def bench(self, tasks: str, notify: Notify) -> tuple[ModelRecord, ...]:
        row = BenchRow("double 4", "easy", True, True, False, "high", 3, 200, 4.0)
        return (ModelRecord("gemma3:4b", (row,)),)
