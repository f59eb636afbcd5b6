"""A version that failed in use is shown to the model once, with how it failed."""

from dataclasses import dataclass

import pytest
from msgspec.structs import replace

from src.autoevolve.proposers import Repairer
from src.domain.candidate import Candidate, Origin, Suite
from src.domain.errors import BrokenReply
from src.domain.measurement import Profiling
from src.domain.task import Specification, TaskKind
from src.language.task_reading import read_task
from tests.fakes.pipeline_steps import FakeGenerator

FAILED = Candidate("failed", Origin.IMPROVED)
LIVE = Candidate("live", Origin.RECALLED)
SENTENCES = Specification(read_task("add 1 and 2"), TaskKind.ARITHMETIC, "add", "adds")
PLAN = replace(SENTENCES, function="add", signature="add(a: int, b: int) -> int")


@dataclass
class Known:
    """Evidence of which only the specification matters here."""

    specification: Specification | None = PLAN
    profiling: Profiling | None = None
    tried: tuple[tuple[str, str], ...] = ()
    suite: Suite | None = None
    function: str = ""


def test_the_failed_version_is_what_is_mended_and_only_once() -> None:
    generator = FakeGenerator(["mended", "again"])
    repairer = Repairer(generator, FAILED, "it failed on 'add 0 and 0'")

    first, second = (repairer.propose(LIVE, Known()) for _ in range(2))

    assert [one.source for one in first] == ["mended"] and second == ()
    ((_, earlier),) = generator.told
    assert earlier[0].candidate is FAILED
    assert "it failed on 'add 0 and 0'" in earlier[0].failure


def test_a_reply_of_no_use_leaves_the_turn_to_others() -> None:
    generator = FakeGenerator([BrokenReply("prose")])

    assert Repairer(generator, FAILED, "it failed").propose(LIVE, Known()) == ()


@pytest.mark.parametrize("plan", [None, SENTENCES], ids=["no plan", "a program of version 1"])
def test_what_is_no_typed_function_is_not_mended(plan: Specification | None) -> None:
    generator = FakeGenerator([])

    assert Repairer(generator, FAILED, "it failed").propose(LIVE, Known(plan)) == ()
