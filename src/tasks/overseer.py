"""Asks models for the kind of a task, and for the plan of its function: a stub and its call."""

import dataclasses
from collections.abc import Sequence
from functools import partial

from msgspec import Struct, field

from ..documents.source_edits import function_text
from ..domain.artifact import Recollection
from ..domain.errors import BrokenReply
from ..domain.json_value import JSONObject, JSONValue, agrees
from ..domain.model_request import Reply, Request, Role
from ..domain.ports import LanguageModel
from ..domain.replace import replace
from ..domain.signature import call_text
from ..domain.task import (
    CONTENT_KINDS,
    Classification,
    Example,
    GivenFunction,
    Specification,
    Task,
    TaskKind,
)
from ..domain.tool import CONTENT_TOOL, ToolCard
from ..domain.understanding import Understanding
from ..language.tokenizer import subject_of
from ..language.values_of_call import not_said
from ..language.values_in_text import values_in
from ..prompts.case_replies import read_cases
from ..prompts.json_replies import read_json
from ..prompts.prompt_library import Prompt, PromptLibrary, shown_examples, tool_list
from ..prompts.structured_output import Report, ask, object_schema, silent, text_schema
from ..prompts.stub_replies import StubReply, read_stub
from .plan_values import asks_for_result, doubt_of, has_made_up_numbers, is_about, is_case_of

LONGEST_STRUCTURE = 2000
MOST_TOKENS = 400
_MOST_EXAMPLES = 20
TRIES = 3
ANOTHER_PLAN = 0.8
"""The temperature at which a plan that went badly is made anew."""


class ModelOverseer(Struct, frozen=True):
    """An Overseer that asks the overseer role."""

    model: LanguageModel
    prompts: PromptLibrary = field(default_factory=PromptLibrary)
    report: Report = silent

    def specify(
        self,
        understanding: Understanding,
        recollections: Sequence[Recollection] = (),
        tools: Sequence[ToolCard] = (),
        failed: str = "",
    ) -> Specification:
        """Return the model's plan, checked; a signature that the user gave needs none.

        `failed` describes an earlier plan, so that the model does not repeat it. Raises
        BrokenReply if no reply can be used.
        """
        task, related = understanding.task, _related(recollections)
        if task.given is not None:
            return _given_plan(understanding, task.given)

        def fill(complaint: str) -> Prompt:
            return self.prompts.fill(
                "plan",
                task=task.text,
                examples=_shown_examples(task),
                tools=_offered(tools),
                # A small model may have copied it, its values and all.
                related="" if complaint or failed else _shown(related),
                complaint=(
                    f"Your last reply could not be used: {complaint}" if complaint else failed
                ),
            )

        reader = _PlanReader(understanding)
        warm = ANOTHER_PLAN if failed else 0.0
        request = Request(Role.OVERSEER, "plan", (), temperature=warm, max_tokens=MOST_TOKENS)
        (stub, examples), reply = ask(
            self.model, request, fill, reader.read, tries=TRIES, report=self.report
        )
        arguments = stub.arguments or {}
        # Where a function is asked for, values that the task does not have are made up.
        made_up = bool(not_said(list(arguments.values()), task.text))
        return Specification(
            task=replace(task, examples=examples),
            kind=understanding.kind.kind,
            title=(subject_of(task.text) or stub.signature.name).replace("_", " "),
            goal=stub.signature.summary or f"{stub.signature.name.replace('_', ' ').capitalize()}.",
            tools=_chosen(stub, understanding.kind, tools),
            by=reply.model,
            function=stub.signature.name,
            signature=str(stub.signature),
            arguments=arguments,
            function_only=understanding.wants_function and (made_up or not arguments),
        )


@dataclasses.dataclass(eq=False, slots=True)
class _PlanReader:
    """Reads the replies to one question for a plan, and says what is wrong with them."""

    understanding: Understanding
    _asked_for_parameters: bool = dataclasses.field(default=False, init=False)
    _asked_for_subject: bool = dataclasses.field(default=False, init=False)
    _asked_for_values: bool = dataclasses.field(default=False, init=False)

    def read(self, reply: Reply) -> tuple[StubReply, tuple[Example, ...]]:
        """Return the plan, and the user's examples as calls of it. Raises BrokenReply."""
        task = self.understanding.task
        stub = read_stub(reply.text, task.text, thinking=reply.thinking)
        stub = _with_file_names(stub, task.files)
        lacks_call = stub.arguments is None and stub.signature.required
        if lacks_call and asks_for_result(self.understanding):
            raise BrokenReply(f"the stub is not followed by a call of {stub.signature.name}")
        is_text = self.understanding.kind.kind in CONTENT_KINDS or CONTENT_TOOL in stub.tools
        if is_text and not self._asked_for_subject and has_made_up_numbers(stub, task.text):
            # Once: "write a haiku" may become a call with its three lines.
            self._asked_for_subject = True
            raise BrokenReply("the numbers of the call are not in the task; pass what it names")
        constant = not stub.signature.parameters and bool(values_in(task.text))
        if constant and not self._asked_for_parameters:
            # Once: "list the 12 months" has a value, and no parameter is right.
            self._asked_for_parameters = True
            raise BrokenReply("the values of the task are not parameters of the function")
        if not is_about(stub, task.text):
            call = call_text(stub.signature.name, stub.arguments or {})
            raise BrokenReply(f"{call} is not what the task asks for")
        doubt = doubt_of(stub.signature, stub.arguments, task.text)
        is_due = not is_text and asks_for_result(self.understanding)
        if doubt and is_due and not self._asked_for_values:
            # Once: a call may need a value that the task only implies.
            self._asked_for_values = True
            raise BrokenReply(f"{doubt}; pass the values of this task as they are")
        return stub, _examples(task, stub, reply)


