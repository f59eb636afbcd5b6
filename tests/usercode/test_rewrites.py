"""Each kind of rewrite is proposed for a user's function, and changes nothing around it."""

import pytest

from src.domain.candidate import Candidate, Origin
from src.domain.ports import Evidence
from src.optimize.rewrites.catalogue import REWRITES
from src.optimize.rewrites.rewrite_improver import RewriteImprover, rewritten
from src.usercode.patch import OneFunctionImprover, splice
from tests.usercode.planted import ABOVE, BELOW, PLANTED


@pytest.mark.parametrize("name", PLANTED)
def test_a_rewrite_is_proposed_and_all_around_stays_byte_for_byte(name: str) -> None:
    source = ABOVE + PLANTED[name] + BELOW
    known: dict[str, Candidate] = {}
    improver = OneFunctionImprover(RewriteImprover(), "f", known)

    proposed = improver.propose(
        Candidate(source, Origin.EDITED), Evidence(None, None, (), None, "f")
    )

    mine = [one for one in proposed if one.note.startswith(f"{name}:")]
    assert len(mine) == 1 and known[mine[0].digest] == mine[0]
    after = mine[0].source
    assert after.endswith(BELOW) and ABOVE.partition("\n")[2] in after
    compile(after, "planted.py", "exec")


def test_a_rewrite_keeps_line_ends_comments_and_odd_layout() -> None:
    source = (
        "# mine\r\ndef again(xs: list[int]) -> int:\r\n    seen = []\r\n    n = 0\r\n"
        "    for x in xs:\r\n        if x in seen:  # odd\r\n            n  +=  1\r\n"
        "        seen.append(x)\r\n    return n\r\n"
    )
    rewrite = next(one for one in REWRITES if one.name == "seen list to set")

    after = splice(source, rewritten(source, rewrite, "again"), "again")

    assert after == source.replace("seen = []", "seen = set()").replace("append", "add")
