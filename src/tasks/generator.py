"""Asks a model for solve(description), repairs the reply, and makes a node of it."""

import re
from collections.abc import Mapping, Sequence

from ..domain.candidate import Candidate, Origin
from ..domain.errors import BrokenReply
from ..domain.model_request import Request, Role
from ..domain.node_contract import FRAME
from ..domain.outcome import Attempt, AttemptPlan
from ..domain.ports import LanguageModel
from ..domain.task import Specification
from ..domain.tool import ToolCard
from ..prompts.code_replies import read_code
from ..prompts.prompt_formatting import as_calls, bullet_list, numbered_list
from ..prompts.prompt_library import Prompt, PromptLibrary
from .memorized_examples import memorized_example
from .program_template import ENTRY, frame
from .reply_repairs import repair
from .tool_prompt import tool_rules

LONGEST_CODE, LONGEST_FAILURE = 6000, 400
TOLD_FAILURES = 2
SHORTEST_SENTENCE = 3

# How a report words a failure: test_add: 'add 2 and 3' gave 6, expected 5
_FAILED_ON = re.compile(r"""\w+: (['"])(.*?)\1(?: gave |: )""")


class ModelGenerator:
    """A Generator that asks the role of the attempt's plan; `titles` are what users call roles.

    `tools` are those that a specification may name.
    With `repairing` off the reply is taken as it came, which is for measuring what repairs bring.
    """

    def __init__(
        self,
        model: LanguageModel,
        titles: Mapping[Role, str],
        prompts: PromptLibrary | None = None,
        *,
        repairing: bool = True,
        tools: Sequence[ToolCard] = (),
    ) -> None:
        self._model = model
        self._tools = tools
        self._titles = titles
        self._prompts = prompts or PromptLibrary()
        self._repairing = repairing

    def write(
        self, specification: Specification, plan: AttemptPlan, earlier: Sequence[Attempt] = ()
    ) -> Candidate:
        """One reply made into a node; told of the attempts before. Raises BrokenReply."""
        previous = next((a.candidate for a in reversed(earlier) if a.candidate), None)
        prompt = self._prompt(specification, earlier, previous)
        request = self._request(plan, "repair" if earlier else "write", prompt)
        reply = self._model.complete(request)
        code = read_code(reply.text, (ENTRY,), thinking=reply.thinking, mend=self._repairing)
        source, repairs = repair(code.source) if self._repairing else (code.source, ())
        node = frame(source, specification.goal)
        known = memorized_example(source, _descriptions(specification, earlier))
        if known:
            raise BrokenReply(f"the code tests for {known!r} instead of working its result out")
        return Candidate(
            node,
            Origin.REPAIRED if previous else Origin.WRITTEN,
            parent=previous.digest if previous else "",
            model=reply.model,
            temperature=plan.temperature,
            prompt_digest=prompt.digest,
            seed=request.seed,
            repairs=(*code.repairs, *repairs),
        )

    def writer(self, specification: Specification, plan: AttemptPlan) -> tuple[str, str]:
        """The role's title and the model that would answer."""
        prompt = self._prompt(specification, (), None)
        title = self._titles.get(plan.role, plan.role.value)
        return title, self._model.model_for(self._request(plan, "write", prompt))

    def _request(self, plan: AttemptPlan, purpose: str, prompt: Prompt) -> Request:
        return Request(
            plan.role,
            purpose,
            prompt.parts,
            system=prompt.system,
            temperature=plan.temperature,
            attempt=plan.number,
            max_tokens=1500,
        )

    def _prompt(
        self,
        specification: Specification,
        earlier: Sequence[Attempt],
        previous: Candidate | None,
    ) -> Prompt:
        common = {
            "task": specification.task.text,
            "goal": specification.goal,
            "inputs": specification.inputs,
            "outputs": specification.outputs,
            "steps": numbered_list(specification.steps),
            "examples": as_calls(specification.all_examples),
            "tools": tool_rules(specification.tools, self._tools),
            "advice": bullet_list(specification.advice),
        }
        if not earlier:
            return self._prompts.fill("write", **common, structure=_fenced(specification.structure))
        failures = [attempt.failure[:LONGEST_FAILURE] for attempt in earlier[-TOLD_FAILURES:]]
        return self._prompts.fill(
            "repair",
            **common,
            code=_fenced(previous.source.removesuffix(FRAME)) if previous else "",
            failures=bullet_list(dict.fromkeys(failure for failure in failures if failure)),
        )


def _descriptions(specification: Specification, earlier: Sequence[Attempt]) -> list[str]:
    """What no program may know by heart: its task, its examples, what it was told it failed.

    Short texts are left out: "hello world" may well be the result.
    """
    known = [specification.task.text, *(e.description for e in specification.all_examples)]
    told = (_FAILED_ON.match(attempt.failure) for attempt in earlier)
    known += [match.group(2) for match in told if match]
    return [text for text in known if len(text.split()) >= SHORTEST_SENTENCE]


def _fenced(source: str) -> str:
    return f"```python\n{source[:LONGEST_CODE].strip()}\n```" if source.strip() else ""
