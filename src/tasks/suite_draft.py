"""Puts a suite together from the specification and one or two opinions on its results."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..domain.candidate import FailedCase, Suite, SuiteTest
from ..domain.json_value import JSONValue, agrees
from ..domain.task import Example, Specification
from ..prompts.prompt_formatting import on_topic
from .case_parsing import ParsedCases
from .plain_tests import example_test, example_tests, free_name, preamble_for

MOST_EXTRA_TESTS = 8


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one reply's tests claim, and whose reply it was."""

    claims: tuple[ParsedCases, ...]
    by: str

    @property
    def values(self) -> Mapping[str, JSONValue]:
        """What is claimed of each description; left out where it is claimed twice, differently."""
        values: dict[str, JSONValue] = {}
        torn: set[str] = set()
        for _, example in self.examples:
            known = values.setdefault(example.description, example.expected)
            if not same_result(known, example.expected):
                torn.add(example.description)
        return {text: value for text, value in values.items() if text not in torn}

    @property
    def examples(self) -> Iterator[tuple[str, Example]]:
        """Every example with the name of the test that claims it."""
        for claim in self.claims:
            for example in claim.examples:
                if example.expected is not None:
                    yield claim.name, example

    def differs_on(self, example: Example) -> bool:
        """True if it claims another result for the description."""
        values = self.values
        text = example.description
        return text in values and not same_result(values[text], example.expected)

    def confirms(self, example: Example) -> bool:
        """True if it claims the same result for the description."""
        values = self.values
        return example.description in values and not self.differs_on(example)


def same_result(one: JSONValue, other: JSONValue) -> bool:
    """True if two statements of a result say the same, whichever is the plainer one."""
    return agrees(one, other) or agrees(other, one)


def contradicted(specification: Specification, opinion: Opinion) -> tuple[Example, ...]:
    """The overseer's examples that an opinion contradicts; the user's are beyond doubt."""
    users = {example.description for example in specification.task.examples}
    own = (*specification.examples, *specification.held_out)
    return tuple(e for e in own if e.description not in users and opinion.differs_on(e))


class SuiteDraft:
    """A suite in the making.

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
            for e in contradicted(specification, first)
            if second is not None
            and second.confirms(Example(e.description, first.values[e.description]))
        }
        opinions = sorted(
            [one for one in (first, second) if one is not None],
            key=lambda one: len(contradicted(specification, one)),
        )
        self._believed, self._other = opinions[0], opinions[-1]

    def suite(self) -> Suite:
        """The tests of all examples that stand, then the model's own tests that may be taken."""
        specification = self._specification
        standing = [e for e in specification.all_examples if self._stands(e)]
        tests = example_tests(standing, specification.task.examples)
        extra, refused = self._extra([test.name for test in tests])
        return Suite(
            tests=(*tests, *extra),
            preamble=preamble_for((*tests, *extra)),
            held_out=tuple(e for e in specification.held_out if self._stands(e)),
            by=self._believed.by,
            dropped=(*self._dropped_examples(), *refused, *self._disbelieved()),
        )

    def _stands(self, example: Example) -> bool:
        return example.description not in self._outvoted

    def _dropped_examples(self) -> list[FailedCase]:
        own = (*self._specification.examples, *self._specification.held_out)
        return [
            FailedCase(
                free_name(e.description, ()),
                f"two opinions say {self._outvoted[e.description]!r}, not {e.expected!r}",
            )
            for e in own
            if not self._stands(e)
        ]

    def _disbelieved(self) -> list[FailedCase]:
        """What the opinion that was not taken said against examples that stand."""
        if self._other is self._believed:
            return []
        wrong = {
            e.description for e in contradicted(self._specification, self._other) if self._stands(e)
        }
        return [
            FailedCase(name, _against(example))
            for name, example in self._other.examples
            if example.description in wrong
        ]

    def _extra(self, taken: Sequence[str]) -> tuple[list[SuiteTest], list[FailedCase]]:
        tests: list[SuiteTest] = []
        refused: list[FailedCase] = []
        own = (*self._specification.all_examples, *self._specification.held_out)
        known = {e.description for e in own if self._stands(e)}
        for claim in self._believed.claims:
            problem = claim.trouble or (claim.source and self._property_problem(claim))
            if problem:
                refused.append(FailedCase(claim.name, problem))
            elif claim.source:
                tests.append(_property_test(claim, [*taken, *(test.name for test in tests)]))
        for name, example in self._believed.examples:
            problem = self._problem(example)
            if problem:
                refused.append(FailedCase(name, problem))
            elif example.description not in known:
                known.add(example.description)
                names = [*taken, *(test.name for test in tests)]
                tests.append(example_test(free_name(example.description, names), example))
        return tests[:MOST_EXTRA_TESTS], refused

    def _property_problem(self, claim: ParsedCases) -> str:
        """Why a test of a property is not taken ("" if it is)."""
        if not all(on_topic(text, self._specification.task) for text in claim.asked):
            return "it asks for what is not a task of this form"
        known = {type(e.expected).__name__ for e in self._specification.all_examples}
        if claim.types and not known <= set(claim.types):
            return f"it wants {' or '.join(claim.types)}, the examples are {', '.join(known)}"
        return ""

    def _problem(self, example: Example) -> str:
        """Why an example that the model's tests claim is not taken ("" if it is)."""
        specification = self._specification
        for own in (*specification.all_examples, *specification.held_out):
            if own.description == example.description and self._stands(own):
                agree = same_result(example.expected, own.expected)
                return "" if agree else _against(example)
        if example.description not in self._believed.values:
            return f"it contradicts another test of {example.description!r}"
        if self._other.differs_on(example) and example.description not in self._outvoted:
            return f"a second opinion on {example.description!r} is another"
        if not on_topic(example.description, specification.task):
            return f"{example.description!r} is not a task of this form"
        return ""


def _against(example: Example) -> str:
    return f"it contradicts the specification's example {example.description!r}"


def _property_test(claim: ParsedCases, taken: Sequence[str]) -> SuiteTest:
    name = free_name(claim.name.removeprefix("test_"), taken)
    head = f"def {claim.name}("
    return SuiteTest(name, claim.source.replace(head, f"def {name}(", 1))
