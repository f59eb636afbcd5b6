"""Finds wrong tests: those that independent programs fail in the same way."""

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..domain.ast_digest import normal_digest
from ..domain.candidate import FailedCase, Suite, SuiteTest
from ..domain.errors import ModelError
from ..domain.json_value import JSONObject, JSONValue, agrees, to_json
from ..domain.model_request import Reply, Request, Role
from ..domain.outcome import Attempt
from ..domain.ports import LanguageModel
from ..domain.task import Example, Specification
from ..prompts.json_replies import read_json
from ..prompts.prompt_formatting import as_literal, shown_examples
from ..prompts.prompt_library import Prompt, PromptLibrary
from ..prompts.structured_output import ask, object_schema, text_schema

ENOUGH_VOTERS = 2
ENOUGH_EXAMPLES_FOR_PROPERTIES = 3


@dataclass(frozen=True, slots=True)
class _NamedExample:
    """A deciding example, and the name of its test."""

    name: str
    example: Example
    from_user: bool = False


@dataclass(frozen=True, slots=True)
class _Voter:
    """An independent program: what it answered, and the deciding examples it fails."""

    answers: Mapping[str, str]
    failed: frozenset[str]
    failed_tests: frozenset[str]


class CaseArbiter:
    """Decides disputed tests by agreement among programs and by the evaluator role.

    A test is dropped only if at least two independent programs, each right in more than half
    of all examples, give the same other result, and the evaluator, who does not know which
    result is the test's and is asked in both orders, prefers it. Tests from the user's examples
    are never dropped; without a model none is.
    """

    def __init__(self, model: LanguageModel | None, prompts: PromptLibrary | None = None) -> None:
        self._model = model
        self._prompts = prompts or PromptLibrary()

    def arbitrate(
        self, specification: Specification, suite: Suite, attempts: Sequence[Attempt]
    ) -> tuple[FailedCase, ...]:
        """The tests to drop, each with the reason; held-out examples by Suite.named_held_out."""
        examples = _stated(suite)
        voters = _voters(examples, attempts)
        if self._model is None or len(voters) < ENOUGH_VOTERS:
            return ()
        disputed = [one for one in examples if _is_disputed(one, voters)]
        if 2 * len(disputed) >= max(2, len(examples)):
            return ()
        wrong = [self._drop(specification, one, voters, examples) for one in disputed]
        dropped = [failure for failure in wrong if failure is not None]
        settled = {failure.name for failure in dropped}
        return (*dropped, *_wrong_properties(suite, voters, examples, settled))

    def _drop(
        self,
        specification: Specification,
        one: _NamedExample,
        voters: Sequence[_Voter],
        examples: Sequence[_NamedExample],
    ) -> FailedCase | None:
        majority = _value(voters[0].answers[one.example.description])
        known = [s.example for s in examples if not _is_disputed(s, voters)][:3]
        reason = self._prefers_majority(specification, one.example, majority, known)
        if not reason:
            return None
        reason_text = (
            f"{len(voters)} independent programs give {majority!r} for {one.example.description!r},"
            f" the test expects {one.example.expected!r}; the evaluator agrees with them: {reason}"
        )
        return FailedCase(one.name, reason_text)

    def _prefers_majority(
        self,
        specification: Specification,
        example: Example,
        majority: JSONValue,
        known: Sequence[Example],
    ) -> str:
        """The evaluator's reason if it finds the programs' result right in both orders, or "".

        If the orders disagree both are asked once more, warmer: a small model may prefer
        whatever comes first.
        """
        for attempt in (1, 11):
            verdicts = []
            for first, second in ((majority, example.expected), (example.expected, majority)):
                prompt = (example.description, as_literal(first), as_literal(second))
                right, reason = self._verdict(specification, prompt, known, attempt)
                chosen = {"A": first, "B": second}.get(right)
                verdicts.append(chosen is not None and chosen == majority)
                attempt += 5
            if all(verdicts):
                return reason or "no reason given"
            if not any(verdicts):
                return ""
        return ""

    def _verdict(
        self,
        specification: Specification,
        case: tuple[str, str, str],
        known: Sequence[Example],
        attempt: int,
    ) -> tuple[str, str]:
        description, first, second = case

        def fill(complaint: str) -> Prompt:
            return self._prompts.fill(
                "judge",
                goal=specification.goal,
                inputs=specification.inputs,
                outputs=specification.outputs,
                examples=shown_examples(known),
                description=as_literal(description),
                a=first,
                b=second,
                complaint=complaint,
            )

        temperature = 0.0 if attempt < 11 else 0.4
        request = Request(
            Role.EVALUATOR,
            "judge",
            (),
            temperature=temperature,
            schema=_schema(),
            attempt=attempt,
            max_tokens=300,
        )
        assert self._model is not None
        try:
            return ask(self._model, request, fill, _read)[0]
        except ModelError:
            return "", ""


