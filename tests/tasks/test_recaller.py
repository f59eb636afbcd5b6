"""What memory returns is related, of no use, or a lesson from earlier attempts."""

from dataclasses import dataclass, field

import pytest
from msgspec.structs import replace

from src.domain.artifact import Artifact, ArtifactType, MemoryState, Recollection, Sameness
from src.domain.candidate import Candidate, FailedCase, Origin, SuiteReport
from src.domain.model_request import Role
from src.domain.outcome import Attempt, AttemptPlan
from src.domain.wording import EditWordings, Wording
from src.language.task_reading import read_task
from src.tasks.lessons import Lessons, Recaller, lessons_of, signature_of
from tests.fakes.artifacts import code


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

    def wordings(self) -> tuple[tuple[str, Wording], ...]:
        return ()

    def edit_wordings(self, node_id: str, edit: EditWordings) -> None:
        """None are kept here."""

    def remember(self, artifacts) -> None:  # type: ignore[no-untyped-def]
        self.artifacts += artifacts

    def record_use(self, artifact_id: str, succeeded: bool) -> None:
        """Not counted here."""

    def state(self) -> MemoryState:
        return MemoryState((), "", "", 0)


def test_opposites_are_offered_as_a_structure_and_never_run() -> None:
    memory = FakeMemory([code("sort 3, 1, 2 descending")], similarity=0.9)

    recall = Recaller(memory).recall(read_task("sort 3, 1, 2 ascending"))

    assert [r.sameness for r in recall.related] == [Sameness.RELATED]
    assert "ascending" in recall.related[0].reason


@pytest.mark.parametrize(("kind", "related"), [("ALGORITHM", 0), ("SIMPLE_CONTENT", 1)])
def test_a_text_on_another_subject_is_a_structure_and_a_merely_similar_function_is_not(
    kind: str, related: int
) -> None:
    memory = FakeMemory([replace(code("write a story about dragons"), kind=kind)], similarity=0.4)

    recall = Recaller(memory).recall(read_task("write a story about space"))

    assert len(recall.related) == related


def test_the_library_is_no_structure_to_copy() -> None:
    memory = FakeMemory([replace(code("sum of a list"), type=ArtifactType.PATTERN)])

    assert Recaller(memory).recall(read_task("sum of the list 1, 2")).related == ()


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
REPAIRED = Candidate("x = items[-1]\n", Origin.REPAIRED)
PASSED = Attempt(PLAN, REPAIRED, SuiteReport(("test_1",), ()))


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


@pytest.mark.parametrize(
    ("attempts", "votes", "count"),
    [
        ([PASSED], (), 0),
        ([FAILED], (), 1),
        ([FAILED, PASSED], (), 2),
        ([FAILED], ("test_1",), 0),
        ([FAILED, PASSED], ("test_1",), 0),
        ([FAILED, replace(PASSED, candidate=replace(REPAIRED, origin=Origin.WRITTEN))], (), 1),
    ],
    ids=["passed", "failed", "repaired", "a vote", "a vote's repair", "an unrelated sample"],
)
def test_only_certain_failures_and_their_repairs_are_lessons(
    attempts: list[Attempt], votes: tuple[str, ...], count: int
) -> None:
    lessons = lessons_of(read_task("x"), "", [one.without(votes) for one in attempts], 0.0)

    assert len(lessons) == count


def test_the_same_failure_has_the_same_signature_anywhere() -> None:
    one = signature_of("TypeError at 0x7f01 in /tmp/a/b.py line 5")
    other = signature_of("TypeError at 0x9999 in /home/c.py\n  line 77")

    assert one == other
