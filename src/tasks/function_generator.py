"""Asks a model for the body of a planned function, and says which tools it may call, and how."""

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field
from textwrap import indent

from msgspec import Struct

from ..documents.source_edits import with_imports
from ..domain.candidate import Candidate, Origin
from ..domain.errors import EvolverError
from ..domain.json_value import JSONObject, JSONValue
from ..domain.model_request import Request, Role
from ..domain.outcome import Attempt, AttemptPlan
from ..domain.ports import LanguageModel
from ..domain.program_run import granted_files
from ..domain.signature import Signature, read_signature
from ..domain.task import (
    CONTENT_KINDS,
    Classification,
    Example,
    GivenFunction,
    Specification,
    Task,
)
from ..domain.tool import CONTENT_TOOL, ToolCard
from ..language.tokenizer import beginnings
from ..language.values_in_text import holds_value
from ..prompts.function_replies import read_function
from ..prompts.prompt_library import Prompt, PromptLibrary, bullet_list

SHOWN_CASES = 3
LONGEST_CODE, LONGEST_FAILURE = 4000, 300
MOST_TOKENS = 900
_DEFINITIONS = (ast.FunctionDef, ast.ClassDef)


@dataclass(frozen=True, slots=True)
class FunctionGenerator:
    """A Generator for plans with a signature; `titles` are what users call the roles.

    `fixes` finds what once helped against a failure like this one.
    """

    model: LanguageModel
    titles: Mapping[Role, str]
    prompts: PromptLibrary = field(default_factory=PromptLibrary)
    _: KW_ONLY
    tools: Sequence[ToolCard] = ()
    fixes: Callable[[str], Sequence[str]] = lambda failure: ()

    def write(
        self, specification: Specification, plan: AttemptPlan, earlier: Sequence[Attempt] = ()
    ) -> Candidate:
        """Make a module of one reply, given the earlier attempts. Raises BrokenReply."""
        previous = next((a.candidate for a in reversed(earlier) if a.candidate), None)
        prompt = self._prompt(specification, earlier, previous)
        request = self._request(plan, prompt)
        # What failed shows results, and those may hold what a granted file holds.
        files = specification.task.files if earlier else ()
        before = granted_files.set(files or granted_files.get())
        try:
            reply = self.model.complete(request)
        finally:
            granted_files.reset(before)
        signature = read_signature(f"def {specification.signature}: ...", specification.function)
        read = read_function(reply, signature)
        source = _with_context(read.source, specification.task.given)
        return Candidate(
            source,
            Origin.REPAIRED if previous else Origin.WRITTEN,
            parent=previous.digest if previous else "",
            model=reply.model,
            temperature=plan.temperature,
            prompt_digest=prompt.digest,
            seed=request.seed,
            repairs=read.repairs,
            unread=tuple(n for n in read.unread if _is_given(n, signature, specification)),
        )

    def writer(self, specification: Specification, plan: AttemptPlan) -> tuple[str, str]:
        """Return the role's title and the model that would answer."""
        title = self.titles.get(plan.role, plan.role.value)
        prompt = self._prompt(specification, (), None)
        return title, self.model.model_for(self._request(plan, prompt))

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
        fixes = self.fixes(failures[-1]) if failures else ()
        tried = previous.source.partition("\n\nif __name__")[0][:LONGEST_CODE] if previous else ""
        return self.prompts.fill(
            "function",
            task=_task_line(specification),
            stub=stub_of(specification),
            tools=(
                "" if _only_tool(specification) else tool_rules(specification.tools, self.tools)
            ),
            failures=f"What was tried failed:\n{bullet_list(failures[-1:])}" if failures else "",
            code=f"It was:\n```python\n{tried.strip()}\n```" if tried else "",
            advice="\n".join((*specification.advice, *fixes)),
        )


_PROMPT = "...  # an f-string that asks for the text and names each argument"


def _task_line(specification: Specification) -> str:
    """Return the task in the user's words: a stub's one sentence leaves out what its values show.

    A text to be written is asked of the tool, not of the function; a given stub is the task.
    """
    task = specification.task
    if specification.tools or task.given is not None:
        return ""
    return f"Task: {task.text}"


def stub_of(specification: Specification) -> str:
    """Return the function without its body: signature, and a docstring with cases as doctests."""
    given = specification.task.given
    lines = [given.context.rstrip(), ""] if given and given.context else []
    lines += [f"def {specification.signature}:", f'    """{specification.goal}']
    if specification.outputs and not specification.outputs.startswith("a number"):
        lines += ["", indent(specification.outputs, "    ")]
    # The code would return verbatim what a tool answered in a case.
    cases = () if specification.tools else _shown_cases(specification)
    if cases:
        lines.append("")
    for case in cases:
        lines += [f"    >>> {case.description}", f"    {case.expected!r}"]
    lines.append('    """')
    tool = _only_tool(specification)
    if tool:
        # A small model completes a body that is begun; if words name the tool, it writes the jokes
        # itself.
        lines = ["from node_runtime import call_tool", "", "", *lines]
        files = specification.task.files
        read = [name for name, value in specification.arguments.items() if value in files]
        lines += [f'    {name}_text = open({name}, encoding="utf-8").read()' for name in read]
        texts = "".join(f"\\n\\n{{{name}_text}}" for name in read)
        goal = specification.goal.replace("\\", "").replace('"', "'")
        # Without a prompt that is begun, a small model asks for the file by its name.
        prompt = f'f"{goal}{texts}"' if read else _PROMPT
        lines.append(f"    prompt = {prompt}")
        lines.append(f'    return call_tool("{tool}", prompt)')
    else:
        lines.append("    ...")
    return "\n".join(lines)


