"""Asks a model whether a task is compound, and for its parts."""

import re
from collections.abc import Mapping, Sequence
from functools import partial

from msgspec import Struct

from ..domain.artifact import Recollection
from ..domain.errors import BrokenReply
from ..domain.json_value import JSONObject, JSONValue
from ..domain.model_request import Reply, Request, Role
from ..domain.ports import LanguageModel
from ..domain.task import Task
from ..domain.understanding import Split, TaskPart
from ..language.task_parts import abstracted, clauses_of, known_values
from ..language.tokenizer import plain_text
from ..language.values_in_text import slots_of
from ..prompts.json_replies import read_json
from ..prompts.prompt_library import SHORT_WORD, PromptLibrary, shown_workflow
from ..prompts.structured_output import Report, ask, object_schema, silent, text_schema

MIN_PARTS, MAX_PARTS = 2, 6
MAX_CHARACTERS = 400
_SCHEMA = object_schema(
    {
        "because": text_schema(100),
        "parts": {"type": "array", "items": text_schema(MAX_CHARACTERS), "maxItems": MAX_PARTS},
    }
)
_MINIMAL_SCHEMA = object_schema({"parts": {"type": "array"}})
_BRACES = re.compile(r"\{[^{}]*\}")
_MARKER = re.compile(r"\"?\{\w+\}\"?")
_RESULT = re.compile(r"\"?\{(\d+)\}\"?")


class ModelSplitter(Struct, frozen=True):
    """A Splitter that asks the overseer role about tasks with several clauses."""

    model: LanguageModel
    report: Report = silent

    def split(self, task: Task, recollections: Sequence[Recollection] = ()) -> Split:
        """Return the parts, checked; raises BrokenReply if two replies cannot be used.

        A task with braces of its own is one: they would be taken for marks.
        """
        if len(clauses_of(task.text)) < MIN_PARTS or _BRACES.search(task.text):
            return Split()
        worked = shown_workflow(recollections)
        fill = partial(PromptLibrary().fill, "split", task=task.text, worked=worked)

        def read(reply: Reply) -> tuple[TaskPart, ...]:
            return _parts(read_json(reply.text, _MINIMAL_SCHEMA), task)

        request = Request(Role.OVERSEER, "split", (), schema=_SCHEMA, max_tokens=800)
        parts, reply = ask(self.model, request, fill, read, report=self.report)
        return Split(parts, reply.model)


def _parts(answer: JSONObject, task: Task) -> tuple[TaskPart, ...]:
    requests = [
        plain_text(request) if isinstance(request, str) else "" for request in _listed(answer)
    ]
    if len(requests) < MIN_PARTS:
        return ()
    known = known_values(task.text)
    parts = tuple(_part(request, known) for request in requests)
    complaint = _complaint(parts, requests, task.text) or _unused(parts, known)
    if complaint:
        raise BrokenReply(complaint)
    return parts


def _listed(answer: JSONObject) -> list[JSONValue]:
    parts = answer["parts"]
    return parts if isinstance(parts, list) else []


def _part(request: str, known: Mapping[str, str]) -> TaskPart:
    abstract = abstracted(request, known)
    return TaskPart(abstract, _RESULT.sub(r"result \1", abstract))


def _complaint(parts: Sequence[TaskPart], requests: Sequence[str], task: str) -> str:
    """Return why these cannot be parts of the task ("" if they may be)."""
    if len(parts) > MAX_PARTS:
        return f"there are {len(parts)} parts; {MAX_PARTS} are the most"
    hidden = _words(" ".join(known_values(task).values())) - _words(_outside(task))
    for number, (part, request) in enumerate(zip(parts, requests, strict=True), start=1):
        earlier = {str(before) for before in range(1, number)}
        undefined = set(part.marks) - known_values(task).keys() - earlier
        unmarked = _MARKER.sub(" ", part.ask)
        literal = [slot.raw for slot in slots_of(unmarked) if slot.raw.lower() != "one"]
        copied = hidden & _words(unmarked)
        if not request or len(request) > MAX_CHARACTERS:
            return f"part {number} is not a sentence of at most {MAX_CHARACTERS} characters"
        if request == task:
            return f"part {number} is the whole task again"
        if undefined:
            return f"part {number} uses {{{min(undefined)}}}, but no earlier part gives it"
        # A result that was worked out beforehand would be right for these values only.
        if literal or copied:
            value = literal[0] if literal else min(copied)
            return (
                f"part {number} holds {value}, which the task does not"
                " say there: copy its values, and write {1} for the result of part 1"
            )
    return ""


def _unused(parts: Sequence[TaskPart], known: Mapping[str, str]) -> str:
    """Return which of the task's values no part uses ("" if all are used)."""
    missing = known.keys() - {mark for part in parts for mark in part.marks}
    return f"no part holds {known[min(missing)]}: copy it, word for word" if missing else ""


def _outside(task: str) -> str:
    """Return the task without its values."""
    return _BRACES.sub(" ", abstracted(task, known_values(task)))


def _words(text: str) -> set[str]:
    return {word for word in re.findall(r"[^\W\d_]+", text.lower()) if len(word) > SHORT_WORD}
