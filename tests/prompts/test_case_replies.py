"""Cases are read from the asserts of a reply; what cannot be one costs nothing but itself."""

import pytest

from src.domain.errors import BrokenReply
from src.domain.json_value import JSONValue
from src.domain.signature import read_signature
from src.prompts.case_replies import MOST_CASES, read_cases

SIGNATURE = read_signature("def add(a: int, b: int = 1) -> int: ...", "add")
ONE = ("add(a=1, b=2)", 3)
TWO = ("add(a=2, b=2)", 4)

READ: dict[str, tuple[str, list[tuple[str, JSONValue]]]] = {
    "as asked": ("```python\nassert add(1, 2) == 3\nassert add(2, 2) == 4\n```", [ONE, TWO]),
    "no fence": ("assert add(1, 2) == 3\nassert add(2, 2) == 4", [ONE, TWO]),
    "prose around": ("Cases:\n\nassert add(1, 2) == 3\n\nThese are all.", [ONE]),
    "the function first": (
        "```python\ndef add(a, b):\n    return a + b\n\nassert add(1, 2) == 3\n```",
        [ONE],
    ),
    "in a test": ("```python\ndef test_add():\n    assert add(1, 2) == 3\n```", [ONE]),
    "in a class": (
        "```python\nclass TestAdd:\n    def test_it(self):\n        assert add(1, 2) == 3\n```",
        [ONE],
    ),
    "by name": ("assert add(b=2, a=1) == 3", [("add(b=2, a=1)", 3)]),
    "a default left out": ("assert add(4) == 5", [("add(a=4)", 5)]),
    "a message": ('assert add(1, 2) == 3, "adds"', [ONE]),
    "a comment": ("assert add(1, 2) == 3  # 1 + 2", [ONE]),
    "turned round": ("assert 3 == add(1, 2)", [ONE]),
    "is true": ("assert add(1, 2) is True", [("add(a=1, b=2)", True)]),
    "is none": ("assert add(1, 2) is None", [("add(a=1, b=2)", None)]),
    "negative numbers": ("assert add(-1, -2) == -3", [("add(a=-1, b=-2)", -3)]),
    "a tuple": ("assert add(1, 2) == (1, 2)", [("add(a=1, b=2)", [1, 2])]),
    "a set": ("assert add(1, 2) == {2, 1}", [("add(a=1, b=2)", [1, 2])]),
    "the same case twice": ("assert add(1, 2) == 3\nassert add(a=1, b=2) == 3", [ONE]),
    "a contradiction": (
        "assert add(1, 2) == 3\nassert add(1, 2) == 4\nassert add(2, 2) == 4",
        [TWO],
    ),
    "a broken line": (
        "```python\nassert add(1, 2) == 3\nassert add(1, = 4\nassert add(2, 2) == 4\n```",
        [ONE, TWO],
    ),
    "cut": ("```python\nassert add(1, 2) == 3\nassert add(2, 2) == 4\nassert add(3", [ONE, TWO]),
    "what is no case besides": (
        "assert add(1, 2) == 3\nassert add(1, 2, 3) == 6\nassert add(a=1, c=2) == 3\n"
        "assert add(*[1]) == 2\nassert plus(1, 2) == 3\nassert 1 < add(1, 2)\n"
        "assert add(x, 2) == 3\nassert add(1, 3) == 1 + 3\nassert add(1, 4) == b'5'",
        [ONE],
    ),
}


@pytest.mark.parametrize(("text", "cases"), READ.values(), ids=READ)
def test_cases_are_read_in_order(text: str, cases: list[tuple[str, JSONValue]]) -> None:
    assert [(case.description, case.expected) for case in read_cases(text, SIGNATURE)] == cases


@pytest.mark.parametrize(
    ("returns", "results"),
    [(" -> bool", [True, False, True]), ("", [True, False, True]), (" -> list[int]", [True])],
)
def test_a_bare_claim_is_a_case_only_of_a_function_that_may_return_a_bool(
    returns: str, results: list[JSONValue]
) -> None:
    signature = read_signature(f"def odd(n: int){returns}: ...", "odd")
    text = "assert odd(1)\nassert not odd(2)\nassert odd(3) is True"

    assert [case.expected for case in read_cases(text, signature)] == results


def test_a_case_has_its_arguments_by_name() -> None:
    assert read_cases("assert add(1, 2) == 3", SIGNATURE)[0].arguments == {"a": 1, "b": 2}


def test_what_the_reply_calls_the_function_is_another_s_name() -> None:
    (case,) = read_cases("assert sum(1, 2) == 3", SIGNATURE, called="sum")

    assert case.description == "add(a=1, b=2)"


def test_a_reply_without_end_has_a_bounded_number_of_cases() -> None:
    text = "\n".join(f"assert add({n}, 0) == {n}" for n in range(200))

    assert len(read_cases(text, SIGNATURE)) == MOST_CASES


@pytest.mark.parametrize(
    "text",
    [
        "",
        "I would test small numbers.",
        "```python\n```",
        "```python\nadd(1, 2) == 3\n```",
        "```python\n>>> add(1, 2)\n3\n```",
        "```python\nself.assertEqual(add(1, 2), 3)\n```",
        "```python\nassert solution.add(1, 2) == 3\n```",
        "```python\nassert abs(add(1, 2) - 3) < 0.1\n```",
        "```python\nassert add(1, 2) == 3\nassert add(1, 2) == 4\n```",
        "```python\nassert add(1, 2",
    ],
)
def test_a_reply_without_a_case_is_refused(text: str) -> None:
    with pytest.raises(BrokenReply):
        read_cases(text, SIGNATURE)
