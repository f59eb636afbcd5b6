"""The recaller: by template without a search, by rule, then by the evaluator, then as lessons."""

import json
from dataclasses import dataclass, field

import pytest

from src.domain.artifact import Artifact, ArtifactType, MemoryState, Recollection, Sameness
from src.domain.candidate import Candidate, FailedCase, Origin, SuiteReport
from src.domain.errors import ModelUnavailable
from src.domain.model_request import Listener, Reply, Request, Role
from src.domain.outcome import Attempt, AttemptPlan
from src.language.task_reading import read_task
from src.tasks.lessons import Lessons, lessons_of, signature_of
from src.tasks.recaller import Recaller
from tests.fakes.artifacts import code

ADD = code("add 10 and 20", ["add 2 and 3", "add 7 and 1"])


@dataclass
class FakeMemory:
    """Holds artifacts; everything of the asked type is near, as similar as `similarity` says."""

    artifacts: list[Artifact] = field(default_factory=list)
    similarity: float = 0.8
    searches: list[str] = field(default_factory=list)

    def recall(self, text, *, types=(), limit=5):  # type: ignore[no-untyped-def]
        self.searches.append(text)
        near = [a for a in self.artifacts if not types or a.type in types]
        return tuple(Recollection(a, self.similarity) for a in near[:limit])

    def with_template(self, template: str) -> tuple[Artifact, ...]:
        return tuple(a for a in self.artifacts if a.template == template and a.type == "code")

    def remember(self, artifacts) -> None:  # type: ignore[no-untyped-def]
        self.artifacts += artifacts

    def record_use(self, artifact_id: str, succeeded: bool) -> None:
        """Not counted here."""

    def state(self) -> MemoryState:
        return MemoryState((), "", "", 0)


@dataclass
class FakeModel:
    """Says these replies in turn; none: it is away."""

    replies: list[str]
    asked: list[Request] = field(default_factory=list)

    def complete(self, request: Request, listener: Listener | None = None) -> Reply:
        self.asked.append(request)
        if not self.replies:
            raise ModelUnavailable("away")
        return Reply(self.replies.pop(0), "llama3", "local")

    def model_for(self, request: Request) -> str:
        return "llama3"


def reply(judgement: str, wording: str = "", number: int = 1) -> str:
    said = {"reason": "both add", "number": number, "judgement": judgement, "wording": wording}
    return json.dumps(said)


def test_a_repeat_with_other_values_is_found_without_a_search() -> None:
    memory = FakeMemory([ADD])

    recall = Recaller(memory).recall(read_task("Add 5 and 8"))

    assert recall.is_same and recall.best is not None
    assert (recall.best.artifact.id, recall.best.ask) == (ADD.id, "add 5 and 8")
    assert memory.searches == []


def test_opposites_are_offered_as_a_structure_and_never_run() -> None:
    memory = FakeMemory([code("sort 3, 1, 2 descending", ["sort 1, 2 descending"] * 2)])
    model = FakeModel([reply("SAME", "sort 3, 1, 2 descending")])

    recall = Recaller(memory, model).recall(read_task("sort 3, 1, 2 ascending"))

    assert not recall.is_same
    assert [r.sameness for r in recall.related] == [Sameness.RELATED]
    assert "ascending" in recall.related[0].reason
    assert model.asked == []


def test_the_evaluator_may_say_same_in_the_stored_words() -> None:
    model = FakeModel([reply("SAME", "add 5 and 8")])

    recall = Recaller(FakeMemory([ADD]), model).recall(read_task("put 5 and 8 together"))

    assert recall.is_same and recall.best is not None
    assert (recall.best.ask, recall.best.by) == ("add 5 and 8", "llama3")
    (asked,) = model.asked
    assert (asked.role, asked.purpose, asked.temperature) == (Role.EVALUATOR, "same", 0.0)
    assert "add 10 and 20" in asked.text and "put 5 and 8 together" in asked.text


@pytest.mark.parametrize(
    "said",
    [reply("SAME", "add 5 and 9"), reply("SAME"), reply("RELATED"), reply("DIFFERENT"), "SAME"],
)
def test_an_evaluator_is_not_believed_beyond_what_can_be_checked(said: str) -> None:
    model = FakeModel([said])

    recall = Recaller(FakeMemory([ADD]), model).recall(read_task("put 5 and 8 together"))

    assert not recall.is_same


@pytest.mark.parametrize("replies", [[], ["what?", "no"], [reply("SAME", number=7)] * 2, ["", ""]])
def test_an_evaluator_that_is_no_use_leaves_it_to_the_rules(replies: list[str]) -> None:
    model = FakeModel(replies)

    recall = Recaller(FakeMemory([ADD]), model).recall(read_task("put 5 and 8 together"))

    assert [r.sameness for r in recall.related] == [Sameness.RELATED]


def test_the_evaluator_is_asked_only_about_what_could_be_run() -> None:
    unproven = code("add 10 and 20")
    model = FakeModel([reply("SAME", "add 5 and 8")])

    Recaller(FakeMemory([unproven]), model).recall(read_task("put 5 and 8 together"))

    assert model.asked == []


def test_a_typed_function_is_called_by_its_phrases_and_here_only_related() -> None:
    typed = code("multiply 2 by 3", content={"function": "multiply"})

    recall = Recaller(FakeMemory([typed])).recall(read_task("multiply 4 by 5"))

    assert not recall.is_same and recall.best is not None
    assert recall.best.reason == "its function does not read the whole task"


def test_what_is_not_similar_is_of_no_use() -> None:
    memory = FakeMemory([code("write a poem about rain")], similarity=0.1)

    recall = Recaller(memory).recall(read_task("add 5 and 8"))

    assert (recall.best, recall.related) == (None, ())


PLAN = AttemptPlan(1, Role.GENERATOR, 0.1)
FAILED = Attempt(
    PLAN,
    Candidate("x = items[5]\n", Origin.WRITTEN),
    SuiteReport((), (FailedCase("test_1", "IndexError: out of range at line 7 of /tmp/a"),)),
)
PASSED = Attempt(PLAN, Candidate("x = items[-1]\n", Origin.WRITTEN), SuiteReport(("test_1",), ()))


def test_a_failure_is_remembered_as_what_to_avoid() -> None:
    memory = FakeMemory()
    task = read_task("last of 1, 2, 3")
    Lessons(memory, lambda: 1.0).record(task, "ALGORITHM", [FAILED])

    recall = Recaller(memory).recall(read_task("last of 4, 5, 6"))

    assert len(recall.avoid) == 1 and "IndexError" in recall.avoid[0]


def test_a_fix_is_a_pattern_that_the_next_such_failure_is_offered() -> None:
    memory = FakeMemory()
    lessons = Lessons(memory, lambda: 1.0)

    stored = lessons.record(read_task("last of 1, 2"), "ALGORITHM", [FAILED, PASSED])

    assert [a.type for a in stored] == [ArtifactType.WORKFLOW, ArtifactType.PATTERN]
    (fix,) = lessons.fixes_for("IndexError: out of range at line 9 of /tmp/b")
    assert "-x = items[5]" in fix and "+x = items[-1]" in fix


def test_an_attempt_that_passed_teaches_no_failure() -> None:
    assert lessons_of(read_task("x"), "", [PASSED], 0.0) == ()


def test_the_same_failure_has_the_same_signature_anywhere() -> None:
    one = signature_of("TypeError at 0x7f01 in /tmp/a/b.py line 5")
    other = signature_of("TypeError at 0x9999 in /home/c.py\n  line 77")

    assert one == other