def _shown_cases(specification: Specification) -> Sequence[Example]:
    """Return the user's examples and the task's own case, then the smallest with other results.

    Where a small model goes wrong is at the edges: an empty list, one item.
    """
    given = specification.task.examples
    own = [case for case in specification.all_examples if case not in given]
    rest = sorted(own[1:], key=lambda case: len(f"{case.description}{case.expected!r}"))
    ordered = (*given, *own[:1], *rest)
    first = {repr(case.expected): case for case in reversed(ordered)}
    return [one for one in ordered if one in given or first[repr(one.expected)] is one][
        :SHOWN_CASES
    ]


def _only_tool(specification: Specification) -> str:
    """Return the one tool of a function that returns its text; "" where there are more, or none."""
    gives_text = specification.signature.endswith("-> str")
    return specification.tools[0] if len(specification.tools) == 1 and gives_text else ""


def _is_given(name: str, signature: Signature, specification: Specification) -> bool:
    """Return True for a parameter whose value the task gives: a plan may make up others."""
    task, value = specification.task, specification.arguments.get(name, "")
    if specification.function_only:
        return task.given is None and name in signature.required
    return value != "" and holds_value(task.text, value)


def _with_context(source: str, given: GivenFunction | None) -> str:
    """Return the source with what is defined before the user's stub, if the reply lacks that."""
    if given is None or not given.context.strip():
        return source
    defined = {n.name for n in ast.parse(source).body if isinstance(n, _DEFINITIONS)}
    needed = {n.name for n in ast.parse(given.context).body if isinstance(n, _DEFINITIONS)}
    if not needed:
        return with_imports(source, [one for one in given.context.splitlines() if one.strip()])
    return source if needed <= defined else f"{given.context.rstrip()}\n\n\n{source}"


MOST_OFFERED = 6
"""More names than this lead small models astray, and each costs a line of their prompt."""


_EVERYDAY = beginnings("text line lines number numbers list code value content")
"""Words of most tasks, which say nothing of a tool."""


class ToolChoice(Struct, frozen=True):
    """The best of the tools for a task; all of them where they cannot be ranked.

    `rank` returns those worth offering for a text, the best first, or raises EvolverError.
    """

    cards: Callable[[], Sequence[ToolCard]]
    rank: Callable[[str, Sequence[ToolCard]], Sequence[ToolCard]]
    most: int = MOST_OFFERED

    def choose(self, task: Task, kind: Classification) -> tuple[ToolCard, ...]:
        """Return the best cards that fit; for a creative text the content generator first."""
        cards = tuple(self.cards())
        content = kind.kind in CONTENT_KINDS
        needed = tuple(card for card in cards if content and card.name == CONTENT_TOOL)
        apt = [card for card in cards if card not in needed and _is_apt(card, task.text)]
        if len(needed) + len(apt) > self.most:
            try:
                apt = [card for card in self.rank(task.text, cards) if card in apt]
            except EvolverError:
                # The recaller has already reported that memory is not available.
                pass
        return (*needed, *apt)[: self.most]


def _is_apt(card: ToolCard, text: str) -> bool:
    """Say whether a task has all words of the tool's name, or one of its tags.

    Small models call a tool that they are offered even if it has little to do with the task.
    """
    said = beginnings(text)
    name = beginnings(card.name.replace("_", " ")) - _EVERYDAY
    tags = beginnings(" ".join(card.tags).replace("_", " ")) - _EVERYDAY
    return bool(name) and name <= said or bool(tags & said)


LONGEST_DESCRIPTION = 120
_SHOWN: Mapping[str, JSONValue] = {"integer": 1, "number": 1.0, "boolean": True}


def tool_rules(names: Sequence[str], cards: Sequence[ToolCard]) -> str:
    """Return Python calls of the named tools, with what they do; "" if none is named."""
    if not names:
        return ""
    known = {card.name: card for card in cards}
    calls = "\n".join(_call(name, known.get(name)) for name in names)
    return (
        "Do not do a tool's work yourself. Call the tool, it returns a string:\n"
        f"from node_runtime import call_tool, call_tools_parallel\n{calls}\n"
        "Several calls at once, their strings in the same order:\n"
        f'call_tools_parallel([("{names[0]}", first_prompt), ("{names[-1]}", second_prompt)])'
    )


def _call(name: str, card: ToolCard | None) -> str:
    if card is None:
        return f'call_tool("{name}", prompt)'
    passed = "".join(f", {key}={_shown(of)}" for key, of in _arguments(card.input_schema))
    return f'call_tool("{name}", prompt{passed})  # {card.description[:LONGEST_DESCRIPTION]}'


def _arguments(schema: JSONObject) -> list[tuple[str, JSONObject]]:
    """Return the arguments that must be passed first; the others may be left out."""
    properties = schema.get("properties")
    required = schema.get("required")
    if not isinstance(properties, dict):
        return []
    first = [name for name in required if name in properties] if isinstance(required, list) else []
    names = [*map(str, first), *(name for name in properties if name not in first)]
    return [(name, of) for name in names if isinstance(of := properties[name], dict)]


def _shown(of: JSONObject) -> str:
    choices = of.get("enum")
    if isinstance(choices, list) and choices:
        return repr(choices[0])
    return repr(_SHOWN.get(str(of.get("type")), "text"))
