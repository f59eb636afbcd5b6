"""What becomes of a task of several parts when a part fails, or says what it should not."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from src.domain.artifact import Recall, Recollection
from src.domain.candidate import Candidate, Origin, Suite, SuiteReport
from src.domain.errors import Declined
from src.domain.events import Event, Noted, PartBegan, PartEnded, TaskSplit
from src.domain.json_value import JSONValue
from src.domain.outcome import Outcome, OutcomeStatus, TraceStep
from src.domain.split import Split, TaskPart
from src.domain.task import Classification, Specification, Task, TaskKind
from src.language.task_reading import read_task
from src.tasks.compound import CompoundProgram, CompoundSolver, PartSolvers
from src.tasks.trace import Tracer
from tests.fakes.pipeline_steps import FakeReviewer

TASK = read_task("take @notes.txt, find its title and praise it")
KIND = Classification(TaskKind.TEXT, "so", "fake")
PARTS = (TaskPart("find the title in {a}", "find its title"), TaskPart('praise "{1}"', "praise it"))


@dataclass
class Parts:
    """Splits into the parts it is given, and solves them with the outcomes it is given."""

    outcomes: list[Outcome]
    passes: bool = True
    parts: tuple[TaskPart, ...] = PARTS
    asked: list[Task] = field(default_factory=list)
    told: list[Event] = field(default_factory=list)

    def split(self, task: Task, recollections: Sequence[Recollection] = ()) -> Split:
        return Split(self.parts, "fake" if self.parts else "")

    def solve(self, task: Task) -> Outcome:
        self.asked.append(task)
        return self.outcomes[len(self.asked) - 1]

    def run(self, candidate: Candidate, suite: Suite, specification: Specification) -> SuiteReport:
        return SuiteReport(("a",), ()) if self.passes else SuiteReport((), (), trouble="mixed up")

    def assemble(self) -> CompoundProgram | None:
        tracer = Tracer(self.told.append, lambda: 0.0, lambda: 0)
        solvers = PartSolvers(self, self.solve, self, FakeReviewer(), Path("/data"))
        return CompoundSolver(solvers, tracer, self.told.append).assemble(TASK, KIND, Recall())


def gave(result: JSONValue, node: str = "x_node", asked: str = "") -> Outcome:
    trace = (TraceStep("generate", "llm", 1.0, True, tokens=7),)
    return Outcome(
        TASK, OutcomeStatus.SOLVED, result=result, node_id=node, asked=asked, trace=trace
    )


def test_a_task_that_is_one_is_left_to_others() -> None:
    assert Parts([], parts=()).assemble() is None


def test_the_parts_are_solved_in_order_with_what_came_before() -> None:
    parts = Parts([gave("Spring", "title_node"), gave("fine", "praise_node")])

    whole = parts.assemble()

    assert [task.text for task in parts.asked] == [
        "find the title in @notes.txt",
        'praise "Spring"',
    ]
    assert whole is not None and whole.solution.specification.tools == ("title_node", "praise_node")
    assert whole.solution.candidate.origin is Origin.WRITTEN
    assert [r.text for r in whole.replies.values()] == ['"Spring"', '"fine"']
    kinds = [
        type(event) for event in parts.told if isinstance(event, (TaskSplit, PartBegan, PartEnded))
    ]
    assert kinds == [TaskSplit, PartBegan, PartEnded, PartBegan, PartEnded]


def test_a_result_that_names_a_file_opens_none() -> None:
    parts = Parts([gave("@/etc/passwd"), gave("fine")])

    parts.assemble()

    assert [task.files for task in parts.asked] == [("notes.txt",), ()]


def test_a_part_that_nobody_can_solve_is_named() -> None:
    lost = Outcome(TASK, OutcomeStatus.DECLINED, error="nobody praises", hint="praise it yourself")
    parts = Parts([gave("Spring"), lost])

    with pytest.raises(
        Declined, match=r"part 2 of 2 \(“praise \"Spring\"”\): nobody praises"
    ) as raised:
        parts.assemble()

    assert raised.value.hint == "praise it yourself"


def test_where_the_parts_lead_nowhere_the_task_is_taken_for_one() -> None:
    lost = Outcome(TASK, OutcomeStatus.FAILED, error="no attempt passed its tests")
    failing = (Parts([gave("Spring"), lost]), Parts([gave("Spring"), gave("fine")], passes=False))

    for parts, reason in zip(failing, ("part 2 of 2", "each part is solved, but not the whole")):
        assert parts.assemble() is None
        assert reason in next(event.text for event in parts.told if isinstance(event, Noted))


def test_a_node_that_was_asked_in_other_words_is_asked_so_again() -> None:
    parts = Parts([gave("Spring"), gave("fine", asked='say something nice of "Spring"')])

    whole = parts.assemble()

    assert whole is not None
    assert whole.solution.specification.steps[1] == 'say something nice of "{1}"'
