"""Asks a model for a node's suite, from the specification alone, and checks its tests."""

from ..domain.candidate import Suite
from ..domain.errors import BrokenReply
from ..domain.model_request import Reply, Request, Role
from ..domain.ports import LanguageModel
from ..domain.task import CONTENT_KINDS, Specification
from ..prompts.code_replies import read_code
from ..prompts.prompt_formatting import as_literal, bullet_list, shown_examples
from ..prompts.prompt_library import Prompt, PromptLibrary
from ..prompts.structured_output import ask
from .case_parsing import ParsedCases, parse_cases
from .plain_tests import content_suite, property_suite
from .suite_draft import Opinion, SuiteDraft, contradicted_examples

MAX_DESCRIPTIONS = 8
ENOUGH_EXAMPLES = 3
SECOND_OPINION = 10
"""Attempt number of the second opinion, so that the cache keeps it apart from retries."""


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
            cases, by = self._request_cases(specification, attempt=1, tries=3)
        except BrokenReply:
            if len(specification.all_examples) < ENOUGH_EXAMPLES:
                raise
            return SuiteDraft(specification, Opinion((), specification.by)).suite()
        first = Opinion(cases, by)
        if not contradicted_examples(specification, first):
            return SuiteDraft(specification, first).suite()
        second = self._second_opinion(specification)
        return SuiteDraft(specification, first, second).suite()

    def _second_opinion(self, specification: Specification) -> Opinion | None:
        try:
            return Opinion(*self._request_cases(specification, attempt=SECOND_OPINION, tries=2))
        except BrokenReply:
            return None

    def _request_cases(
        self, specification: Specification, attempt: int, tries: int
    ) -> tuple[tuple[ParsedCases, ...], str]:
        def fill(complaint: str) -> Prompt:
            return self._fill(specification, complaint)

        temperature = 0.0 if attempt == 1 else 0.5
        request = Request(
            self._role, "tests", (), temperature=temperature, attempt=attempt, max_tokens=1500
        )
        cases, reply = ask(self._model, request, fill, _read, tries)
        return cases, reply.model

    def _fill(self, specification: Specification, complaint: str) -> Prompt:
        anchors = specification.task.examples or specification.examples[1:2]
        known = {example.description for example in anchors}
        overseers = (*specification.examples, *specification.held_out)
        descriptions = [e.description for e in overseers if e.description not in known]
        descriptions += [v for v in specification.variations if v not in (*known, *descriptions)]
        descriptions = descriptions[:MAX_DESCRIPTIONS] or [specification.task.text]
        return self._prompts.fill(
            "tests",
            task=specification.task.text,
            goal=specification.goal,
            inputs=specification.inputs,
            outputs=specification.outputs,
            examples=shown_examples(anchors),
            descriptions=bullet_list(map(as_literal, descriptions)),
            first=as_literal(descriptions[0]),
            complaint=complaint,
        )


def _read(reply: Reply) -> tuple[ParsedCases, ...]:
    code = read_code(reply.text, thinking=reply.thinking)
    try:
        cases = parse_cases(code.source)
    except (SyntaxError, ValueError, RecursionError) as error:
        raise BrokenReply(f"the tests do not parse: {error}") from error
    if not any(case.examples or case.source for case in cases):
        reason = cases[0].problem if cases else "there is no test function"
        raise BrokenReply(f"the reply holds no usable test: {reason}")
    return cases
