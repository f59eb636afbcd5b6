"""The rewrites on programs as beginners write them: what fits, and that it does the same.

What they gain is measured by `python -m bench rewrites`.
"""

from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from bench.rewrites import DEMANDED, SlowProgram, slow_programs
from src.domain.candidate import Candidate
from src.domain.program_run import Limits
from src.optimize.rewrites.rewrite_improver import RewriteImprover
from src.sandbox.sandbox import ConfinedSandbox
from src.verify.equivalence import DifferentialEquivalence
from tests.optimize.rewrites.test_rewrites import NoEvidence

PROGRAMS = slow_programs()
SMALL = 12


def proposals_for(slow: SlowProgram) -> tuple[Candidate, ...]:
    return RewriteImprover().propose(slow.program, NoEvidence())


FITTING = [slow for slow in PROGRAMS if proposals_for(slow)]


@pytest.fixture(scope="module", name="equivalence")
def _equivalence() -> Iterator[DifferentialEquivalence]:
    with ConfinedSandbox(Limits()) as sandbox:
        yield DifferentialEquivalence(sandbox, inputs=6, seed=lambda: 1)


def test_there_are_thirty_and_a_rewrite_fits_more_than_the_half_that_must_gain() -> None:
    assert len(PROGRAMS) == 30
    assert len(FITTING) > DEMANDED


@pytest.mark.parametrize("slow", FITTING, ids=lambda slow: slow.name)
def test_a_beginners_program_does_the_same_after_each_rewrite(
    slow: SlowProgram, equivalence: DifferentialEquivalence
) -> None:
    workload = replace(slow.workload, start_size=min(SMALL, slow.workload.start_size))

    for proposal in proposals_for(slow):
        assert equivalence.check(slow.program, proposal, workload, "solve") is None, proposal.note
