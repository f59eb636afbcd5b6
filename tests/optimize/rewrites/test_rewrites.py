"""Every rewrite does what its own examples say, and leaves alone what it must."""

import ast
import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from src.domain.candidate import Candidate, Origin, Suite
from src.domain.measurement import Profiling
from src.domain.task import Specification
from src.optimize.rewrites.catalogue import REWRITES
from src.optimize.rewrites.rewrite import Rewrite
from src.optimize.rewrites.rewrite_improver import RewriteImprover, rewritten

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "REWRITES.md").read_text("utf-8")
SECTIONS = {part.partition("\n")[0]: part for part in PAGE.split("\n## ")[1:]}


def programs_in(text: str) -> list[str]:
    """The programs of a block of code, which empty lines divide."""
    blocks = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    return [f"{program.strip()}\n" for block in blocks for program in block.split("\n\n")]


def examples_of(rewrite: Rewrite) -> tuple[list[list[str]], list[str]]:
    """The programs of its section: pairs, before and after, and those that are left alone."""
    applied, _, refused = SECTIONS[rewrite.name].partition("Left alone:")
    pairs = [program.split("# becomes\n") for program in programs_in(applied)]
    return pairs, programs_in(refused)


APPLIES = [(one, *pair) for one in REWRITES for pair in examples_of(one)[0]]
REFUSES = [(one, source) for one in REWRITES for source in examples_of(one)[1]]


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
    section = " ".join(SECTIONS[rewrite.name].split())
    assert " ".join(rewrite.why.split()) in section
    assert f"Where: {rewrite.precondition}." in section
    assert all(examples_of(rewrite))


def test_the_page_has_a_section_for_each_rewrite_in_their_order() -> None:
    assert list(SECTIONS) == [rewrite.name for rewrite in REWRITES]


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