def _given_plan(understanding: Understanding, given: GivenFunction) -> Specification:
    """Return the function as the user's own Python text fixes it."""
    return Specification(
        task=understanding.task,
        kind=understanding.kind.kind,
        title=given.name.replace("_", " "),
        goal=given.docstring or understanding.task.text,
        by="your signature",
        function=given.name,
        signature=given.signature,
        function_only=True,
    )


def _examples(task: Task, stub: StubReply, reply: Reply) -> tuple[Example, ...]:
    """Return the user's examples as calls. Raises BrokenReply where the reply leaves one out."""
    if not task.examples:
        return ()
    try:
        asserted = list(
            read_cases(reply.text, stub.signature, called=stub.called, thinking=reply.thinking)
        )
    except BrokenReply:
        asserted = []
    calls: list[Example] = []
    for example in task.examples:
        if example.description == task.text and stub.arguments is not None:
            call = call_text(stub.signature.name, stub.arguments)
            calls.append(Example(call, example.expected, stub.arguments))
            continue
        stated = [c for c in asserted if agrees(c.expected, example.expected)]
        case = next((c for c in stated if is_case_of(c.arguments or {}, example, stub, task)), None)
        if case is None:
            said = f"{example.description} => {example.expected!r}"
            raise BrokenReply(f"the example {said} is not written as an assert of the function")
        asserted.remove(case)
        calls.append(replace(case, expected=example.expected))
    return tuple(calls)


def _shown_examples(task: Task) -> str:
    others = [example for example in task.examples if example.description != task.text]
    if not others:
        return ""
    shown = shown_examples(others)
    return f"These are right; write each as an assert of the function, below the call:\n{shown}"


def _offered(tools: Sequence[ToolCard]) -> str:
    if not tools:
        return ""
    return (
        "Only if plain Python cannot do it, the function may call a tool. Then begin the code with"
        f" the comment `# tools: NAME`. Tools:\n{tool_list(tools)}"
    )


def _chosen(
    stub: StubReply, classification: Classification, tools: Sequence[ToolCard]
) -> tuple[str, ...]:
    offered = [card.name for card in tools]
    chosen = tuple(name for name in dict.fromkeys(stub.tools) if name in offered)
    if not chosen and classification.kind in CONTENT_KINDS and CONTENT_TOOL in offered:
        return (CONTENT_TOOL,)
    return chosen


def _related(recollections: Sequence[Recollection]) -> Recollection | None:
    """Return the most similar recollection that holds a program."""
    with_code = [r for r in recollections if _source(r)]
    return max(with_code, key=lambda r: r.similarity, default=None)


def _source(recollection: Recollection | None) -> str:
    if recollection is None:
        return ""
    content = recollection.artifact.content
    source = content.get("implementation")
    bare = source.partition("\n\nif __name__")[0] if isinstance(source, str) else ""
    # Without its helpers: a small model plans one of those instead, most of all where they come
    # first and the function itself is cut off.
    alone = function_text(bare, str(content.get("function", "")))
    return (alone or bare).strip()[:LONGEST_STRUCTURE]


def _shown(related: Recollection | None) -> str:
    """Return a function that was made before, and the call that its task led to."""
    if related is None:
        return ""
    content = related.artifact.content
    made_for = content.get("made_for")
    arguments = made_for.get("arguments") if isinstance(made_for, dict) else None
    called = ""
    if content.get("function") and isinstance(arguments, dict):
        called = f"\n\n{call_text(str(content['function']), arguments)}"
    return (
        f'For the task "{related.artifact.text}" this function was written. Adapt it if it helps:\n'
        f"```python\n{_source(related)}{called}\n```"
    )


LONGEST_REASON = 100


class ModelClassifier(Struct, frozen=True):
    """A Classifier that asks the classifier role; the reason is asked for before the kind."""

    model: LanguageModel
    report: Report = silent

    def classify(self, task: Task) -> Classification:
        """Return the model's word; raises BrokenReply if two replies cannot be used."""
        examples = shown_examples(task.examples[:_MOST_EXAMPLES])
        fill = partial(PromptLibrary().fill, "classify", task=task.text, examples=examples)
        request = Request(Role.CLASSIFIER, "classify", (), schema=_schema(), max_tokens=200)
        classification, _ = ask(self.model, request, fill, _read, report=self.report)
        return classification


def _schema() -> JSONObject:
    kinds: JSONObject = {"type": "string", "enum": [kind.value for kind in TaskKind]}
    return object_schema({"because": text_schema(LONGEST_REASON), "kind": kinds})


def _read(reply: Reply) -> Classification:
    loose = object_schema({"kind": {"type": "string"}})
    said = read_json(reply.text, loose)
    name = "_".join(str(said["kind"]).upper().replace("-", " ").split())
    if name not in TaskKind.__members__:
        raise BrokenReply(f'"kind" is {name!r:.40}, not one of {", ".join(TaskKind)}')
    reason = " ".join(str(said.get("because", said.get("reason", ""))).split())[:LONGEST_REASON]
    return Classification(TaskKind[name], reason or "the model gave no reason", reply.model)


def _with_file_names(stub: StubReply, files: tuple[str, ...]) -> StubReply:
    """Return the stub with @NAME as NAME among its arguments, if the task grants that file."""
    marked: dict[JSONValue, str] = {f"@{name}": name for name in files}
    if stub.arguments is None or not marked:
        return stub
    named = {
        key: marked.get(value, value) if isinstance(value, str) else value
        for key, value in stub.arguments.items()
    }
    return replace(stub, arguments=named)
