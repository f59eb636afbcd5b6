"""Asks a model for the body of a typed function whose signature and cases are known."""

import ast
from collections.abc import Mapping, Sequence

from ..domain.candidate import Candidate, Origin
from ..domain.errors import BrokenReply
from ..domain.model_request import Request, Role
from ..domain.outcome import Attempt, AttemptPlan
from ..domain.ports import LanguageModel
from ..domain.signature import function_ending, read_signature
from ..domain.task import Specification
from ..domain.tool import ToolCard
from ..prompts.code_replies import read_code
from ..prompts.imports_repair import add_missing_imports, drop_foreign_imports
from ..prompts.prompt_formatting import bullet_list
from ..prompts.prompt_library import Prompt, PromptLibrary
from .tool_prompt import tool_rules

SHOWN_CASES = 3
LONGEST_CODE, LONGEST_FAILURE = 4000, 300
MOST_TOKENS = 900


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
        code = read_code(reply.text, (specification.function,), thinking=reply.thinking)
        source, repairs = module_of(code.source, specification)
        return Candidate(
            source,
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
        )


def stub_of(specification: Specification) -> str:
    """The function without its body: signature, and a docstring with cases as doctests."""
    lines = [f"def {specification.signature}:", f'    """{specification.goal}']
    if specification.outputs and not specification.outputs.startswith("a number"):
        lines += ["", f"    {specification.outputs}"]
    cases = specification.all_examples[:SHOWN_CASES]
    if cases:
        lines.append("")
    for case in cases:
        lines += [f"    >>> {case.description}", f"    {case.expected!r}"]
    return "\n".join([*lines, '    """'])


def module_of(source: str, specification: Specification) -> tuple[str, tuple[str, ...]]:
    """The reply's code as a node's module, with the repairs that were made.

    The given signature stands, whatever annotations the reply has. Raises BrokenReply where the
    reply's function takes other parameters.
    """
    name = specification.function
    try:
        written = read_signature(source, name)
    except ValueError as problem:
        raise BrokenReply(f"the reply cannot be used: {problem}") from problem
    wanted = read_signature(f"def {specification.signature}: ...", name)
    names = [one.name for one in written.parameters]
    if names != [one.name for one in wanted.parameters]:
        raise BrokenReply(f"the reply's {name} takes {', '.join(names) or 'nothing'}")
    repairs: tuple[str, ...] = ()
    if str(written) != str(wanted):
        source = _with_header(source, name, f"def {specification.signature}:")
        repairs = ("the signature was put back",)
    bare = _without_demonstration(source)
    complete = add_missing_imports(drop_foreign_imports(bare))
    if complete != bare:
        repairs = (*repairs, "imports were completed")
    return complete.strip() + "\n" + function_ending(name), repairs


def _with_header(source: str, name: str, header: str) -> str:
    lines = source.splitlines()
    node = next(
        n for n in ast.parse(source).body if isinstance(n, ast.FunctionDef) and n.name == name
    )
    first = node.body[0]
    if first.lineno == node.lineno:
        body = ["    " + ast.unparse(statement) for statement in node.body]
        return "\n".join([*lines[: node.lineno - 1], header, *body, *lines[node.end_lineno :]])
    return "\n".join([*lines[: node.lineno - 1], header, *lines[first.lineno - 1 :]])


def _without_demonstration(source: str) -> str:
    """The code without calls, prints and tests at its top level."""
    lines = source.splitlines()
    for node in reversed(ast.parse(source).body):
        plain = isinstance(node, (ast.If, ast.Expr, ast.Assert, ast.For, ast.While, ast.With))
        docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if plain and not docstring:
            del lines[node.lineno - 1 : node.end_lineno]
    return "\n".join(lines)
