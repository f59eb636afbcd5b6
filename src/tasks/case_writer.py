"""Writes the suite of a planned function: the user's examples, its cases, and a model's opinion."""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from ..documents.function_arguments import check_arguments
from ..domain.candidate import Suite, case_test
from ..domain.errors import BadArguments, BrokenReply, ModelError
from ..domain.model_request import Request, Role
from ..domain.ports import LanguageModel
from ..domain.signature import Signature, read_signature
from ..domain.task import CONTENT_KINDS, Example, Specification
from ..prompts.case_replies import read_cases
from ..prompts.prompt_library import PromptLibrary
from ..prompts.structured_output import Report, silent
from .function_generator import stub_of

NUMBER = 6
MOST_TOKENS = 400


class CaseWriter(Struct, frozen=True):
    """Asks the generator role once for the cases of a function; it is shown the stub only."""

    model: LanguageModel
    report: Report = silent

    def write(self, specification: Specification) -> Suite:
        """Return the suite; of the user's examples alone where no result can be known beforehand.

        A reply without a usable case costs the cases, not the task.
        """
        if specification.tools or specification.task.files or specification.kind in CONTENT_KINDS:
            return case_suite(specification)
        try:
            cases, by = self._ask(specification)
        except ModelError as error:
            self.report(str(error))
            return case_suite(specification)
        return case_suite(specification, votes=cases, by=by)

    def _ask(self, plan: Specification) -> tuple[Sequence[Example], str]:
        signature = read_signature(f"def {plan.signature}: ...", plan.function)

        prompt = PromptLibrary().fill(
            "cases",
            task=plan.task.text,
            stub=stub_of(plan),
            function=plan.function,
            number=str(NUMBER),
        )
        reply = self.model.complete(
            Request(Role.GENERATOR, "tests", prompt.parts, prompt.system, max_tokens=MOST_TOKENS)
        )
        cases = read_cases(reply.text, signature, thinking=reply.thinking)
        fitting = [case for case in cases if _fits(case, signature)]
        if cases and not fitting:
            raise BrokenReply(f"no case of it fits {signature}")
        return fitting, reply.model


def _fits(case: Example, signature: Signature) -> bool:
    """Tell whether a case calls the function with what its annotations allow."""
    try:
        check_arguments(signature, "", case.arguments or {})
    except BadArguments:
        return False
    return True


def case_suite(
    plan: Specification,
    *,
    votes: Iterable[Example] = (),
    held_out: Iterable[Example] = (),
    tool_reply: str = "",
    by: str = "",
) -> Suite:
    """Return a plan's suite: the user's examples, then the plan's cases, then a model's votes.

    `held_out` cases decide as well but are never shown; `tool_reply` is what the plan's tools
    are assumed to answer.
    """
    given = plan.task.examples
    own = [case for case in plan.all_examples if case not in given]
    known = {case.description for case in (*given, *own)}
    opinions = [case for case in votes if case.description not in known]
    tests = [
        case_test(f"test_users_example_{n}", c, from_user=True) for n, c in enumerate(given, 1)
    ]
    tests += [case_test(f"test_case_{n}", case) for n, case in enumerate(own, 1)]
    start = len(own) + 1
    tests += [case_test(f"test_case_{n}", c, is_vote=True) for n, c in enumerate(opinions, start)]
    replies = tuple((tool, tool_reply) for tool in plan.tools) if tool_reply else ()
    return Suite(
        tuple(tests),
        preamble=f"from main import {plan.function}",
        held_out=tuple(held_out),
        by=by or plan.by,
        tool_replies=replies,
    )
