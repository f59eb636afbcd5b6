"""Which tests must a bundled program pass before it is believed?"""

from collections.abc import Sequence

from ..domain.candidate import Suite, SuiteTest
from ..domain.errors import Declined
from ..domain.task import Example, Specification
from ..language.word_reader import NotArithmetic
from .calculator import BASIC_NAME, read_arithmetic
from .pattern_planner import CONTENT_TOOL
from .patterns import Match, Pattern, PatternBook

MOST_EXAMPLES = 6


class OfflineSuiteWriter:
    """A SuiteWriter that tests what the pattern's manifest states, never its program's output."""

    def __init__(self, book: PatternBook) -> None:
        self._book = book

    def write(self, specification: Specification) -> Suite:
        """The suite: user's examples, the pattern's, its properties, and the task as read.

        Raises Declined for a specification without a pattern.
        """
        name = specification.pattern
        if name.startswith(BASIC_NAME):
            return _arithmetic_suite(specification)
        if name in self._book.patterns:
            return self._pattern_suite(specification, self._book.patterns[name])
        raise Declined("tests can be written offline only for what a bundled pattern covers")

    def _pattern_suite(self, specification: Specification, pattern: Pattern) -> Suite:
        given = specification.task.examples
        own = [e for e in pattern.examples[:MOST_EXAMPLES] if e.description not in _texts(given)]
        tests = [*_example_tests(given, from_user=True), *_example_tests(own)]
        properties = pattern.manifest.properties
        tests += [_property_test(n, p) for n, p in enumerate(properties, start=1)]
        understood = self._book.find(specification.task.text)
        if isinstance(understood, Match) and understood.pattern is pattern:
            tests += _as_understood(understood)
        reply = pattern.manifest.tool_reply
        replies = ((CONTENT_TOOL, reply),) if reply else ()
        return Suite(tuple(tests), by="patterns", tool_replies=replies)


def _arithmetic_suite(specification: Specification) -> Suite:
    try:
        calculation = read_arithmetic(specification.task.text)
    except NotArithmetic as error:
        raise Declined(f"the task does not parse as arithmetic: {error}") from error
    given = specification.task.examples
    task = Example(specification.task.text, calculation.result())
    own = [e for e in (task, *calculation.examples()) if e.description not in _texts(given)]
    tests = (*_example_tests(given, from_user=True), *_example_tests(own))
    return Suite(tests, by="arithmetic")


def _texts(examples: Sequence[Example]) -> frozenset[str]:
    return frozenset(example.description for example in examples)


def _example_tests(
    examples: Sequence[Example], *, from_user: bool = False
) -> tuple[SuiteTest, ...]:
    prefix = "users_example" if from_user else "example"
    tests: list[SuiteTest] = []
    for number, example in enumerate(examples, start=1):
        name = f"test_{prefix}_{number}"
        check = f"assert answer({example.description!r}) == {example.expected!r}"
        tests.append(SuiteTest(name, _function(name, check), example, from_user))
    return tuple(tests)


def _property_test(number: int, expression: str) -> SuiteTest:
    name = f"test_property_{number}"
    return SuiteTest(name, _function(name, f"assert {expression}"))


def _as_understood(match: Match) -> list[SuiteTest]:
    """The program must read the task just as the phrase did that chose it.

    To refuse both wordings alike is to read them alike: what it refuses is declined later,
    with the program's own reason.
    """
    if not match.pattern.manifest.canonical or match.canonical == match.text:
        return []
    name = "test_reads_the_task_as_it_was_understood"
    lines = (
        "given = []",
        f"for wording in ({match.text!r}, {match.canonical!r}):",
        "    try:",
        "        given.append(answer(wording))",
        "    except AssertionError as refusal:",
        '        assert str(refusal).startswith("refused"), str(refusal)',
        "        given.append(str(refusal))",
        "assert given[0] == given[1]",
    )
    return [SuiteTest(name, _function(name, "\n    ".join(lines)))]


def _function(name: str, check: str) -> str:
    return f"def {name}(answer):\n    {check}\n"
