"""Asks a model for the body of a typed function whose signature and cases are known."""

import ast
from collections.abc import Mapping, Sequence

from ..domain.candidate import Candidate, Origin
from ..domain.model_request import Request, Role
from ..domain.outcome import Attempt, AttemptPlan
from ..domain.ports import LanguageModel
from ..domain.signature import read_signature
from ..domain.task import GivenFunction, Specification
from ..domain.tool import ToolCard
from ..prompts.function_replies import read_function
from ..prompts.prompt_formatting import bullet_list
from ..prompts.prompt_library import Prompt, PromptLibrary
from .tool_choice import tool_rules

SHOWN_CASES = 3
LONGEST_CODE, LONGEST_FAILURE = 4000, 300
MOST_TOKENS = 900
_DEFINITIONS = (ast.FunctionDef, ast.ClassDef)


class FunctionGenerator:
    """A Generator for plans with a signature; `titles` are what users call the roles."""

    def __init__(
        self,
        model: LanguageModel,
        titles: Mapping[Role, str],
        prompts: PromptLibrary | None = None,
        *,
        tools: Sequence[ToolCard] = (),
    ) -> None:
        self._model = model
        self._titles = titles
        self._prompts = prompts or PromptLibrary()
        self._tools = tools

    def write(
        self, specification: Specification, plan: AttemptPlan, earlier: Sequence[Attempt] = ()
    ) -> Candidate:
        """One reply made into a module; told of the attempts before. Raises BrokenReply."""
        previous = next((a.candidate for a in reversed(earlier) if a.candidate), None)
        prompt = self._prompt(specification, earlier, previous)
        request = self._request(plan, prompt)
        reply = self._model.complete(request)
        signature = read_signature(f"def {specification.signature}: ...", specification.function)
        source, repairs = read_function(reply, signature)
        source = _with_context(source, specification.task.given)
        return Candidate(
            source,
            Origin.REPAIRED if previous else Origin.WRITTEN,
            parent=previous.digest if previous else "",
            model=reply.model,
            temperature=plan.temperature,
            prompt_digest=prompt.digest,
            seed=request.seed,
            repairs=repairs,
        )

    def writer(self, specification: Specification, plan: AttemptPlan) -> tuple[str, str]:
        """The role's title and the model that would answer."""
        title = self._titles.get(plan.role, plan.role.value)
        prompt = self._prompt(specification, (), None)
        return title, self._model.model_for(self._request(plan, prompt))

    def _request(self, plan: AttemptPlan, prompt: Prompt) -> Request:
        return Request(
            plan.role,
            "write",
            prompt.parts,
            system=prompt.system,
            temperature=plan.temperature,
            attempt=plan.number,
            # A sample is one of several: the same seed would draw the same again.
            seed=plan.sample if plan.sample > 1 else None,
            max_tokens=MOST_TOKENS,
        )

    def _prompt(
        self, specification: Specification, earlier: Sequence[Attempt], previous: Candidate | None
    ) -> Prompt:
        failures = [attempt.failure[:LONGEST_FAILURE] for attempt in earlier if attempt.failure]
        tried = previous.source.partition("\n\nif __name__")[0][:LONGEST_CODE] if previous else ""
        return self._prompts.fill(
            "function",
            stub=stub_of(specification),
            tools=tool_rules(specification.tools, self._tools),
            failures=f"What was tried failed:\n{bullet_list(failures[-1:])}" if failures else "",
            code=f"It was:\n```python\n{tried.strip()}\n```" if tried else "",
            advice="\n".join(specification.advice),
        )


def stub_of(specification: Specification) -> str:
    """The function without its body: signature, and a docstring with cases as doctests."""
    given = specification.task.given
    lines = [given.context.rstrip(), ""] if given and given.context else []
    lines += [f"def {specification.signature}:", f'    """{specification.goal}']
    if specification.outputs and not specification.outputs.startswith("a number"):
        lines += ["", f"    {specification.outputs}"]
    # What a tool answered in a case would be returned as it stands.
    cases = () if specification.tools else specification.all_examples[:SHOWN_CASES]
    if cases:
        lines.append("")
    for case in cases:
        lines += [f"    >>> {case.description}", f"    {case.expected!r}"]
    return "\n".join([*lines, '    """', "    ..."])


def _with_context(source: str, given: GivenFunction | None) -> str:
    """The source with what the user's text defines before the function, if the reply lacks it."""
    if given is None or not given.context.strip():
        return source
    defined = {n.name for n in ast.parse(source).body if isinstance(n, _DEFINITIONS)}
    needed = {n.name for n in ast.parse(given.context).body if isinstance(n, _DEFINITIONS)}
    return source if needed <= defined else f"{given.context.rstrip()}\n\n\n{source}"
