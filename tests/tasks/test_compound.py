"""What becomes of a task of several parts when a part fails, or says what it should not."""

import dataclasses
from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from src.domain.artifact import Artifact, ArtifactType, Recall, Recollection
from src.domain.candidate import Candidate, Origin, Suite, SuiteReport
from src.domain.errors import Declined, NodeError
from src.domain.events import Event, Noted, PartBegan, PartEnded, TaskSplit
from src.domain.json_value import JSONObject, JSONValue, to_json
from src.domain.node import Node, NodeVersion
from src.domain.outcome import Confidence, Level, Outcome, OutcomeStatus, TraceStep
from src.domain.task import Classification, Example, Specification, Task, TaskKind
from src.domain.tool import ToolReply
from src.domain.understanding import Split, TaskPart
from src.language.task_reading import read_task
from src.tasks.compound import CompoundProgram, CompoundSolver
from src.tasks.retested_nodes import PartVersions
from src.tasks.trace import Tracer
from tests.fakes.pipeline_steps import FakeReviewer

TASK = read_task("take @notes.txt, find its title and praise it")
KIND = Classification(TaskKind.TEXT, "so", "fake")
PARTS = (TaskPart("find the title in {a}", "find its title"), TaskPart('praise "{1}"', "praise it"))
SOURCES = {
    "title_node": "def title(path: str) -> str:\n    ...\n",
    "praise_node": "def praise(text: str) -> str:\n    ...\n",
}


@dataclasses.dataclass
class Parts:
    """Splits into the parts it is given, and solves them with the outcomes it is given."""

    outcomes: list[Outcome]
    passes: bool = True
    parts: tuple[TaskPart, ...] = PARTS
    kept: dict[str, Node] = dataclasses.field(default_factory=dict)
    asked: list[Task] = dataclasses.field(default_factory=list)
    told: list[Event] = dataclasses.field(default_factory=list)
    suites: list[Suite] = dataclasses.field(default_factory=list)

    def split(self, task: Task, recollections: Sequence[Recollection] = ()) -> Split:
        return Split(self.parts, "fake" if self.parts else "")

    def solve(self, task: Task) -> Outcome:
        self.asked.append(task)
        return self.outcomes[len(self.asked) - 1]

    def run(self, candidate: Candidate, suite: Suite, specification: Specification) -> SuiteReport:
        self.suites.append(suite)
        return SuiteReport(("a",), ()) if self.passes else SuiteReport((), (), trouble="mixed up")

    def load(self, node_id: str) -> Node:
        if node_id in self.kept:
            return self.kept[node_id]
        if node_id not in SOURCES:
            raise NodeError(f"unknown node {node_id}")
        return Node(node_id, "", "", SOURCES[node_id], "", 4, "", tools=("llm",))

    def version(self, node_id: str, number: int) -> NodeVersion:
        raise NodeError(node_id)

    def of_function(self, name: str) -> Node | None:
        return self.kept.get(f"{name}_node")

    def note_tested_with(self, node_id: str, versions: JSONObject) -> None:
        raise NodeError(node_id)

    def solver(self) -> CompoundSolver:
        tracer = Tracer(self.told.append, lambda: 0.0, lambda: 0)
        versions = PartVersions(self, self)
        return CompoundSolver(
            *((self,), self.solve, self, FakeReviewer(), self, versions),
            lambda name, text: None,
            tracer,
            self.told.append,
        )

    def assemble(self, task: Task = TASK) -> CompoundProgram | None:
        return self.solver().assemble(task, KIND, Recall())


def gave(
    result: JSONValue, function: str = "title", arguments: JSONObject | None = None
) -> Outcome:
    trace = (TraceStep("generate", "llm", 1.0, True, tokens=7),)
    return Outcome(
        TASK,
        OutcomeStatus.SOLVED,
        result=result,
        node_id=f"{function}_node",
        trace=trace,
        function=function,
        arguments=arguments or {"path": "notes.txt"},
        tool_replies=((f"a question of {function}", ToolReply("yes", "llama3")),),
    )


def solved(**settings: object) -> Parts:
    """Both parts solved."""
    outcomes = [gave("Spring"), gave("fine", "praise", {"text": "Spring"})]
    return dataclasses.replace(Parts(outcomes), **settings)  # type: ignore[arg-type]


def test_a_task_that_is_one_is_left_to_others() -> None:
    assert Parts([], parts=()).assemble() is None


def test_the_parts_are_solved_in_order_with_what_came_before() -> None:
    parts = solved()

    whole = parts.assemble()

    assert [task.text for task in parts.asked] == [
        "find the title in @notes.txt",
        'praise "Spring"',
    ]
    assert whole is not None and whole.solution is not None
    assert whole.solution.candidate.origin is Origin.WRITTEN
    assert "return praise(result)" in whole.solution.candidate.source
    kinds = [
        type(event) for event in parts.told if isinstance(event, (TaskSplit, PartBegan, PartEnded))
    ]
    assert kinds == [TaskSplit, PartBegan, PartEnded, PartBegan, PartEnded]