def _schema() -> JSONObject:
    right: JSONObject = {"type": "string", "enum": ["A", "B", "neither"]}
    return object_schema({"reason": text_schema(200), "right": right})


def _read(reply: Reply) -> tuple[str, str]:
    reason_text = read_json(reply.text, _schema())
    return str(reason_text["right"]), " ".join(str(reason_text["reason"]).split())[:200]


def _stated(suite: Suite) -> list[_NamedExample]:
    examples = [
        _NamedExample(t.name, t.example, t.from_user) for t in suite.tests if t.example is not None
    ]
    return examples + [_NamedExample(name, example) for name, example in suite.named_held_out]


def _voters(examples: Sequence[_NamedExample], attempts: Sequence[Attempt]) -> list[_Voter]:
    """The programs that count: each once, right in more than half, and in all the user gave.

    The same program written by another model counts again; by the same model it does not.
    """
    voters: dict[tuple[str, str], _Voter] = {}
    for attempt in attempts:
        if attempt.candidate is None or attempt.report is None:
            continue
        answers = dict(attempt.report.answers)
        failed = frozenset(one.name for one in examples if not _passes(one.example, answers))
        tests = frozenset(failure.name for failure in attempt.report.failures)
        users = any(one.from_user and one.name in failed for one in examples)
        if users or 2 * len(failed) >= max(1, len(examples)):
            continue
        key = attempt.candidate.model, normal_digest(attempt.candidate.source)
        voters[key] = _Voter(answers, failed, tests)
    return list(voters.values())


def _passes(example: Example, answers: Mapping[str, str]) -> bool:
    reason_text = answers.get(example.description, "")
    return bool(reason_text) and agrees(_value(reason_text), example.expected)


def _value(reason_text: str) -> JSONValue:
    """An answer as the report holds it (its repr) as a value again."""
    try:
        return to_json(ast.literal_eval(reason_text))
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return reason_text


def _is_disputed(one: _NamedExample, voters: Sequence[_Voter]) -> bool:
    """True if every program fails it, and all with one and the same result.

    Programs that fail an example of the user have no vote, so none of those is ever disputed.
    """
    if not all(one.name in voter.failed for voter in voters):
        return False
    reason_text = {voter.answers.get(one.example.description, "") for voter in voters}
    return len(reason_text) == 1 and "" not in reason_text


def _wrong_properties(
    suite: Suite, voters: Sequence[_Voter], examples: Sequence[_NamedExample], settled: set[str]
) -> list[FailedCase]:
    """Tests without an example that all programs fail which pass every example there is."""
    right = [voter for voter in voters if voter.failed <= settled]
    if len(right) < ENOUGH_VOTERS or len(examples) - len(settled) < ENOUGH_EXAMPLES_FOR_PROPERTIES:
        return []
    reason = f"{len(right)} independent programs pass every example and fail this test"
    return [
        FailedCase(test.name, reason)
        for test in suite.tests
        if _is_property(test) and all(test.name in voter.failed_tests for voter in right)
    ]


def _is_property(test: SuiteTest) -> bool:
    return test.example is None and not test.from_user
