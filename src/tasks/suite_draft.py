"""Assembles a suite from the specification and one or two models' opinions on its results."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..domain.candidate import FailedCase, Suite, SuiteTest
from ..domain.json_value import JSONValue, agrees
from ..domain.task import Example, Specification
from ..prompts.prompt_formatting import on_topic
from .case_parsing import ParsedCases
from .plain_tests import example_test, example_tests, free_name, preamble_for

MAX_EXTRA_TESTS = 8


@dataclass(frozen=True, slots=True)
class Opinion:
    """The cases of one reply, and the model that gave it."""

    cases: tuple[ParsedCases, ...]
    by: str

    @property
    def values(self) -> Mapping[str, JSONValue]:
        """The result of each description; without those that have conflicting results."""
        values: dict[str, JSONValue] = {}
        conflicting: set[str] = set()
        for _, example in self.examples:
            known = values.setdefault(example.description, example.expected)
            if not same_result(known, example.expected):
                conflicting.add(example.description)
        return {text: value for text, value in values.items() if text not in conflicting}

    @property
    def examples(self) -> Iterator[tuple[str, Example]]:
        """Every example with the name of the test that claims it."""
        for case in self.cases:
            for example in case.examples:
                if example.expected is not None:
                    yield case.name, example

    def differs_on(self, example: Example) -> bool:
        """True if it claims another result for the description."""
        values = self.values
        text = example.description
        return text in values and not same_result(values[text], example.expected)

    def confirms(self, example: Example) -> bool:
        """True if it claims the same result for the description."""
        values = self.values
        return example.description in values and not self.differs_on(example)


def same_result(opinion: JSONValue, other: JSONValue) -> bool:
    """True if two statements of a result say the same, whichever is the plainer one."""
    return agrees(opinion, other) or agrees(other, opinion)


def contradicted_examples(specification: Specification, opinion: Opinion) -> tuple[Example, ...]:
    """The overseer's examples that an opinion contradicts; never the user's."""
    users = {example.description for example in specification.task.examples}
    overseers = (*specification.examples, *specification.held_out)
    return tuple(e for e in overseers if e.description not in users and opinion.differs_on(e))


class SuiteDraft:
    """The draft of a suite.

    An example that both opinions contradict with the same result is outvoted. The tests beyond
    the examples are those of the opinion that contradicts fewer examples, without what the
    other opinion denies.
    """

    def __init__(
        self, specification: Specification, first: Opinion, second: Opinion | None = None
    ) -> None:
        self._specification = specification
        self._outvoted = {
            e.description: first.values[e.description]
            for e in contradicted_examples(specification, first)
            if second is not None
            and second.confirms(Example(e.description, first.values[e.description]))
        }
        opinions = sorted(
            [opinion for opinion in (first, second) if opinion is not None],
            key=lambda opinion: len(contradicted_examples(specification, opinion)),
        )
        self._preferred, self._other = opinions[0], opinions[-1]

    def suite(self) -> Suite:
        """The tests of the accepted examples, then the model's usable tests."""
        specification = self._specification
        remaining = [e for e in specification.all_examples if self._is_accepted(e)]
        tests = example_tests(remaining, specification.task.examples)
        extra, refused = self._extra([test.name for test in tests])
        return Suite(
            tests=(*tests, *extra),
            preamble=preamble_for((*tests, *extra)),
            held_out=tuple(e for e in specification.held_out if self._is_accepted(e)),
            by=self._preferred.by,
            dropped=(*self._dropped_examples(), *refused, *self._rejected_claims()),
        )

    def _is_accepted(self, example: Example) -> bool:
        return example.description not in self._outvoted

    def _dropped_examples(self) -> list[FailedCase]:
        overseers = (*self._specification.examples, *self._specification.held_out)
        return [
            FailedCase(
                free_name(e.description, ()),
                f"two opinions say {self._outvoted[e.description]!r}, not {e.expected!r}",
            )
            for e in overseers
            if not self._is_accepted(e)
        ]

    def _rejected_claims(self) -> list[FailedCase]:
        """What the opinion that was not taken said against examples that stand."""
        if self._other is self._preferred:
            return []
        wrong = {
            e.description
            for e in contradicted_examples(self._specification, self._other)
            if self._is_accepted(e)
        }
        return [
            FailedCase(name, _against(example))
            for name, example in self._other.examples
            if example.description in wrong
        ]

    def _extra(self, used_names: Sequence[str]) -> tuple[list[SuiteTest], list[FailedCase]]:
        tests: list[SuiteTest] = []
        refused: list[FailedCase] = []
        overseers = (*self._specification.all_examples, *self._specification.held_out)
        known = {e.description for e in overseers if self._is_accepted(e)}
        for case in self._preferred.cases:
            problem = case.problem or (case.source and self._property_problem(case))
            if problem:
                refused.append(FailedCase(case.name, problem))
            elif case.source:
                tests.append(_property_test(case, [*used_names, *(test.name for test in tests)]))
        for name, example in self._preferred.examples:
            problem = self._problem(example)
            if problem:
                refused.append(FailedCase(name, problem))
            elif example.description not in known:
                known.add(example.description)
                names = [*used_names, *(test.name for test in tests)]
                tests.append(example_test(free_name(example.description, names), example))
        return tests[:MAX_EXTRA_TESTS], refused

    def _property_problem(self, case: ParsedCases) -> str:
        """Why a test of a property is not taken ("" if it is)."""
        if not all(on_topic(text, self._specification.task) for text in case.descriptions):
            return "it asks for what is not a task of this form"
        known = {type(e.expected).__name__ for e in self._specification.all_examples}
        if case.types and not known <= set(case.types):
            return f"it wants {' or '.join(case.types)}, the examples are {', '.join(known)}"
        return ""

    def _problem(self, example: Example) -> str:
        """Why an example that the model's tests claim is not taken ("" if it is)."""
        specification = self._specification
        for overseers in (*specification.all_examples, *specification.held_out):
            if overseers.description == example.description and self._is_accepted(overseers):
                agree = same_result(example.expected, overseers.expected)
                return "" if agree else _against(example)
        if example.description not in self._preferred.values:
            return f"it contradicts another test of {example.description!r}"
        if self._other.differs_on(example) and example.description not in self._outvoted:
            return f"a second opinion on {example.description!r} is another"
        if not on_topic(example.description, specification.task):
            return f"{example.description!r} is not a task of this form"
        return ""


def _against(example: Example) -> str:
    return f"it contradicts the specification's example {example.description!r}"


def _property_test(case: ParsedCases, used_names: Sequence[str]) -> SuiteTest:
    name = free_name(case.name.removeprefix("test_"), used_names)
    head = f"def {case.name}("
    return SuiteTest(name, case.source.replace(head, f"def {name}(", 1))
