"""Writes the cases of a planned function: the user's examples, and a model's own opinion."""

from collections.abc import Sequence

from ..documents.function_arguments import check_arguments
from ..domain.candidate import Suite
from ..domain.errors import BadArguments, ModelError
from ..domain.model_request import Reply, Request, Role
from ..domain.ports import LanguageModel
from ..domain.signature import Signature, read_signature
from ..domain.task import CONTENT_KINDS, Example, Specification
from ..prompts.case_replies import read_cases
from ..prompts.prompt_library import Prompt, PromptLibrary
from ..prompts.structured_output import ask
from .case_suite import case_suite
from .function_generator import stub_of

NUMBER = 6
MOST_TOKENS = 400


class CaseWriter:
    """A SuiteWriter that asks a role once for cases of a function it sees only the stub of."""

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
        """The suite; of the user's examples alone where no result can be known beforehand.

        A reply without a usable case costs the cases, not the task.
        """
        if specification.tools or specification.task.files or specification.kind in CONTENT_KINDS:
            return case_suite(specification)
        try:
            cases, by = self._ask(specification)
        except ModelError:
            return case_suite(specification)
        return case_suite(specification, votes=cases, by=by)

    def _ask(self, plan: Specification) -> tuple[Sequence[Example], str]:
        signature = read_signature(f"def {plan.signature}: ...", plan.function)

        def fill(complaint: str) -> Prompt:
            return self._prompts.fill(
                "cases",
                task=plan.task.text,
                stub=stub_of(plan),
                function=plan.function,
                number=str(NUMBER),
                complaint=f"Your last reply could not be used: {complaint}" if complaint else "",
            )

        def read(reply: Reply) -> Sequence[Example]:
            cases = read_cases(reply.text, signature, thinking=reply.thinking)
            return [case for case in cases if _fits(case, signature)]

        request = Request(self._role, "tests", (), max_tokens=MOST_TOKENS)
        cases, reply = ask(self._model, request, fill, read, tries=1)
        return cases, reply.model


def _fits(case: Example, signature: Signature) -> bool:
    """Tell whether a case calls the function with what its annotations allow."""
    try:
        check_arguments(signature, "", case.arguments or {})
    except BadArguments:
        return False
    return True
