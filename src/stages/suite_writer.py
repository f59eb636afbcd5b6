"""Asks a model for a suite, from the specification alone, and checks its tests before use."""

from collections.abc import Mapping, Sequence

from src.core.candidate import Suite, SuiteTest, TestFailure
from src.core.errors import BrokenReply
from src.core.jsonvalue import JSONValue, agrees
from src.core.language import Reply, Request, Role
from src.core.ports import LanguageModel
from src.core.task import CONTENT_KINDS, Example, Specification
from src.prompts.code_replies import read_code
from src.prompts.library import Prompt, PromptLibrary
from src.stages.asking import ask
from src.stages.claims import Claims, read_claims
from src.stages.plain_tests import content_suite, example_test, example_tests, free_name
from src.stages.plain_tests import preamble_for, property_suite
from src.stages.presenting import as_literal, bullet_list, on_topic, shown_examples

MOST_EXTRA_TESTS, MOST_ASKED = 8, 8
ENOUGH_EXAMPLES = 3
SECOND_OPINION = 10
"""Attempt number of the second opinion: apart from every retry of the first in the cache."""


class ModelSuiteWriter:
    """A SuiteWriter that asks a role for tests of descriptions whose results it is not told.

    The specification's examples decide. Where the tests contradict one of the overseer's
    examples, a second opinion is asked for: two against one drops the example, else the test.
    """

    def __init__(
        self,
        model: LanguageModel,
        prompts: PromptLibrary | None = None,
        role: Role = Role.GENERATOR,
    ) -> None:
        self._model = model
        self._prompts = prompts or PromptLibrary()
        self._role = role

    def write(self, specification: Specification) -> Suite:
        """The suite; of examples alone where three replies were unusable but enough are known.

        Raises BrokenReply where they are not.
        """
        if specification.kind in CONTENT_KINDS:
            return content_suite(specification)
        if not specification.all_examples:
            of_tool = bool(specification.tools)
            return content_suite(specification) if of_tool else property_suite(specification)
        try:
            claims, by = self._ask(specification, attempt=1, tries=3)
        except BrokenReply:
            if len(specification.all_examples) < ENOUGH_EXAMPLES:
                raise
            return _Draft(specification, {}).suite((), specification.by)
        opinions: Sequence[Mapping[str, JSONValue]] = (_values(claims),)
        if _contradicted(specification, opinions[0]):
            opinions = (*opinions, self._second_opinion(specification))
        return _Draft(specification, *opinions).suite(claims, by)

    def _second_opinion(self, specification: Specification) -> Mapping[str, JSONValue]:
        try:
            claims, _ = self._ask(specification, attempt=SECOND_OPINION, tries=2)
        except BrokenReply:
            return {}
        return _values(claims)

    def _ask(
        self, specification: Specification, attempt: int, tries: int
    ) -> tuple[tuple[Claims, ...], str]:
        def fill(complaint: str) -> Prompt:
            return self._fill(specification, complaint)

        temperature = 0.0 if attempt == 1 else 0.5
        request = Request(
            self._role, "tests", (), temperature=temperature, attempt=attempt, max_tokens=1500
        )
        claims, reply = ask(self._model, request, fill, _read, tries)
        return claims, reply.model

    def _fill(self, specification: Specification, complaint: str) -> Prompt:
        anchors = specification.task.examples or specification.examples[1:2]
        known = {example.description for example in anchors}
        own = (*specification.examples, *specification.held_out)
        asked = [e.description for e in own if e.description not in known]
        asked += [v for v in specification.variations if v not in (*known, *asked)]
        asked = asked[:MOST_ASKED] or [specification.task.text]
        return self._prompts.fill(
            "tests",
            task=specification.task.text,
            goal=specification.goal,
            inputs=specification.inputs,
            outputs=specification.outputs,
            examples=shown_examples(anchors),
            descriptions=bullet_list(map(as_literal, asked)),
            first=as_literal(asked[0]),
            complaint=complaint,
        )


def _read(reply: Reply) -> tuple[Claims, ...]:
    code = read_code(reply.text, thinking=reply.thinking)
    try:
        claims = read_claims(code.source)
    except (SyntaxError, ValueError, RecursionError) as error:
        raise BrokenReply(f"the tests do not parse: {error}") from error
    if not any(claim.examples or claim.source for claim in claims):
        reason = claims[0].trouble if claims else "there is no test function"
        raise BrokenReply(f"the reply holds no usable test: {reason}")
    return claims


def _values(claims: Sequence[Claims]) -> dict[str, JSONValue]:
    """What is claimed of each description; what is claimed twice and differently is left out."""
    values: dict[str, JSONValue] = {}
    torn: set[str] = set()
    for example in (e for claim in claims for e in claim.examples if e.expected is not None):
        known = values.setdefault(example.description, example.expected)
        if not same_result(known, example.expected):
            torn.add(example.description)
    return {text: value for text, value in values.items() if text not in torn}


