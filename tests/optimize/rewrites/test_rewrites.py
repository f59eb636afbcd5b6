"""Every rewrite does what its own examples say, and leaves alone what it must."""

import ast
from dataclasses import dataclass

import pytest

from src.domain.candidate import Candidate, Origin, Suite
from src.domain.measurement import Profiling
from src.domain.task import Specification
from src.optimize.rewrites.catalogue import REWRITES
from src.optimize.rewrites.rewrite import Rewrite
from src.optimize.rewrites.rewrite_improver import RewriteImprover, rewritten

APPLIES = [(rewrite, *pair) for rewrite in REWRITES for pair in rewrite.applies]
REFUSES = [(rewrite, source) for rewrite in REWRITES for source in rewrite.refuses]


@dataclass(frozen=True)
class NoEvidence:
    specification: Specification | None = None
    profiling: Profiling | None = None
    tried: tuple[tuple[str, str], ...] = ()
    suite: Suite | None = None
    function: str = ""


def name_of(value: object) -> str:
    return value.name.replace(" ", "-") if isinstance(value, Rewrite) else ""


@pytest.mark.parametrize("rewrite, before, after", APPLIES, ids=name_of)
def test_a_rewrite_makes_the_change_its_example_shows(
    rewrite: Rewrite, before: str, after: str
) -> None:
    changed = rewritten(before, rewrite)

    assert ast.unparse(ast.parse(changed)) == ast.unparse(ast.parse(after))


@pytest.mark.parametrize("rewrite, source", REFUSES, ids=name_of)
def test_a_rewrite_leaves_alone_what_it_must(rewrite: Rewrite, source: str) -> None:
    assert rewritten(source, rewrite) == source


@pytest.mark.parametrize("rewrite", REWRITES, ids=name_of)
def test_a_rewrite_says_why_and_when(rewrite: Rewrite) -> None:
    assert 1 <= rewrite.why.count("\n") + 1 <= 2
    assert rewrite.precondition and rewrite.applies and rewrite.refuses


def test_names_are_told_apart() -> None:
    names = [rewrite.name for rewrite in REWRITES]

    assert len(set(names)) == len(names)


SOURCE = '''"""What it is."""

import os


def total(xs):  # adds up
    # start at nothing
    result = 0
    # one by one
    for x in xs:  # each
        result += x
    return result


def other(xs):
    result = 0
    for x in xs:
        result += x
    return result
'''


def test_comments_and_untouched_code_survive() -> None:
    candidate = Candidate(SOURCE, Origin.WRITTEN)

    proposals = RewriteImprover().propose(candidate, NoEvidence(function="total"))

    changed = proposals[0].source
    assert "sum(xs)" in changed
    assert all(comment in changed for comment in ("# adds up", "# start", "# one by", "# each"))
    assert changed.endswith(SOURCE[SOURCE.index("def other") :])


def test_a_program_that_does_not_parse_has_no_rewrites() -> None:
    assert RewriteImprover().propose(Candidate("def (", Origin.WRITTEN), NoEvidence()) == ()


def test_text_beyond_ascii_keeps_its_place() -> None:
    source = (
        "def f(wörter):\n    é = ''\n    for ü in wörter:\n        é += 'ß' + ü\n    return é\n"
    )

    proposals = RewriteImprover().propose(Candidate(source, Origin.WRITTEN), NoEvidence())

    assert any("''.join" in p.source or '"".join' in p.source for p in proposals)
