"""A pipeline of fakes, each of which a test may replace before it solves."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from msgspec.structs import replace

from src.domain.candidate import Suite
from src.domain.errors import EvolverError, ModelError
from src.domain.events import Event
from src.domain.json_value import JSONObject
from src.domain.model_request import Role
from src.domain.node import Node
from src.domain.outcome import Outcome
from src.domain.program_run import Program, RunResult
from src.domain.task import Classification, Example, Task
from src.language.task_reading import read_task
from src.tasks.case_writer import case_suite
from src.tasks.answering import Answering
from src.tasks.escalation import AttemptRule, Escalation
from src.tasks.execution import LiveRunner
from src.tasks.known_function import KnownFunctionSolver
from src.tasks.live_tools import LiveTools, ToolAllowance, ToolBudget
from src.tasks.own_functions import OwnCall, OwnFunctionSolver
from src.tasks.persistence import Persistence
from src.tasks.pipeline import Pipeline
from src.tasks.trace import Tracer
from src.tasks.unknown_task import UnknownTaskSolver
from src.toolbox.toolbox import RecordedTools
from tests.fakes.pipeline_steps import (
    FakeClassifier,
    FakeGenerator,
    FakeLibrary,
    FakeMemory,
    FakeNodeStore,
    FakeOptimizer,
    FakeOverseer,
    FakeRecaller,
    FakeReviewer,
    FakeSandbox,
    FakeSuiteRunner,
    FakeSuiteWriter,
    FakeToolbox,
    adding,
    printed,
)

RULES = (AttemptRule(None, 0.1, 2), AttemptRule(None, 0.3), AttemptRule(Role.ESCALATION, 0.5))
TASK = read_task("add 10 and 20")


def votes(*cases: tuple[int, int, int]) -> Suite:
    """What a model takes for cases of adding: two numbers and what they make."""
    opinions = [Example(f"add(a={a}, b={b})", total, {"a": a, "b": b}) for a, b, total in cases]
    return case_suite(replace(adding(""), examples=()), votes=opinions, by="fake")


def result(value: object) -> Callable[[Program, JSONObject | str], RunResult]:
    """How every run ends: with this result."""
    return lambda program, given: printed(json.dumps({"result": value}))


@dataclass
class Bench:
    """The fakes, the events that were heard, and `solve`."""

    classifier: FakeClassifier = field(default_factory=FakeClassifier)
    overseer: FakeOverseer = field(default_factory=FakeOverseer)
    suite: Suite | EvolverError = field(default_factory=lambda: votes((1, 2, 3)))
    generator: FakeGenerator = field(default_factory=lambda: FakeGenerator(["good", "as good"]))
    own: "FakeOwn" = field(default_factory=lambda: FakeOwn())
    recaller: FakeRecaller = field(default_factory=FakeRecaller)
    memory: FakeMemory = field(default_factory=FakeMemory)
    nodes: FakeNodeStore = field(default_factory=FakeNodeStore)
    toolbox: FakeToolbox = field(default_factory=FakeToolbox)
    sandbox: FakeSandbox = field(default_factory=lambda: FakeSandbox(result(30)))
    library: FakeLibrary = field(default_factory=FakeLibrary)
    writes_known: bool = False
    events: list[Event] = field(default_factory=list)

    def solve(self, task: Task = TASK) -> Outcome:
        """What the pipeline makes of the task."""
        ticks = count()

        def notify(event: Event) -> None:
            self.events.append(event)
            tracer.hear(event)

        tracer = Tracer(notify, lambda: float(next(ticks)), lambda: 0)

        def classify(task: Task, known: Classification) -> Classification:
            try:
                return self.classifier.classify(task)
            except ModelError as error:
                tracer.fell_back("classify", error)
                return known

        escalation = Escalation(
            self.generator, FakeSuiteRunner(), lambda plan: (), tracer, notify, 0.8
        )
        runner = LiveRunner(
            self.sandbox,
            LiveTools(
                self.toolbox,
                RecordedTools(self.toolbox).call,
                ToolBudget(ToolAllowance(100, 100_000, 600.0)),
                notify,
            ),
            Path("/data"),
            lambda name: "",
        )
        keeper = Persistence(self.nodes, self.memory, lambda: 1.0, notify)
        answering = Answering(
            FakeReviewer(), FakeOptimizer(), keeper, self.nodes, runner, tracer, notify
        )
        known = KnownFunctionSolver(
            self.library,
            escalation,
            RULES,
            answering,
            self.writes_known,
            lambda plan, source: (Example("add(a=0, b=0)", 0, {"a": 0, "b": 0}),),
        )
        own = OwnFunctionSolver(self.own, answering)
        unknown = UnknownTaskSolver(
            own, known, self.recaller, classify, self.overseer, FakeSuiteWriter(self.suite).write
        )
        return Pipeline(own, known, lambda: unknown).solve(task)

    def heard(self, kind: type) -> list[Event]:
        """The events of this kind."""
        return [event for event in self.events if isinstance(event, kind)]


@dataclass
class FakeOwn:
    """Finds this call for every task, and notes what is learned."""

    call: OwnCall | None = None
    learned: list[tuple[str, str, JSONObject]] = field(default_factory=list)

    def find(self, task: Task) -> OwnCall | None:
        return self.call

    def learn(self, node: Node, text: str, arguments: JSONObject) -> None:
        self.learned.append((node.id, text, arguments))


def remembered(node_id: str = "add_node") -> FakeOwn:
    """A node of the user's own that answers every task."""
    return FakeOwn(OwnCall(node_id, None, "asked before in the same words", "add 10 and 20"))