def same_result(one: JSONValue, other: JSONValue) -> bool:
    """True if two statements of a result say the same, whichever is the plainer one."""
    return agrees(one, other) or agrees(other, one)


def _contradicted(
    specification: Specification, opinion: Mapping[str, JSONValue]
) -> tuple[Example, ...]:
    """The overseer's examples that an opinion contradicts; the user's are beyond doubt."""
    users = {example.description for example in specification.task.examples}
    return tuple(
        e
        for e in (*specification.examples, *specification.held_out)
        if e.description in opinion
        and e.description not in users
        and not same_result(opinion[e.description], e.expected)
    )


class _Draft:
    """Puts one suite together from the specification and one or two opinions on its results."""

    def __init__(
        self,
        specification: Specification,
        opinion: Mapping[str, JSONValue],
        second: Mapping[str, JSONValue] | None = None,
    ) -> None:
        self._specification = specification
        self._opinion = opinion
        self._outvoted = {
            e.description
            for e in _contradicted(specification, opinion)
            if second is not None
            and e.description in second
            and same_result(second[e.description], opinion[e.description])
        }

    def suite(self, claims: Sequence[Claims], by: str) -> Suite:
        """The tests of all examples that stand, then the model's own tests that may be taken."""
        specification = self._specification
        users = specification.task.examples
        standing = [e for e in specification.all_examples if self._stands(e)]
        tests = example_tests(standing, users)
        extra, refused = self._extra(claims, [test.name for test in tests])
        return Suite(
            tests=(*tests, *extra),
            preamble=preamble_for((*tests, *extra)),
            held_out=tuple(e for e in specification.held_out if self._stands(e)),
            by=by,
            dropped=(*self._dropped_examples(), *refused),
        )

    def _stands(self, example: Example) -> bool:
        return example.description not in self._outvoted

    def _dropped_examples(self) -> list[TestFailure]:
        dropped = []
        for example in (*self._specification.examples, *self._specification.held_out):
            if not self._stands(example):
                said = self._opinion[example.description]
                reason = f"two opinions say {said!r}, not {example.expected!r}"
                dropped.append(TestFailure(free_name(example.description, ()), reason))
        return dropped

    def _extra(
        self, claims: Sequence[Claims], taken: Sequence[str]
    ) -> tuple[list[SuiteTest], list[TestFailure]]:
        tests: list[SuiteTest] = []
        refused: list[TestFailure] = []
        known = {
            e.description
            for e in (*self._specification.all_examples, *self._specification.held_out)
            if self._stands(e)
        }
        for claim in claims:
            for example in claim.examples:
                problem = self._problem(example)
                if problem:
                    refused.append(TestFailure(claim.name, problem))
                elif example.description not in known:
                    known.add(example.description)
                    names = [*taken, *(test.name for test in tests)]
                    tests.append(example_test(free_name(example.description, names), example))
            problem = claim.trouble or (claim.source and self._property_problem(claim))
            if problem:
                refused.append(TestFailure(claim.name, problem))
            elif claim.source:
                tests.append(_property_test(claim, [*taken, *(test.name for test in tests)]))
        return tests[:MOST_EXTRA_TESTS], refused

    def _property_problem(self, claim: Claims) -> str:
        """Why a test of a property is not taken ("" if it is)."""
        if not all(on_topic(text, self._specification.task) for text in claim.asked):
            return "it asks for what is not a task of this form"
        known = {_type_name(e.expected) for e in self._specification.all_examples}
        if claim.types and not known <= set(claim.types):
            return f"it wants {' or '.join(claim.types)}, the examples are {', '.join(known)}"
        return ""

    def _problem(self, example: Example) -> str:
        """Why an example that the model's tests claim is not taken ("" if it is)."""
        specification = self._specification
        if example.expected is None:
            return "it expects no result"
        for own in (*specification.all_examples, *specification.held_out):
            same = own.description == example.description
            if same and self._stands(own) and not same_result(example.expected, own.expected):
                return f"it contradicts the specification's example {own.description!r}"
        if example.description not in self._opinion:
            return f"it contradicts another test of {example.description!r}"
        if not on_topic(example.description, specification.task):
            return f"{example.description!r} is not a task of this form"
        return ""


def _type_name(value: JSONValue) -> str:
    return type(value).__name__


def _property_test(claim: Claims, taken: Sequence[str]) -> SuiteTest:
    name = free_name(claim.name.removeprefix("test_"), taken)
    head = f"def {claim.name}("
    return SuiteTest(name, claim.source.replace(head, f"def {name}(", 1))
