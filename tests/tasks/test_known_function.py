"""A task that the library knows: its node, a model's code that it judges, or its own function."""

import pytest

from src.domain.candidate import Origin
from src.domain.errors import ModelUnavailable, SandboxError
from src.domain.events import FellBack, Noted
from src.domain.outcome import Level, OutcomeStatus
from src.language.task_reading import read_task
from src.tasks.known_function import LONGEST_WRITTEN
from tests.fakes.pipeline_bench import Bench
from tests.fakes.pipeline_steps import (
    FakeGenerator,
    FakeLibrary,
    FakeRecaller,
    FakeSandbox,
    adding,
    printed,
)


def known(**more: object) -> Bench:
    """A pipeline whose library knows how to add."""
    bench = Bench(library=FakeLibrary(adding("add 10 and 20")), **more)  # type: ignore[arg-type]
    bench.recaller = FakeRecaller(SandboxError("memory is not asked"))
    return bench


def test_a_task_that_the_library_knows_needs_no_model_and_becomes_a_typed_node() -> None:
    bench = known()

    outcome = bench.solve()

    assert (outcome.result, outcome.origin, outcome.model) == (30, Origin.LIBRARY, "")
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
    assert outcome.confidence is not None and outcome.confidence.level is Level.HIGH


def test_a_model_s_code_that_never_agrees_gives_way_to_the_library() -> None:
    bench = known(writes_known=True, generator=FakeGenerator(["test_case_1"] * 4))

    outcome = bench.solve()

    assert (outcome.result, outcome.origin, outcome.model) == (30, Origin.LIBRARY, "")
    assert any("using it" in str(event) for event in bench.heard(Noted))


@pytest.mark.parametrize(("lines", "requests"), [(LONGEST_WRITTEN, 1), (LONGEST_WRITTEN + 1, 0)])
def test_a_function_longer_than_small_models_write_right_is_the_library_s_own(
    lines: int, requests: int
) -> None:
    text = "def add(a: int, b: int) -> int:\n    return a + b\n" + "# more\n" * (lines - 2)
    bench = Bench(
        library=FakeLibrary(adding("add 10 and 20"), text=text),
        writes_known=True,
        generator=FakeGenerator(["by the model"]),
    )

    outcome = bench.solve()

    assert outcome.result == 30 and len(bench.generator.told) == requests


def test_a_model_that_cannot_be_reached_costs_a_known_function_nothing() -> None:
    down = ModelUnavailable("Ollama is not running", hint="ollama serve")
    bench = known(writes_known=True, generator=FakeGenerator([down]))

    outcome = bench.solve()

    assert outcome.solved and outcome.origin is Origin.LIBRARY
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
