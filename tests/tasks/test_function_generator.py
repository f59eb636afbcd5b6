"""What is asked for a function whose signature is known, and what is made of the reply."""

from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from src.domain.candidate import Candidate, Origin
from src.domain.errors import BrokenReply
from src.domain.model_request import Role
from src.domain.outcome import Attempt, AttemptPlan
from src.domain.program_run import granted_files
from src.domain.signature import function_ending
from src.domain.task import Example, GivenFunction, Specification, TaskKind
from src.domain.tool import Effects, ToolCard
from src.language.task_reading import read_task
from src.tasks.function_generator import FunctionGenerator, stub_of
from tests.fakes.pipeline_steps import FakeModel
from tests.fakes.scripted import ScriptedModel

PLAN = Specification(
    read_task("is 7 prime"),
    TaskKind.ALGORITHM,
    "prime test",
    "Whether a whole number is a prime.",
    outputs="Whole numbers up to 10^14.",
    examples=(Example("is_prime(n=17)", True, {"n": 17}),),
    function="is_prime",
    signature="is_prime(n: int) -> bool",
    arguments={"n": 7},
)
CODE = "import math\n\n\ndef is_prime(n: int) -> bool:\n    return n > 1 and math.isqrt(n) > 0\n"
ATTEMPT = AttemptPlan(1, Role.FAST, 0.1)


def written(
    *replies: str,
    plan: Specification = PLAN,
    attempt: AttemptPlan = ATTEMPT,
    earlier: Sequence[Attempt] = (),
    tools: Sequence[ToolCard] = (),
) -> tuple[Candidate, ScriptedModel]:
    model = ScriptedModel(replies)
    generator = FunctionGenerator(model, {Role.FAST: "Fast Code Generator"}, tools=tools)
    return generator.write(plan, attempt, earlier), model


def test_the_stub_shows_signature_purpose_and_cases() -> None:
    assert stub_of(PLAN) == (
        "def is_prime(n: int) -> bool:\n"
        '    """Whether a whole number is a prime.\n\n'
        "    Whole numbers up to 10^14.\n\n"
        "    >>> is_prime(n=17)\n    True\n"
        '    """\n    ...'
    )


def test_the_stub_of_a_function_that_asks_a_tool_shows_no_reply_of_the_tool() -> None:
    assert "True" not in stub_of(replace(PLAN, tools=("content_generator",)))


def test_one_request_asks_for_the_body_of_the_stub() -> None:
    candidate, model = written(CODE)

    (request,) = model.requests
    assert (request.purpose, request.role, request.temperature) == ("write", Role.FAST, 0.1)
    assert stub_of(PLAN) in request.text and "failed" not in request.text
    assert candidate.source == CODE.rstrip() + "\n" + function_ending("is_prime")
    assert (candidate.origin, candidate.model, candidate.repairs) == (
        Origin.WRITTEN,
        "scripted",
        (),
    )


def test_repairs_are_kept_with_the_candidate() -> None:
    candidate, _ = written("def is_prime(number):\n    print(number > 1)\n")

    assert candidate.repairs == ("the signature was put back", "it returns what it printed")


def test_further_samples_have_seeds_of_their_own() -> None:
    seeds = [
        written(CODE, attempt=replace(ATTEMPT, sample=number))[1].requests[0].seed
        for number in (1, 2, 3)
    ]

    assert seeds == [None, 2, 3]


def test_the_next_version_is_told_what_was_tried_and_what_failed() -> None:
    first, _ = written(CODE)
    failed = Attempt(ATTEMPT, first, None, trouble="answers_the_task_itself: ValueError: no")

    second, model = written(CODE, earlier=(failed,))

    text = model.requests[0].text
    assert "ValueError: no" in text and "math.isqrt(n) > 0" in text and "main(" not in text
    assert (second.origin, second.parent) == (Origin.REPAIRED, first.digest)


def test_a_prompt_with_results_of_a_granted_file_counts_as_sending_the_file() -> None:
    sent: list[tuple[str, ...]] = []

    def answer(_request: object) -> str:
        sent.append(granted_files.get())
        return CODE

    plan = replace(PLAN, task=replace(PLAN.task, files=("taxes.csv",)))
    generator = FunctionGenerator(FakeModel(answer), {})
    failed = Attempt(ATTEMPT, generator.write(plan, ATTEMPT), None, trouble="got 'Ann, 20'")
    generator.write(plan, ATTEMPT, (failed,))

    assert sent == [(), ("taxes.csv",)]
    assert granted_files.get() == ()


def test_tools_are_explained_only_where_the_plan_has_some() -> None:
    card = ToolCard("translator", "Translator", "llm", "translates", Effects.NONE)

    without = written(CODE, tools=(card,))[1].requests[0].text
    with_tool = written(CODE, plan=replace(PLAN, tools=("translator",)), tools=(card,))[1]

    assert "call_tool" not in without
    assert "call_tool" in with_tool.requests[0].text and "translator" in with_tool.requests[0].text


def test_a_reply_without_the_function_is_broken() -> None:
    with pytest.raises(BrokenReply, match="no function is_prime"):
        written("def a(x, y):\n    return x\n")


def test_the_user_sees_the_role_and_the_model_that_writes() -> None:
    generator = FunctionGenerator(ScriptedModel([]), {Role.FAST: "Fast Code Generator"})

    assert generator.writer(PLAN, ATTEMPT) == ("Fast Code Generator", "scripted")


def test_after_a_failure_the_writer_is_shown_what_once_helped_against_one_like_it() -> None:
    failed = Attempt(ATTEMPT, Candidate("def is_prime(n): ...", Origin.WRITTEN), None, "IndexError")
    model = ScriptedModel([CODE])
    generator = FunctionGenerator(model, {}, fixes=lambda failure: (f"{failure}: use items[-1]",))

    generator.write(PLAN, ATTEMPT, [failed])

    assert "IndexError: use items[-1]" in model.requests[0].text


def test_the_imports_of_a_users_stub_are_kept_without_definitions_among_them() -> None:
    given = GivenFunction("is_prime", "is_prime(n: F) -> bool", context="from fractions import F")
    reply = "import math\n\n\ndef is_prime(n):\n    return math.gcd(n, 2) == 1\n"
    plan = replace(PLAN, task=replace(PLAN.task, given=given), signature=given.signature)

    candidate, _ = written(reply, plan=plan)

    assert "from fractions import F\n" in candidate.source


def test_the_stub_shows_the_smallest_cases_and_no_result_twice() -> None:
    cases = (
        *(Example(f"first(n={n})", [*range(n)], {"n": n}) for n in (9, 5)),
        Example("first()", [*range(9)], {}),
        *(Example(f"first(n={n})", [*range(n)], {"n": n}) for n in (1, 0)),
    )
    plan = replace(PLAN, signature="first(n: int = 9) -> list[int]", examples=cases)

    shown = [line.strip() for line in stub_of(plan).splitlines() if ">>>" in line]

    assert shown == [f">>> first(n={n})" for n in (9, 0, 1)]
