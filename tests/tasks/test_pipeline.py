"""The recipe: what happens in which order, and what each failure becomes."""

import json

import pytest

from src.domain.artifact import ArtifactType
from src.domain.candidate import Origin
from src.domain.errors import (
    BrokenReply,
    Declined,
    EvolverError,
    MemoryUnavailable,
    ModelUnavailable,
    NodeError,
    SandboxError,
)
from src.domain.events import (
    AttemptFailed,
    CaseDisputed,
    FellBack,
    NodeReused,
    Noted,
    TaskEnded,
    TaskStarted,
    ToolCalled,
)
from src.domain.json_value import JSONObject
from src.domain.model_request import Role
from src.domain.outcome import Level, OutcomeStatus, TraceStep
from src.domain.program_run import Ending, Program, RunResult
from src.domain.task import TaskKind
from src.domain.tool import ToolReply
from src.language.task_reading import read_task
from src.tasks.case_runner import OWN_TASK
from tests.fakes.pipeline_bench import Bench, remembered, votes
from tests.fakes.pipeline_steps import (
    FakeClassifier,
    FakeGenerator,
    FakeMemory,
    FakeNodeStore,
    FakeOverseer,
    FakeRecaller,
    FakeSandbox,
    FakeToolbox,
    declining,
    printed,
)


def test_a_task_becomes_a_kept_node_and_its_result() -> None:
    bench = Bench()

    outcome = bench.solve()

    assert (outcome.status, outcome.result, outcome.origin) == (
        OutcomeStatus.SOLVED,
        30,
        Origin.WRITTEN,
    )
    assert outcome.node_id in bench.nodes.nodes
    assert outcome.confidence is not None and outcome.confidence.level is Level.HIGH
    assert isinstance(bench.events[0], TaskStarted) and isinstance(bench.events[-1], TaskEnded)
    steps = [step.name for step in outcome.trace]
    assert ", ".join(steps) == (
        "rag, classify, overseer, write tests, generate, test, generate, test, analyze,"
        " optimize, run"
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


def test_an_uncertain_node_that_is_reused_says_so_again() -> None:
    bench = Bench(generator=FakeGenerator([f"gives {n}" for n in range(4)]))
    first = bench.solve()
    again = Bench(nodes=bench.nodes, own=remembered())

    outcome = again.solve()

    assert outcome.reused and outcome.is_unconfirmed
    assert outcome.confidence == first.confidence
    assert [one.confidence for one in again.heard(NodeReused)] == [first.confidence]


def test_a_remembered_node_that_is_gone_is_written_anew() -> None:
    bench = Bench(own=remembered("gone_node"))

    outcome = bench.solve()

    assert outcome.solved and not outcome.reused
    assert any("gone_node" in str(event) for event in bench.heard(Noted))


def test_attempts_grow_stronger_and_a_failure_on_the_task_is_told_once() -> None:
    bench = Bench(generator=FakeGenerator([f"fails {OWN_TASK} {n}" for n in range(3)] + ["good"]))

    outcome = bench.solve()

    told = bench.generator.told
    assert outcome.solved and len(outcome.attempts) == 4
    assert [(p.role, p.temperature) for p, _ in told] == [
        (Role.FAST, 0.1),
        (Role.FAST, 0.8),
        (Role.FAST, 0.3),
        (Role.ESCALATION, 0.5),
    ]
    assert [[a.failure for a in earlier] for _, earlier in told] == [
        [],
        *[[f"{OWN_TASK}: wrong"]] * 3,
    ]
    assert outcome.confidence is not None and outcome.confidence.level is Level.LOW


def test_code_that_never_answers_is_failed_and_not_kept() -> None:
    bench = Bench(generator=FakeGenerator([f"{OWN_TASK} {n}" for n in range(4)]))

    outcome = bench.solve()

    assert (
        outcome.status is OutcomeStatus.FAILED and outcome.error.endswith("wrong") and outcome.hint
    )
    assert bench.nodes.nodes == {}
    assert {a.title for a in bench.memory.artifacts.values()} == {"failed: add 10 and 20"}
    assert len(bench.heard(AttemptFailed)) == 3


def test_a_version_that_stands_alone_is_used_and_called_uncertain() -> None:
    bench = Bench(generator=FakeGenerator([f"gives {n}" for n in range(4)]))

    outcome = bench.solve()

    assert outcome.solved and outcome.confidence is not None
    assert outcome.confidence.level is Level.LOW
    assert "for this task the versions gave 0 and 1" in str(outcome.confidence)


def test_a_case_that_the_used_version_fails_is_named_and_dropped() -> None:
    bench = Bench(
        suite=votes((1, 2, 3), (2, 2, 5)),
        generator=FakeGenerator(["fails test_case_2", "fails test_case_2 as well"]),
    )

    outcome = bench.solve()

    assert outcome.solved
    assert bench.heard(CaseDisputed) == [CaseDisputed("test_case_2", "wrong")]
    assert "add(a=2, b=2)" not in bench.nodes.nodes[outcome.node_id].suite


def test_a_broken_reply_costs_a_version_only() -> None:
    bench = Bench(generator=FakeGenerator([BrokenReply("cut off"), "good", "as good"]))

    outcome = bench.solve()

    assert outcome.solved and len(outcome.attempts) == 3


def test_a_model_that_goes_away_is_told_and_what_the_library_lacks_is_declined() -> None:
    down = ModelUnavailable("Ollama is not running", hint="ollama serve")
    bench = Bench(generator=FakeGenerator([down]))

    outcome = bench.solve()

    assert outcome.status is OutcomeStatus.DECLINED and outcome.model_down
    assert outcome.error == "not solved, because nothing fits"
    assert outcome.hint == "near: primes; Ollama is not running (ollama serve)"
    assert bench.heard(FellBack) == [
        FellBack("generate", "Ollama is not running", "ollama serve", down=True)
    ]


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
