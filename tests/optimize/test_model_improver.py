"""Improvements are whole programs, different ones, with what the model says of them."""

from dataclasses import dataclass

import pytest

from src.domain.candidate import Candidate, Origin, Suite
from src.domain.errors import BrokenReply, ModelError, ModelUnavailable
from src.domain.measurement import Profiling
from src.domain.model_request import Role
from src.domain.signature import function_ending
from src.domain.task import Specification, TaskKind
from src.language.task_reading import read_task
from src.optimize.model_improver import ModelImprover
from tests.fakes.pipeline_steps import FakeModel

SOLVE = """def solve(d):
    r = []
    for c in d:
        r.append(c)
    return r
"""
NODE = Candidate(SOLVE, Origin.WRITTEN)
FASTER = "def solve(d):\n    return list(d)\n"


@dataclass(frozen=True)
class Told:
    """What an improver is told."""

    specification: Specification | None = None
    profiling: Profiling | None = None
    tried: tuple[tuple[str, str], ...] = ()
    suite: Suite | None = None
    function: str = "solve"


def reply(code: str, why: str = "Why: list() is one call.") -> str:
    return f"Here:\n```python\n{code}```\n{why}"


def saying(*replies: str) -> FakeModel:
    left = list(replies)
    return FakeModel(lambda _: left.pop(0) if len(left) > 1 else left[0])


def test_a_different_program_is_proposed_with_its_reason() -> None:
    (made,) = ModelImprover(saying(reply(FASTER)), 1).propose(NODE, Told())

    assert made.source == FASTER
    assert (made.origin, made.parent, made.note) == (
        Origin.IMPROVED,
        NODE.digest,
        "list() is one call.",
    )


def test_each_proposal_is_asked_for_at_another_temperature() -> None:
    model = saying(reply(FASTER))

    made = ModelImprover(model, 3).propose(NODE, Told())

    assert len(made) == 1
    assert len({r.temperature for r in model.requests}) == 3
    assert len({r.attempt for r in model.requests}) == 3
    assert all(r.role is Role.POWERFUL and r.purpose == "improve" for r in model.requests)


def test_what_only_looks_different_is_left_out() -> None:
    same = NODE.source.replace("r = []", "rows = []  # faster").replace("r.app", "rows.app")
    same = same.replace("return r\n", "return rows\n")

    assert ModelImprover(saying(reply(same)), 1).propose(NODE, Told()) == ()


def test_the_model_is_told_profile_and_what_was_tried() -> None:
    model = saying(reply(FASTER))
    profiling = Profiling(own_ms=12.0, start_ms=20.0, hot=(("solve", 0.93),))

    ModelImprover(model, 1).propose(
        NODE, Told(profiling=profiling, tried=(("use a set", "within noise"),))
    )

    text = model.requests[0].text
    assert "solve: 93% of its own time" in text and "12.0 ms" in text
    assert "use a set: within noise" in text
    assert SOLVE.strip() in text


def test_a_later_round_asks_anew() -> None:
    model = saying(reply(FASTER))
    improver = ModelImprover(model, 2)

    improver.propose(NODE, Told())
    improver.propose(NODE, Told(tried=(("x", "worse"),)))

    assert len({r.attempt for r in model.requests}) == 4


def test_a_node_keeps_the_ending_that_makes_a_program_of_its_function() -> None:
    node = Candidate(SOLVE + function_ending("solve"), Origin.WRITTEN)
    plan = Specification(
        read_task("list the letters"), TaskKind.TEXT, "letters", "List.", function="solve"
    )
    model = saying(reply("def solve(d):\n    return list(d)\n"))

    (made,) = ModelImprover(model, 1).propose(node, Told(plan, function=""))

    assert made.source == FASTER + function_ending("solve")
    assert "__main__" not in model.requests[0].text


@pytest.mark.parametrize(
    "text",
    ["I see nothing to improve.", "", f"```python\n{FASTER[:25]}", "```python\ndef f(:\n```"],
)
def test_replies_that_cannot_be_used_are_told_with_the_reason(text: str) -> None:
    with pytest.raises(BrokenReply, match="^2 replies could not be used: "):
        ModelImprover(saying(text), 2).propose(NODE, Told())


def test_of_a_long_file_a_model_sees_the_method_what_it_uses_and_the_other_heads() -> None:
    others = "".join(f"def f{n}(x):\n    return {n} * x * x * x * x * x\n\n\n" for n in range(300))
    source = (
        f"import math\nLIMIT = 3\n{others}class Stock:\n    size = 1\n\n    def other(self):\n"
        "        return 77777\n\n    def spread(self, values):\n        return f7(LIMIT)\n"
    )
    model = saying(reply("def spread(self, values):\n    return 3\n"))

    (made,) = ModelImprover(model, 1).propose(
        Candidate(source, Origin.EDITED), Told(function="Stock.spread")
    )

    shown = model.requests[0].text
    assert made.source == "def spread(self, values):\n    return 3\n"
    assert all(one in shown for one in ("return f7(LIMIT)", "LIMIT = 3", "return 7 * x", "size ="))
    assert "def f9(x): ..." in shown and "77777" not in shown and "return 9 *" not in shown


def test_a_function_of_the_users_own_file_must_still_be_there() -> None:
    source = "def area(r):\n    return r * r * 3.14\n"
    mine = Candidate(source, Origin.EDITED)
    model = saying(
        reply("def other(r):\n    return 1\n"), reply("def area(r):\n    return 3.14 * r ** 2\n")
    )

    made = ModelImprover(model, 2).propose(mine, Told(function="area"))

    assert [c.source for c in made] == ["def area(r):\n    return 3.14 * r ** 2\n"]
    assert "the function `area`" in model.requests[0].text


def test_a_model_that_cannot_be_asked_is_not_hidden() -> None:
    model = FakeModel(lambda _: ModelUnavailable("nobody there"))

    with pytest.raises(ModelUnavailable):
        ModelImprover(model, 2).propose(NODE, Told())


def test_no_more_is_asked_once_the_tokens_are_spent_and_that_is_said() -> None:
    model = saying(reply(FASTER))
    # Each of the fake's replies costs 5 tokens.
    improver = ModelImprover(model, 4, token_budget=8)

    proposed = improver.propose(NODE, Told())

    assert len(proposed) == 1 and len(model.requests) == 2
    with pytest.raises(ModelError, match="8 tokens for it were used up"):
        improver.propose(NODE, Told())
    assert len(model.requests) == 2
