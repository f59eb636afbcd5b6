"""Which is right, a version's result or what a model's case expects, by the evaluator's word?"""

import json
import re
from dataclasses import dataclass, field

from ..domain.errors import BrokenReply, ModelError
from ..domain.model_request import Reply, Request, Role
from ..domain.ports import LanguageModel
from ..domain.signature import call_text
from ..domain.task import Example, Specification
from ..prompts.prompt_library import Prompt, PromptLibrary
from ..prompts.structured_output import Report, ask, silent
from .function_generator import stub_of

_LONGEST = 300
_LETTER = re.compile(r"\b[AB]\b")


@dataclass(frozen=True, slots=True)
class CaseJudge:
    """Asks the evaluator role twice, with the results in both orders.

    A small model prefers what comes first (or last); its word counts if the order does not.
    """

    model: LanguageModel
    prompts: PromptLibrary = field(default_factory=PromptLibrary)
    report: Report = silent

    def version_is_right(self, plan: Specification, case: Example, result: str) -> bool:
        """Tell whether the evaluator takes the version's `result`, as JSON, in either order."""
        ours, theirs = repr(json.loads(result)), repr(case.expected)
        if max(len(ours), len(theirs)) > _LONGEST:
            return False
        try:
            return (
                self._choice(plan, case, (ours, theirs)) == "A"
                and self._choice(plan, case, (theirs, ours)) == "B"
            )
        except ModelError as error:
            self.report(str(error))
            return False

    def _choice(self, plan: Specification, case: Example, results: tuple[str, str]) -> str:
        def fill(_complaint: str) -> Prompt:
            return self.prompts.fill(
                "judge",
                task=plan.task.text,
                stub=stub_of(plan),
                call=call_text(plan.function, case.arguments or {}),
                first=results[0],
                second=results[1],
            )

        request = Request(Role.EVALUATOR, "judge", (), max_tokens=8)
        return ask(self.model, request, fill, _read, tries=1)[0]


def _read(reply: Reply) -> str:
    found = _LETTER.search(reply.text)
    if found is None:
        raise BrokenReply("the evaluator named neither A nor B")
    return found[0]
