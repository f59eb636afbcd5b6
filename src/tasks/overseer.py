"""Asks a model to plan a typed function: its stub, and the call with this task's values."""

import re
from collections.abc import Sequence
from dataclasses import replace

from ..domain.artifact import Recollection
from ..domain.errors import BrokenReply
from ..domain.json_value import JSONValue, agrees
from ..domain.model_request import Reply, Request, Role
from ..domain.ports import LanguageModel
from ..domain.signature import call_text
from ..domain.task import (
    CONTENT_KINDS,
    Classification,
    Example,
    GivenFunction,
    Specification,
    Task,
)
from ..domain.tool import CONTENT_TOOL, ToolCard
from ..domain.understanding import Understanding
from ..language.tokenizer import beginnings, subject_of
from ..language.values_in_text import values_in
from ..prompts.case_replies import read_cases
from ..prompts.prompt_formatting import shown_examples, tool_list
from ..prompts.prompt_library import Prompt, PromptLibrary
from ..prompts.structured_output import ask
from ..prompts.stub_replies import StubReply, read_stub

LONGEST_STRUCTURE = 2000
MOST_TOKENS = 400
TRIES = 3


class ModelOverseer:
    """An Overseer that asks the overseer role."""

    def __init__(self, model: LanguageModel, prompts: PromptLibrary | None = None) -> None:
        self._model = model
        self._prompts = prompts or PromptLibrary()

    def specify(
        self,
        understanding: Understanding,
        recollections: Sequence[Recollection] = (),
        tools: Sequence[ToolCard] = (),
    ) -> Specification:
        """The model's plan, checked; a signature that the user gave needs none.

        Raises BrokenReply if no reply can be used.
        """
        task, related = understanding.task, _related(recollections)
        if task.given is not None:
            return _given_plan(understanding, task.given)

        def fill(complaint: str) -> Prompt:
            return self._prompts.fill(
                "plan",
                task=task.text,
                examples=_shown_examples(task),
                tools=_offered(tools),
                related=_shown(related),
                complaint=f"Your last reply could not be used: {complaint}" if complaint else "",
            )

        reader = _PlanReader(understanding)
        request = Request(Role.OVERSEER, "plan", (), max_tokens=MOST_TOKENS)
        (stub, examples), reply = ask(self._model, request, fill, reader.read, tries=TRIES)
        arguments = stub.arguments or {}
        # Where a function is asked for, values that the task does not have are made up.
        made_up = not all(_occurs(value, task.text) for value in arguments.values())
        return Specification(
            task=replace(task, examples=examples),
            kind=understanding.kind.kind,
            title=(subject_of(task.text) or stub.signature.name).replace("_", " "),
            goal=stub.signature.summary or _goal_of(stub.signature.name),
            tools=_chosen(stub, understanding.kind, tools),
            by=reply.model,
            function=stub.signature.name,
            signature=str(stub.signature),
            arguments=arguments,
            function_only=understanding.wants_function and (made_up or not arguments),
        )


class _PlanReader:
    """Reads the replies to one question for a plan, and says what is wrong with them."""

    def __init__(self, understanding: Understanding) -> None:
        self._understanding = understanding
        self._asked_for_parameters = False

    def read(self, reply: Reply) -> tuple[StubReply, tuple[Example, ...]]:
        """The plan, and the user's examples as calls of it. Raises BrokenReply."""
        task = self._understanding.task
        stub = read_stub(reply.text, thinking=reply.thinking)
        lacks_call = stub.arguments is None and stub.signature.required
        if lacks_call and not self._understanding.wants_function:
            raise BrokenReply(f"there is no call of {stub.signature.name} below the stub")
        constant = not stub.signature.parameters and bool(values_in(task.text))
        if constant and not self._asked_for_parameters:
            # Once: "list the 12 months" has a value, and no parameter is right.
            self._asked_for_parameters = True
            raise BrokenReply("the values of the task are no parameters of the function")
        if not is_about(stub, task.text):
            call = call_text(stub.signature.name, stub.arguments or {})
            raise BrokenReply(f"{call} is not what the task asks for")
        return stub, _examples(task, stub, reply)


def _given_plan(understanding: Understanding, given: GivenFunction) -> Specification:
    """The function as the user's own Python text fixes it."""
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


def _goal_of(name: str) -> str:
    return name.replace("_", " ").capitalize() + "."


def _examples(task: Task, stub: StubReply, reply: Reply) -> tuple[Example, ...]:
    """The user's examples as calls. Raises BrokenReply where the reply leaves one out."""
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
        case = next((c for c in asserted if agrees(c.expected, example.expected)), None)
        if case is None:
            said = f"{example.description} => {example.expected!r}"
            raise BrokenReply(f"the example {said} is not written as an assert of the function")
        asserted.remove(case)
        calls.append(replace(case, expected=example.expected))
    return tuple(calls)


def is_about(stub: StubReply, text: str) -> bool:
    """Tell whether a planned function has anything to do with a task: a word, or all its values.

    A small model may answer with a plan, or call one with values, that it saw elsewhere.
    """
    values = list((stub.arguments or {}).values())
    if values and re.search(r"\d", text) and not _share_a_word(str(values), text):
        return False
    said = f"{stub.signature.name.replace('_', ' ')} {stub.signature.summary}"
    if beginnings(text) & beginnings(said):
        return True
    return bool(values) and all(_occurs(value, text) for value in values)


def _share_a_word(one: str, other: str) -> bool:
    words = [set(re.findall(r"\d+|[^\W\d_]+", text.lower())) for text in (one, other)]
    return bool(words[0] & words[1])


def _occurs(value: JSONValue, text: str) -> bool:
    if isinstance(value, list):
        return bool(value) and all(_occurs(item, text) for item in value)
    if isinstance(value, dict):
        return all(_occurs(item, text) for item in value.values())
    if isinstance(value, (int, float)):
        # As a number of its own: the 2 of another plan is no part of a task's 20.
        number = re.escape(str(value).removesuffix(".0").lower())
        return re.search(rf"(?<!\d)(?<!\d\.){number}(?!\d)(?!\.\d)", text.lower()) is not None
    return str(value).lower() in text.lower()


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
    """The most similar recollection that holds a program."""
    with_code = [r for r in recollections if _source(r)]
    return max(with_code, key=lambda r: r.similarity, default=None)


def _source(recollection: Recollection | None) -> str:
    if recollection is None:
        return ""
    source = recollection.artifact.content.get("implementation")
    bare = source.partition("\n\nif __name__")[0] if isinstance(source, str) else ""
    return bare.strip()[:LONGEST_STRUCTURE]


def _shown(related: Recollection | None) -> str:
    """A function that was made before, and the call that its task led to."""
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
