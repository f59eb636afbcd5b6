"""Asks a model to plan a program: its specification."""

import re
from collections.abc import Sequence
from dataclasses import replace

from ..domain.artifact import Recollection
from ..domain.errors import BrokenReply
from ..domain.json_value import JSONObject, JSONValue
from ..domain.model_request import Reply, Request, Role
from ..domain.ports import LanguageModel
from ..domain.task import CONTENT_KINDS, Classification, Example, Specification, Task, TaskKind
from ..domain.tool import ToolCard
from ..language.task_reading import parse_expected
from ..language.tokenizer import subject_of
from ..prompts.json_replies import read_json
from ..prompts.prompt_formatting import on_topic, shown_examples, shown_workflow, tool_list
from ..prompts.prompt_library import Prompt, PromptLibrary
from ..prompts.structured_output import ask, object_schema, text_schema
from .workload import workload_for

CONTENT_TOOL = "content_generator"
LONGEST_LINE, LONGEST_STRUCTURE = 300, 4000
MOST_EXAMPLES, MOST_STEPS = 8, 8
# What a plan must have to be of use; all else is asked for, and its lack forgiven.
_LEAST = object_schema({"goal": {"type": "string"}})

_NUMBERED = re.compile(r"\n+|(?:^|\s)\d+[.)]\s")

_EXACT = (
    "5 descriptions of this form, each with its exact result as JSON; the first is the task itself,"
    " word for word; vary the values (small, large, negative or repeated where it makes sense)"
)


class ModelOverseer:
    """An Overseer that asks the overseer role."""

    def __init__(self, model: LanguageModel, prompts: PromptLibrary | None = None) -> None:
        self._model = model
        self._prompts = prompts or PromptLibrary()

    def specify(
        self,
        task: Task,
        classification: Classification,
        recollections: Sequence[Recollection] = (),
        tools: Sequence[ToolCard] = (),
    ) -> Specification:
        """The model's plan, checked; raises BrokenReply if three replies cannot be used."""
        related = _related(recollections)

        def fill(complaint: str) -> Prompt:
            return self._prompts.fill(
                "specify",
                task=task.text,
                kind=classification.kind.value,
                examples=shown_examples(task.examples),
                tools=tool_list(tools),
                related=_shown_related(related, task),
                worked=shown_workflow(recollections),
                example_count=_wanted_examples(task, classification),
                complaint=complaint,
            )

        def read(reply: Reply) -> Specification:
            said = read_json(reply.text, _LEAST)
            return _specification(task, classification, said, tools, related)

        request = Request(Role.OVERSEER, "specify", (), schema=_schema(tools), max_tokens=1500)
        specification, reply = ask(self._model, request, fill, read, tries=3)
        return replace(specification, by=reply.model)


def _schema(tools: Sequence[ToolCard]) -> JSONObject:
    names: list[JSONValue] = [card.name for card in tools]
    tool: JSONObject = {"type": "string", "enum": names} if names else {"type": "string"}
    example = object_schema({"description": text_schema(LONGEST_LINE), "expected": {}})
    required: JSONObject = {
        "goal": text_schema(LONGEST_LINE),
        "inputs": text_schema(LONGEST_LINE),
        "outputs": text_schema(LONGEST_LINE),
        "steps": {"type": "array", "items": text_schema(200), "maxItems": MOST_STEPS},
    }
    optional: JSONObject = {
        "tools": {"type": "array", "items": tool, "maxItems": 4},
        "examples": {"type": "array", "items": example, "maxItems": MOST_EXAMPLES},
        "variations": {"type": "array", "items": text_schema(LONGEST_LINE), "maxItems": 6},
    }
    return object_schema({**required, **optional}) if tools else object_schema(required, optional)


def _wanted_examples(task: Task, classification: Classification) -> str:
    if _is_open(task, classification):
        return "[] because the results cannot be known beforehand"
    unless = "; [] if the result depends on today" if classification.kind is TaskKind.DATE else ""
    return _EXACT + unless


def _is_open(task: Task, classification: Classification) -> bool:
    """True if nobody can foretell the result: a creative text, a file the model has not read."""
    return classification.kind in CONTENT_KINDS or bool(task.files)


