"""What is made of a model's reply where the signature is known."""

import pytest

from src.domain.errors import BrokenReply
from src.domain.model_request import Role
from src.domain.outcome import AttemptPlan
from src.domain.task import Example, Specification, TaskKind
from src.language.task_reading import read_task
from src.tasks.function_generator import FunctionGenerator, module_of, stub_of
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
BODY = "    return n > 1 and all(n % d for d in range(2, math.isqrt(n) + 1))\n"
ENDING = '\n\nif __name__ == "__main__":\n    from node_runtime import main\n\n    main(is_prime)\n'


def test_the_stub_shows_signature_purpose_and_cases() -> None:
    assert stub_of(PLAN) == (
        "def is_prime(n: int) -> bool:\n"
        '    """Whether a whole number is a prime.\n\n'
        "    Whole numbers up to 10^14.\n\n"
        "    >>> is_prime(n=17)\n    True\n"
        '    """'
    )


@pytest.mark.parametrize(
    "header",
    ["def is_prime(n: int) -> bool:", "def is_prime(n):", "def is_prime(n: 'int') -> 'bool':"],
)
def test_the_given_signature_stands_and_imports_are_completed(header: str) -> None:
    source, _ = module_of(f"{header}\n{BODY}", PLAN)

    assert source == "import math\n\n\ndef is_prime(n: int) -> bool:\n" + BODY + ENDING


def test_calls_and_prints_behind_the_function_are_left_out() -> None:
    function = f"import math\n\n\ndef is_prime(n: int) -> bool:\n{BODY}"
    reply = function + "\n\nprint(is_prime(7))\nassert is_prime(7)\n"

    source, _ = module_of(reply, PLAN)

    assert "print(" not in source and "assert" not in source


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        ("def is_prime(number: int) -> bool:\n    return True\n", "takes number"),
        ("def prime(n: int) -> bool:\n    return True\n", "no function is_prime"),
        ("async def is_prime(n: int) -> bool:\n    return True\n", "asynchronous"),
        ("def is_prime(n: int) -> bool:\n    yield True\n", "generator"),
    ],
)
def test_a_reply_with_another_function_is_refused_with_the_reason(reply: str, reason: str) -> None:
    with pytest.raises(BrokenReply, match=reason):
        module_of(reply, PLAN)


def test_one_request_asks_for_the_function_and_the_next_is_told_what_failed() -> None:
    reply = f"```python\nimport math\n\n\ndef is_prime(n: int) -> bool:\n{BODY}```"
    model = ScriptedModel([reply, reply])
    generator = FunctionGenerator(model, {Role.FAST: "Fast Code Generator"})

    candidate = generator.write(PLAN, AttemptPlan(1, Role.FAST, 0.1))

    assert len(model.requests) == 1 and candidate.model == "scripted"
    assert candidate.source.endswith(ENDING)
    assert "Complete this function" in model.requests[0].text
