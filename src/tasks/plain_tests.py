"""Writes tests without a model: one for each example, and properties of content."""

import re
from collections.abc import Iterable

from ..domain.candidate import Suite, SuiteTest
from ..domain.json_value import JSONValue
from ..domain.task import Example, Specification
from ..prompts.prompt_formatting import as_literal

RECORDED = "A recorded reply of {tool}: the quick brown fox jumps over the lazy dog."
"""What a tool says while tests run: known beforehand, so a test can look for it."""

LONGEST_NAME = 50

_APPROX = "from pytest import approx"

# What core.jsonvalue.agrees does with an expectation that was given as plain text.
_PLAIN = '''def plain(value):
    """A result as it reads: [1, 2] and "1, 2" are the same."""
    if isinstance(value, list):
        return " ".join(plain(item) for item in value)
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return " ".join(str(value).lower().replace(",", " ").split())'''

_READS_AS_MORE = re.compile(r"[\d,\s]|true|false|null|none", re.IGNORECASE)


def preamble_for(tests: Iterable[SuiteTest]) -> str:
    """What stands before the tests: the names they use that pytest does not hand in."""
    sources = "".join(test.source for test in tests)
    parts = [_APPROX] if " approx(" in sources else []
    parts += [_PLAIN] if " plain(" in sources else []
    return "\n\n\n".join(parts)


def example_tests(
    examples: Iterable[Example], from_user: Iterable[Example] = ()
) -> list[SuiteTest]:
    """One test an example, each with a name of its own."""
    users = tuple(from_user)
    tests: list[SuiteTest] = []
    for example in examples:
        name = free_name(example.description, {test.name for test in tests})
        tests.append(example_test(name, example, from_user=example in users))
    return tests


def example_test(name: str, example: Example, *, from_user: bool = False) -> SuiteTest:
    """The test that an example states; it agrees where the host's comparison does."""
    source = f"def {name}(answer):\n    assert {_comparison(example)}\n"
    return SuiteTest(name, source, example, from_user)


def _comparison(example: Example) -> str:
    asked, expected = f"answer({as_literal(example.description)})", as_literal(example.expected)
    if isinstance(example.expected, bool):
        return f"{asked} is {expected}"
    if isinstance(example.expected, str) and _READS_AS_MORE.search(example.expected):
        return f"plain({asked}) == plain({expected})"
    if _has_fractions(example.expected):
        return f"{asked} == approx({expected}, rel=1e-9)"
    return f"{asked} == {expected}"


def _has_fractions(value: JSONValue) -> bool:
    """True for a fraction or a flat list or mapping with one: what approx can compare."""
    parts = value.values() if isinstance(value, dict) else value
    if isinstance(parts, (str, int, float)) or parts is None:
        return isinstance(value, float)
    flat = not any(isinstance(part, (list, dict)) for part in parts)
    return flat and any(isinstance(part, float) for part in parts)


def free_name(description: str, taken: Iterable[str]) -> str:
    """A test's name made of a description, with a number where it is taken."""
    words = re.sub(r"[^a-z0-9]+", "_", description.lower()).strip("_")
    stem = f"test_{words[:LONGEST_NAME].rstrip('_') or 'example'}"
    name, number = stem, 2
    while name in taken:
        name, number = f"{stem}_{number}", number + 1
    return name


def content_suite(specification: Specification) -> Suite:
    """Tests of a creative text: it is one, and it comes from the tool that was to be asked.

    The user's examples stay what they are: results that must come out.
    """
    asked = as_literal(specification.task.text)
    replies = tuple((tool, RECORDED.format(tool=tool)) for tool in specification.tools)
    tests = [_checked("test_is_a_text", asked, ["isinstance(result, str)", "result.strip()"])]
    if replies:
        said = [f"{as_literal(text)} in str(result)" for _, text in replies]
        tests.append(_checked("test_comes_from_the_tool", asked, [" or ".join(said)]))
    tests += example_tests(specification.task.examples, specification.task.examples)
    return Suite(tuple(tests), preamble_for(tests), by=specification.by, tool_replies=replies)


def property_suite(specification: Specification) -> Suite:
    """Tests for a task whose result nobody knows beforehand: there is one, twice the same."""
    asked = as_literal(specification.task.text)
    first = _checked("test_gives_a_result", asked, ["result is not None", 'result != ""'])
    again = f"def test_gives_it_again(answer):\n    assert answer({asked}) == answer({asked})\n"
    return Suite((first, SuiteTest("test_gives_it_again", again)), by=specification.by)


def _checked(name: str, asked: str, checks: Iterable[str]) -> SuiteTest:
    lines = "".join(f"    assert {check}\n" for check in checks)
    return SuiteTest(name, f"def {name}(answer):\n    result = answer({asked})\n{lines}")