def test_the_plan_is_a_typed_function_tested_with_its_parts() -> None:
    parts = solved()

    whole = parts.assemble()

    assert whole is not None
    plan = whole.plan
    assert plan.signature == "title_then_praise(path: str) -> str"
    assert plan.arguments == {"path": "notes.txt"}
    assert plan.tested_with == {"title_node": 4, "praise_node": 4}
    assert plan.tools == ("llm",)
    assert [case.expected for case in plan.examples] == ["fine"]
    assert parts.suites[0].tool_replies == (
        ("a question of title", "yes"),
        ("a question of praise", "yes"),
    )


def test_a_part_that_is_no_typed_function_cannot_be_called() -> None:
    parts = Parts([replace(gave("Spring"), function="")])

    assert parts.assemble() is None
    assert "part 1 is not a kept function" in next(
        e.text for e in parts.told if isinstance(e, Noted)
    )


def test_the_users_example_decides_as_a_call_and_others_make_it_one_task() -> None:
    given = replace(TASK, examples=(Example(TASK.text, "lovely"),))
    parts, other = solved(), solved()

    whole = parts.assemble(given)
    none = other.assemble(replace(TASK, examples=(Example("take @x.txt and praise it", "so"),)))

    assert whole is not None
    users = [test for test in parts.suites[0].tests if test.from_user]
    assert users[0].example is not None and users[0].example.expected == "lovely"
    assert users[0].example.arguments == {"path": "notes.txt"}
    assert none is None


def kept_whole() -> tuple[Node, Artifact]:
    """The node and the artifact of a whole that was solved before."""
    whole = solved().assemble()
    assert whole is not None and whole.solution is not None
    plan, suite = whole.plan, whole.solution.suite
    specification: JSONObject = {"plan": to_json(plan), "suite": to_json(suite)}
    source = whole.solution.candidate.source
    node_id = f"{plan.function}_node"
    node = Node(node_id, "", "", source, "", 1, "", specification=specification)
    content: JSONObject = {"made_for": to_json(plan), "function": plan.function}
    artifact = Artifact(
        *("code:x", ArtifactType.CODE, "", TASK.text, TASK.template, content), node_id=node_id
    )
    return node, artifact


@pytest.mark.parametrize(
    ("levels", "least"),
    [
        ((Level.HIGH, Level.LOW), Level.LOW),
        ((Level.MEDIUM, None), Level.MEDIUM),
        ((None, Level.HIGH), Level.HIGH),
        ((None, None), None),
    ],
)
def test_the_whole_is_as_sure_as_its_least_sure_part(
    levels: tuple[Level | None, Level | None], least: Level | None
) -> None:
    parts = solved()
    sure = [level and Confidence(level) for level in levels]
    parts.outcomes = [
        replace(one, confidence=its) for one, its in zip(parts.outcomes, sure, strict=True)
    ]

    whole = parts.assemble()
    confirmed = dataclasses.replace(parts, asked=[]).assemble(
        replace(TASK, examples=(Example(TASK.text, "fine"),))
    )

    assert whole is not None and whole.solution is not None
    found = whole.solution.confidence
    assert (found and found.level) == least
    assert confirmed is not None and confirmed.solution is not None
    found = confirmed.solution.confidence
    assert (found and found.level) == (least and Level.HIGH)


def test_a_part_that_a_model_chose_leaves_the_whole_unconfirmed() -> None:
    parts = solved()
    parts.outcomes[1] = replace(parts.outcomes[1], chosen_by="gemma3")

    whole = parts.assemble()

    assert whole is not None and whole.chosen_by == "gemma3"


def test_a_function_that_is_kept_already_is_called_instead_of_kept_again() -> None:
    node, _ = kept_whole()
    parts = solved(kept={node.id: node})

    whole = parts.assemble()

    assert whole is not None and (whole.node, whole.solution) == (node, None)
    assert parts.suites == []


def test_a_name_that_another_function_has_gets_a_number() -> None:
    node, _ = kept_whole()
    other = replace(node, source="def other():\n    ...\n")
    parts = solved(kept={node.id: other})

    whole = parts.assemble()

    assert whole is not None and whole.plan.function == f"{node.function}_2"


def test_a_result_that_names_a_file_opens_none() -> None:
    parts = Parts([gave("@/etc/passwd"), gave("fine", "praise", {"text": "@/etc/passwd"})])

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
    failing = (Parts([gave("Spring"), lost]), solved(passes=False))

    for parts, reason in zip(failing, ("part 2 of 2", "each part is solved, but not the whole")):
        assert parts.assemble() is None
        assert reason in next(event.text for event in parts.told if isinstance(event, Noted))
