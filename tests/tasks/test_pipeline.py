"""The recipe: what happens in which order, and what each failure becomes."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pytest

from src.domain.artifact import ArtifactType
from src.domain.candidate import FailedCase, Origin, Suite
from src.domain.errors import (
    BrokenReply,
    Declined,
    EvolverError,
    MemoryUnavailable,
    ModelError,
    ModelUnavailable,
    NodeError,
    SandboxError,
)
from src.domain.events import (
    AttemptFailed,
    Event,
    FellBack,
    NodeReused,
    Noted,
    TaskEnded,
    TaskStarted,
    TestDropped,
    ToolCalled,
)
from src.domain.json_value import JSONObject
from src.domain.model_request import Role
from src.domain.outcome import Outcome, OutcomeStatus, TraceStep
from src.domain.ports import Generator
from src.domain.program_run import Ending, Program, RunResult
from src.domain.task import Classification, Example, Task, TaskKind
from src.domain.tool import ToolReply
from src.language.task_reading import read_task
from src.tasks.escalation import AttemptRule, Escalation
from src.tasks.execution import LiveRunner
from src.tasks.fallback import Fallback, FallbackGenerator
from src.tasks.library_generator import LibraryGenerator
from src.tasks.live_tools import LiveTools, ToolAllowance, ToolBudget
from src.tasks.own_functions import OwnCall
from src.tasks.persistence import Persistence
from src.tasks.pipeline import Pipeline
from src.tasks.pipeline_steps import KeepingSteps, WritingSteps
from src.tasks.trace import Tracer
from src.toolbox.recorded_replies import RecordedTools
from tests.fakes.pipeline_steps import (
    FakeArbiter,
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
    declining,
    printed,
    suite_of,
)

RULES = (AttemptRule(None, 0.1), AttemptRule(None, 0.3), AttemptRule(Role.ESCALATION, 0.5))
TASK = read_task("add 10 and 20")


def result(value: object) -> Callable[[Program, JSONObject | str], RunResult]:
    return lambda program, given: printed(json.dumps({"result": value}))


@dataclass
class Bench:
    """A pipeline of fakes, each of which a test may replace before it solves."""

    classifier: FakeClassifier = field(default_factory=FakeClassifier)
    overseer: FakeOverseer = field(default_factory=FakeOverseer)
    suite: Suite | EvolverError = field(default_factory=lambda: suite_of(("add 1 and 2", 3)))
    generator: FakeGenerator = field(default_factory=lambda: FakeGenerator(["good"]))
    judge: FakeArbiter = field(default_factory=FakeArbiter)
    recaller: FakeRecaller = field(default_factory=FakeRecaller)
    own: "FakeOwn" = field(default_factory=lambda: FakeOwn())
    memory: FakeMemory = field(default_factory=FakeMemory)
    nodes: FakeNodeStore = field(default_factory=FakeNodeStore)
    toolbox: FakeToolbox = field(default_factory=FakeToolbox)
    sandbox: FakeSandbox = field(default_factory=lambda: FakeSandbox(result(30)))
    library: FakeLibrary = field(default_factory=FakeLibrary)
    writes_known: bool = False
    events: list[Event] = field(default_factory=list)

    def solve(self, task: Task = TASK) -> Outcome:
        ticks = count()
        pipelines: list[Pipeline] = []

        def notify(event: Event) -> None:
            self.events.append(event)
            pipelines[0].notify(event)
            tracer.hear(event)

        fallback = Fallback(notify)
        tracer = Tracer(notify, lambda: float(next(ticks)), lambda: 0)

        def classify(task: Task, known: Classification) -> Classification:
            try:
                return self.classifier.classify(task)
            except ModelError as error:
                fallback.tell("classify", error)
                return known

        def escalation(generator: Generator) -> Escalation:
            asked = FallbackGenerator(fallback, (generator,), notify)
            return Escalation(asked, FakeSuiteRunner(), self.judge, tracer, notify)

        thinking = WritingSteps(
            self.library,
            self.own,
            self.recaller,
            classify,
            self.overseer,
            FakeSuiteWriter(self.suite).write,
            escalation(self.generator),
            escalation(self.generator),
            escalation(LibraryGenerator(self.library)),
            RULES,
            self.writes_known,
            lambda plan, source: (Example("add(a=0, b=0)", 0, {"a": 0, "b": 0}),),
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
        keeper = Persistence(self.nodes, self.memory, self.memory, lambda: 1.0, notify)
        finishing = KeepingSteps(FakeReviewer(), FakeOptimizer(), keeper, self.nodes, runner)
        pipelines.append(Pipeline(thinking, finishing, tracer, notify))
        return pipelines[0].solve(task)

    def heard(self, kind: type) -> list[Event]:
        return [event for event in self.events if isinstance(event, kind)]


@dataclass
class FakeOwn:
    """Finds this call for every task."""

    call: OwnCall | None = None

    def find(self, task: Task) -> OwnCall | None:
        return self.call


def remembered(node_id: str = "add_node") -> FakeOwn:
    return FakeOwn(OwnCall(node_id, None, "asked before in the same words", "add 10 and 20"))


def test_a_task_becomes_a_kept_node_and_its_result() -> None:
    bench = Bench()

    outcome = bench.solve()

    assert (outcome.status, outcome.result, outcome.origin) == (
        OutcomeStatus.SOLVED,
        30,
        Origin.WRITTEN,
    )
    assert outcome.node_id in bench.nodes.nodes
    assert isinstance(bench.events[0], TaskStarted) and isinstance(bench.events[-1], TaskEnded)
    steps = [step.name for step in outcome.trace]
    assert ", ".join(steps) == (
        "rag, classify, overseer, write tests, generate, test, analyze, optimize, run"
    )


def test_all_four_types_of_artifact_are_remembered_together() -> None:
    bench = Bench()

    bench.solve()

    kinds = {artifact.type for artifact in bench.memory.artifacts.values()}
    assert kinds == set(ArtifactType)
    assert bench.memory.uses == [("code:add_node", True)]


def test_the_same_task_again_runs_the_stored_node_and_asks_no_stage() -> None:
    bench = Bench()
    bench.solve()
    again = Bench(nodes=bench.nodes, own=remembered())
    again.generator = FakeGenerator([])

    outcome = again.solve(read_task("add 5 and 8"))

    assert outcome.reused and outcome.origin is Origin.RECALLED and outcome.result == 30
    assert again.heard(NodeReused)
    assert [step.name for step in outcome.trace] == ["rag", "run"]


def test_a_remembered_node_that_is_gone_is_written_anew() -> None:
    bench = Bench(own=remembered("gone_node"))

    outcome = bench.solve()

    assert outcome.solved and not outcome.reused
    assert any("gone_node" in str(event) for event in bench.heard(Noted))


def test_attempts_grow_stronger_and_are_told_what_failed() -> None:
    bench = Bench(generator=FakeGenerator(["fails test_1", "fails test_1 again", "good"]))

    outcome = bench.solve()

    told = bench.generator.told
    assert outcome.solved and len(outcome.attempts) == 3
    assert [(p.role, p.temperature) for p, _ in told] == [
        (Role.FAST, 0.1),
        (Role.FAST, 0.3),
        (Role.ESCALATION, 0.5),
    ]
    assert [a.failure for a in told[2][1]] == ["test_1: wrong", "test_1: wrong"]


def test_code_that_never_passes_is_failed_and_not_kept() -> None:
    bench = Bench(generator=FakeGenerator(["test_1 a", "test_1 b", "test_1 c"]))

    outcome = bench.solve()

    assert outcome.status is OutcomeStatus.FAILED and "test_1" in outcome.error and outcome.hint
    assert bench.nodes.nodes == {}
    assert {a.title for a in bench.memory.artifacts.values()} == {"failed: add 10 and 20"}
    assert len(bench.heard(AttemptFailed)) == 3


def test_a_dropped_test_is_named_and_the_code_that_passes_the_rest_accepted() -> None:
    bench = Bench(
        suite=suite_of(("add 1 and 2", 3), ("add 2 and 2", 5)),
        generator=FakeGenerator(["fails test_2"]),
        judge=FakeArbiter((FailedCase("test_2", "2 and 2 make 4"),)),
    )

    outcome = bench.solve()

    assert outcome.solved
    assert bench.heard(TestDropped) == [TestDropped("test_2", "2 and 2 make 4")]


def test_a_broken_reply_costs_an_attempt_only() -> None:
    bench = Bench(generator=FakeGenerator([BrokenReply("cut off"), "good"]))

    outcome = bench.solve()

    assert outcome.solved
    assert bench.generator.told[0][0].number == 1


def test_a_model_that_goes_away_is_told_and_what_the_library_lacks_is_declined() -> None:
    down = ModelUnavailable("Ollama is not running", hint="ollama serve")
    bench = Bench(generator=FakeGenerator([down]))

    outcome = bench.solve()

    assert outcome.status is OutcomeStatus.DECLINED and outcome.model_down
    assert (outcome.error, outcome.hint) == ("not solved, because nothing fits", "connect a model")
    assert bench.heard(FellBack) == [
        FellBack("write", "Ollama is not running", "ollama serve", down=True)
    ]


def known(**more: object) -> Bench:
    """A pipeline whose library knows how to add."""
    bench = Bench(library=FakeLibrary(adding("add 10 and 20")), **more)  # type: ignore[arg-type]
    bench.recaller = FakeRecaller(SandboxError("memory is not asked"))
    return bench


def test_a_task_that_the_library_knows_needs_no_model_and_becomes_a_typed_node() -> None:
    bench = known()

    outcome = bench.solve()

    assert (outcome.result, outcome.origin, outcome.model) == (30, Origin.PATTERN, "")
    node = bench.nodes.nodes[outcome.node_id]
    assert (node.function, node.signature) == ("add", "add(a: int, b: int) -> int")
    assert "assert add(a=1, b=2) == 3" in node.suite
    assert bench.sandbox.ran[-1][1] == {"arguments": {"a": 10, "b": 20}}
    assert ", ".join(step.name for step in outcome.trace) == (
        "rag, classify, overseer, write tests, generate, test, analyze, optimize, run"
    )


def test_its_node_answers_the_next_task_of_its_form() -> None:
    bench = known()
    bench.solve()
    again = Bench(library=FakeLibrary(adding("add 5 and 8", a=5, b=8)), nodes=bench.nodes)

    outcome = again.solve(read_task("add 5 and 8"))

    assert outcome.reused and [step.name for step in outcome.trace] == ["rag", "run"]
    assert again.sandbox.ran[-1][1] == {"arguments": {"a": 5, "b": 8}}


def test_with_models_one_request_writes_the_known_function() -> None:
    bench = known(writes_known=True, generator=FakeGenerator(["by the model"]))

    outcome = bench.solve()

    assert (outcome.origin, outcome.model) == (Origin.WRITTEN, "fake")
    assert len(bench.generator.told) == 1


def test_a_model_s_code_that_never_agrees_gives_way_to_the_library() -> None:
    bench = known(writes_known=True, generator=FakeGenerator(["test_case_1"] * 3))

    outcome = bench.solve()

    assert (outcome.result, outcome.origin, outcome.model) == (30, Origin.PATTERN, "")
    assert any("using it" in str(event) for event in bench.heard(Noted))


def test_a_model_that_cannot_be_reached_costs_a_known_function_nothing() -> None:
    down = ModelUnavailable("Ollama is not running", hint="ollama serve")
    bench = known(writes_known=True, generator=FakeGenerator([down]))

    outcome = bench.solve()

    assert outcome.solved and outcome.origin is Origin.PATTERN
    assert bench.heard(FellBack) == [
        FellBack("generate", "Ollama is not running", "ollama serve", down=True)
    ]


def test_a_copy_of_a_library_function_that_changed_since_becomes_a_new_version() -> None:
    bench = known()
    first = bench.solve()
    changed = FakeLibrary(adding("add 10 and 20"), text="def add(a: int, b: int): return b + a")

    again = Bench(library=changed, nodes=bench.nodes).solve()

    assert not again.reused and again.node_id == first.node_id
    assert bench.nodes.nodes[first.node_id].version == 2


def test_what_the_library_function_refuses_is_declined_with_its_reason() -> None:
    refusal = printed('{"error": "the number is too large"}')
    bench = known(sandbox=FakeSandbox(lambda program, given: refusal))

    outcome = bench.solve()

    assert (outcome.status, outcome.error) == (OutcomeStatus.DECLINED, "the number is too large")
    assert bench.nodes.nodes == {}


def test_a_decline_with_the_model_down_says_so() -> None:
    down = ModelUnavailable("Ollama is not running", hint="ollama serve")
    bench = Bench(classifier=FakeClassifier(error=down), overseer=FakeOverseer(declining()))

    outcome = bench.solve()

    assert outcome.status is OutcomeStatus.DECLINED and outcome.model_down
    assert (outcome.error, outcome.hint) == ("nothing fits", "connect a model")


def test_a_decline_with_no_model_configured_blames_no_model() -> None:
    bench = Bench(overseer=FakeOverseer(declining()))

    outcome = bench.solve()

    assert outcome.status is OutcomeStatus.DECLINED and not outcome.model_down


@pytest.mark.parametrize("error", [SandboxError("no sandbox", hint="allow"), Declined("no")])
def test_our_own_failure_is_an_outcome_with_its_hint(error: EvolverError) -> None:
    bench = Bench(suite=error)

    outcome = bench.solve()

    assert outcome.status in (
        OutcomeStatus.FAILED,
        OutcomeStatus.DECLINED,
    ) and outcome.error == str(error)


def test_a_program_that_crashes_on_the_task_is_failed_with_one_line() -> None:
    crash = RunResult(Ending.FAILED, stderr="Traceback...\nKeyError: 'x'\n", exit_code=1)
    bench = Bench(sandbox=FakeSandbox(lambda program, given: crash))

    outcome = bench.solve()

    assert outcome.status is OutcomeStatus.FAILED
    assert outcome.error == "the program failed with exit code 1: KeyError: 'x'"
    assert bench.memory.uses == [("code:add_node", False)]


def test_a_refusal_by_the_program_itself_is_a_decline() -> None:
    refusal = printed('{"error": "division by zero"}')
    bench = Bench(sandbox=FakeSandbox(lambda program, given: refusal))

    outcome = bench.solve()

    assert (outcome.status, outcome.error) == (OutcomeStatus.DECLINED, "division by zero")


def test_a_stored_node_that_contradicts_the_user_s_example_is_not_reused() -> None:
    bench = Bench()
    bench.solve()
    again = Bench(nodes=bench.nodes, own=remembered())

    outcome = again.solve(read_task("add 5 and 8 => 13"))

    assert not outcome.reused
    assert any("does not fit the example" in str(event) for event in again.heard(Noted))


def test_memory_out_of_reach_costs_the_remembering_only() -> None:
    error = MemoryUnavailable("the disk is full")
    bench = Bench(recaller=FakeRecaller(error), memory=FakeMemory(error=error))

    outcome = bench.solve()

    assert outcome.solved and outcome.node_id in bench.nodes.nodes
    assert sum("disk is full" in str(event) for event in bench.heard(Noted)) == 2


def test_a_program_that_cannot_be_kept_answers_all_the_same() -> None:
    bench = Bench(nodes=FakeNodeStore(NodeError("the disk is full")))

    outcome = bench.solve()

    assert (outcome.solved, outcome.result, outcome.node_id) == (True, 30, "")
    assert [
        str(event) for event in bench.heard(Noted) if "not kept: the disk is full" in str(event)
    ]


def test_content_from_a_template_is_marked_as_such() -> None:
    def joke(program: Program, given: JSONObject | str) -> RunResult:
        said = program.calls["call_tool"]({"name": "content_generator", "prompt": "a joke"})
        return printed(json.dumps({"result": said}))

    toolbox = FakeToolbox({"content_generator": ToolReply("ha", "template", 0.0, 2, 3)})
    content = FakeClassifier(TaskKind.SIMPLE_CONTENT)
    overseer = FakeOverseer(tools=("content_generator",))
    bench = Bench(content, overseer, toolbox=toolbox, sandbox=FakeSandbox(joke))

    outcome = bench.solve(read_task("write me a joke"))

    assert (outcome.result, outcome.origin) == ("ha", Origin.TEMPLATE)
    assert bench.heard(ToolCalled) == [
        ToolCalled("content_generator", "template", 0.0, ok=True, tokens=5)
    ]
    assert TraceStep("tool: content_generator", "tool", 0.0, True, "template", 5) in outcome.trace


def test_a_cancelled_task_tells_its_listener_and_lets_the_interrupt_through() -> None:
    def interrupt(program: Program, given: JSONObject | str) -> RunResult:
        raise KeyboardInterrupt

    bench = Bench(sandbox=FakeSandbox(interrupt))

    with pytest.raises(KeyboardInterrupt):
        bench.solve()

    ended = bench.events[-1]
    assert isinstance(ended, TaskEnded) and ended.outcome.status is OutcomeStatus.CANCELLED
