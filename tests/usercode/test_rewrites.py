"""Each kind of rewrite is proposed for a user's function, and changes nothing around it."""

import pytest

from src.domain.candidate import Candidate, Origin
from src.optimize.optimizer import ImprovementEvidence
from src.optimize.rewrites.rewrite_improver import RewriteImprover
from src.usercode.patch import OneFunctionImprover
from tests.usercode.planted import ABOVE, BELOW, PLANTED


@pytest.mark.parametrize("name", PLANTED)
def test_a_rewrite_is_proposed_and_all_around_stays_byte_for_byte(name: str) -> None:
    source = ABOVE + PLANTED[name] + BELOW
    known: dict[str, Candidate] = {}
    improver = OneFunctionImprover(RewriteImprover(), "f", known)

    proposed = improver.propose(
        Candidate(source, Origin.EDITED), ImprovementEvidence(None, None, (), None, "f")
    )

    mine = [one for one in proposed if one.note.startswith(f"{name}:")]
    assert len(mine) == 1 and known[mine[0].digest] == mine[0]
    after = mine[0].source
    assert after.endswith(BELOW) and ABOVE.partition("\n")[2] in after
    compile(after, "planted.py", "exec")
