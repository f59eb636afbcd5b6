"""What a test says is read in the ways models write it, and what it must not do is seen."""

import pytest

from src.domain.json_value import JSONValue
from src.domain.task import Example
from src.tasks.case_parsing import parse_cases


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('assert answer("a 1") == 5', 5),
        ('assert 5 == answer("a 1")', 5),
        ('assert answer("a 1") == -2.5', -2.5),
        ('assert answer("a 1") == [1, (2, 3)]', [1, [2, 3]]),
        ('assert answer("a 1") == {"x": None}', {"x": None}),
        ('assert answer("a 1") is True', True),
        ('assert answer("a 1")', True),
        ('assert not answer("a 1")', False),
        ('assert answer("a 1") == 2 + 3 * 4', 14),
        ('assert answer("a 1") == pytest.approx(0.1)', 0.1),
        ('assert solve("a 1") == 5', 5),
        ('assert answer({"description": "a 1"}) == 5', 5),
        ('assert answer("a 1")["result"] == 5', 5),
        ('self.assertEqual(answer("a 1"), 5)', 5),
        ('self.assertEqual(5, answer("a 1"))', 5),
    ],
)
def test_a_plain_comparison_is_an_example(line: str, expected: JSONValue) -> None:
    cases = parse_cases(f"def test_it(answer):\n    {line}\n")

    assert [case.examples for case in cases] == [(Example("a 1", expected),)]


def test_several_asserts_are_several_examples() -> None:
    (case,) = parse_cases(
        'def test_all(answer):\n    """All."""\n'
        '    assert answer("a") == 1\n    assert answer("b") == 2\n'
    )

    assert case.examples == (Example("a", 1), Example("b", 2))


def test_parametrized_cases_are_examples() -> None:
    (case,) = parse_cases(
        "import pytest\n"
        '@pytest.mark.parametrize("text, expected", [("a 1", 1), ("a 2", 2)])\n'
        "def test_it(answer, text, expected):\n    assert answer(text) == expected\n"
    )

    assert case.examples == (Example("a 1", 1), Example("a 2", 2))


def test_methods_of_a_test_class_are_read() -> None:
    (case,) = parse_cases(
        "class TestIt:\n    def test_one(self, answer):\n        assert answer('a') == 1\n"
    )

    assert case.examples == (Example("a", 1),)


def test_a_test_of_a_property_is_kept_as_its_source() -> None:
    (case,) = parse_cases(
        "def test_sorted(answer):\n"
        '    result = answer("sort 3, 1")\n'
        "    assert all(a <= b for a, b in zip(result, result[1:]))\n"
    )

    assert case.examples == ()
    assert case.problem == ""
    assert case.descriptions == ("sort 3, 1",)
    assert "def test_sorted(answer):" in case.source


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ('answer("a")', "asserts nothing"),
        ("assert True", "never asks"),
        ('import os; assert answer("a") == os.getcwd()', "imports something"),
        ('assert answer("a") == open("x").read()', "uses .read"),
        ('assert answer("a") == open("x")', "built-in open"),
        ('assert answer("a") == expected', "unknown name expected"),
        ('assert answer("a").__class__ is int', "uses .__class__"),
        ('while True:\n        assert answer("a") > 2', "more than compare"),
        ('assert eval("1") < answer("a")', "built-in eval"),
    ],
)
def test_a_test_that_does_what_it_must_not_is_named(body: str, words: str) -> None:
    (case,) = parse_cases(f"def test_it(answer):\n    {body}\n")

    assert words in case.problem
    assert case.source == "" and case.examples == ()


def test_a_test_that_needs_other_fixtures_is_named() -> None:
    (case,) = parse_cases("def test_it(answer, tmp_path):\n    assert answer('a') > 1\n")

    assert case.problem == "it needs more than the program's answer"
