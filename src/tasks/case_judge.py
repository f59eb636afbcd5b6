"""Which is right, a version's result or what a model's case expects, by the evaluator's word?"""

import json
import re

from msgspec import Struct

from ..domain.errors import BrokenReply, ModelError
from ..domain.model_request import Request, Role
from ..domain.ports import LanguageModel
from ..domain.signature import call_text
from ..domain.task import Example, Specification
from ..prompts.prompt_library import PromptLibrary
from ..prompts.structured_output import Report, silent
from .function_generator import stub_of

_LONGEST = 300
_LETTER = re.compile(r"\b[AB]\b")


class CaseJudge(Struct, frozen=True):
    """Asks the evaluator role twice, with the results in both orders.

    A small model prefers what comes first (or last); its word counts if the order does not.
    """

    model: LanguageModel
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
        prompt = PromptLibrary().fill(
            "judge",
            task=plan.task.text,
            stub=stub_of(plan),
            call=call_text(plan.function, case.arguments or {}),
            first=results[0],
            second=results[1],
        )
        request = Request(Role.EVALUATOR, "judge", prompt.parts, prompt.system, max_tokens=8)
        found = _LETTER.search(self.model.complete(request).text)
        if found is None:
            raise BrokenReply("the evaluator named neither A nor B")
        return found[0]
