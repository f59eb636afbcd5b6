"""What /workflow shows of remembered tasks: steps that solved one, never a failure's."""

from pathlib import Path
from typing import cast

import pytest

from src.cli.commands.task_feedback import workflow
from src.cli.context import CommandContext
from src.cli.output import Branch
from src.cli.screen import Screen
from src.cli.theme import TerminalFeatures
from src.domain.artifact import ArtifactType
from src.domain.candidate import Candidate, FailedCase, Origin, SuiteReport
from src.domain.model_request import Role
from src.domain.outcome import Attempt, AttemptPlan
from src.language.task_reading import read_task
from src.memory.artifact_store import ArtifactStore
from src.memory.embedded_index import EmbeddedIndex
from src.memory.rag_memory import RagMemory
from src.tasks.lessons import Lessons
from tests.fakes.app import FakeApp, FakeConfig
from tests.fakes.artifacts import code
from tests.fakes.embedding import FakeEmbedder

FAILED = Attempt(
    AttemptPlan(1, Role.GENERATOR, 0.2),
    Candidate("def solve(d): ...", Origin.WRITTEN),
    SuiteReport((), (FailedCase("test_1", "IndexError: list index out of range"),)),
)


@pytest.fixture(name="context")
def _context(tmp_path: Path) -> CommandContext:
    store = ArtifactStore(tmp_path / "memory.db")
    app = FakeApp()
    app.memory = RagMemory(store, EmbeddedIndex(store), FakeEmbedder())  # type: ignore
    with open("/dev/null", "w", encoding="utf-8") as nowhere:
        screen = Screen(nowhere, TerminalFeatures())
        return CommandContext(lambda: app, FakeConfig(tmp_path), screen, ())  # type: ignore


def fail(context: CommandContext, text: str) -> None:
    memory = cast(RagMemory, context.app.memory)
    Lessons(memory, lambda: 1.0).record(read_task(text), "ALGORITHM", [FAILED])


def solve(context: CommandContext, text: str, step: str) -> None:
    steps = [{"name": step, "kind": "llm", "seconds": 1.0, "ok": True}]
    kept = code(text, id=f"workflow:{step}", type=ArtifactType.WORKFLOW, content={"steps": steps})
    cast(RagMemory, context.app.memory).remember([kept])


def shown(context: CommandContext, text: str) -> list[str]:
    output = workflow.action(context, {"TEXT": text})
    trees = [part for part in output.parts if isinstance(part, Branch)]
    return [branch.label for tree in trees for branch in tree.branches]


def test_a_failure_of_the_same_task_is_not_shown_as_its_workflow(context: CommandContext) -> None:
    fail(context, "last of 1, 2, 3")
    solve(context, "last but one of 1, 2, 3", "generate")

    assert shown(context, "last of 1, 2, 3") == ["generate (llm) 1.00s"]


def test_where_only_failures_are_remembered_there_is_no_workflow(context: CommandContext) -> None:
    fail(context, "last of 1, 2, 3")

    output = workflow.action(context, {"TEXT": "last of 1, 2, 3"})

    assert output.answer == {"workflow": None}


def test_what_else_is_near_crowds_no_workflow_out(context: CommandContext) -> None:
    solve(context, "last of 1, 2, 3", "generate")
    others = [code(f"last of {n}, 2, 3", node_id=f"n{n}") for n in range(30)]
    cast(RagMemory, context.app.memory).remember(others)

    assert shown(context, "last of 1, 2, 3") == ["generate (llm) 1.00s"]