def _specification(
    task: Task,
    classification: Classification,
    said: JSONObject,
    tools: Sequence[ToolCard],
    related: Recollection | None,
) -> Specification:
    goal = _line(said["goal"])
    if not goal:
        raise BrokenReply('"goal" is empty')
    examples = () if _is_open(task, classification) else _examples(said, task)
    chosen = _chosen_tools(said, classification.kind, tools)
    # A text that a tool writes, a date that depends on today: nobody knows it beforehand.
    may_lack = chosen or _is_open(task, classification) or classification.kind is TaskKind.DATE
    if not examples and not task.examples and not may_lack:
        raise BrokenReply('"examples" holds no description of the task\'s form with its result')
    shown, held_out = _hold_out(examples, task)
    variations = tuple(v for v in _lines(said.get("variations")) if on_topic(v, task))
    return Specification(
        task=task,
        kind=classification.kind,
        title=(subject_of(task.text) or classification.kind.value.lower()).replace("_", " "),
        goal=goal,
        inputs=_line(said.get("inputs")),
        outputs=_line(said.get("outputs")),
        steps=tuple(_lines(said.get("steps")))[:MOST_STEPS],
        tools=chosen,
        examples=shown,
        workload=workload_for(task, (*(e.description for e in examples), *variations)),
        structure=_source(related),
        advice=_advice(related, task),
        variations=variations,
        held_out=held_out,
    )


def _examples(said: JSONObject, task: Task) -> tuple[Example, ...]:
    """The examples that are of the task's form and do not contradict each other."""
    found: dict[str, Example] = {}
    torn: set[str] = set()
    entries = said.get("examples")
    for entry in entries if isinstance(entries, list) else []:
        if not isinstance(entry, dict) or entry.get("expected") is None:
            continue
        example = Example(_line(entry.get("description")), _bare_result(entry["expected"]))
        known = found.get(example.description)
        if known is not None and known.expected != example.expected:
            torn.add(example.description)
        if on_topic(example.description, task):
            found[example.description] = example
    return tuple(e for e in found.values() if e.description not in torn)[:MOST_EXAMPLES]


def _hold_out(
    examples: tuple[Example, ...], task: Task
) -> tuple[tuple[Example, ...], tuple[Example, ...]]:
    """Every third of the examples that are not the task's own, apart from what is shown."""
    given = {task.text, *(example.description for example in task.examples)}
    held_out = tuple([e for e in examples if e.description not in given][2::3])
    return tuple(e for e in examples if e not in held_out), held_out


def _bare_result(value: JSONValue) -> JSONValue:
    """The result without the node's frame or the quotes that small models put around it.

    Only lists are read out of their text: "101" may be the binary number that was asked for.
    """
    if isinstance(value, dict) and set(value) == {"result"}:
        return _bare_result(value["result"])
    if isinstance(value, str) and value.startswith("[") and value.endswith("]"):
        read = parse_expected(value)
        return read if isinstance(read, list) else value
    return value


def _chosen_tools(said: JSONObject, kind: TaskKind, tools: Sequence[ToolCard]) -> tuple[str, ...]:
    offered = [card.name for card in tools]
    chosen = [name for name in _lines(said.get("tools")) if name in offered]
    if kind in CONTENT_KINDS and not chosen and CONTENT_TOOL in offered:
        chosen = [CONTENT_TOOL]
    return tuple(dict.fromkeys(chosen))


def _related(recollections: Sequence[Recollection]) -> Recollection | None:
    """The most similar recollection that holds a program."""
    with_code = [r for r in recollections if _source(r)]
    return max(with_code, key=lambda r: r.similarity, default=None)


def _source(recollection: Recollection | None) -> str:
    if recollection is None:
        return ""
    source = recollection.artifact.content.get("implementation")
    return source[:LONGEST_STRUCTURE] if isinstance(source, str) else ""


def _shown_related(related: Recollection | None, task: Task) -> str:
    if related is None:
        return ""
    return f"{_change(related, task)}\n```python\n{_source(related)}\n```"


def _advice(related: Recollection | None, task: Task) -> tuple[str, ...]:
    return (_change(related, task),) if related is not None else ()


def _change(related: Recollection, task: Task) -> str:
    return f'It was made for "{related.artifact.text}"; the new task is "{task.text}".'


def _lines(value: JSONValue | None) -> list[str]:
    if isinstance(value, str):
        value = [*_NUMBERED.split(value)]
    return [line for line in map(_line, value if isinstance(value, list) else []) if line]


def _line(value: JSONValue | None) -> str:
    return " ".join(value.split())[:LONGEST_LINE] if isinstance(value, str) else ""
