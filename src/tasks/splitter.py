"""Asks a model whether a task is really several, and which."""

import re
from collections.abc import Mapping, Sequence

from ..domain.artifact import Recollection
from ..domain.errors import BrokenReply
from ..domain.json_value import JSONObject, JSONValue
from ..domain.model_request import Reply, Request, Role
from ..domain.ports import LanguageModel
from ..domain.split import Split, TaskPart
from ..domain.task import Task
from ..language.clauses import clauses_of
from ..language.task_parts import abstracted, known_values
from ..language.tokenizer import plain_text
from ..language.values import slots_of
from ..prompts.json_replies import read_json
from ..prompts.prompt_formatting import SHORT_WORD, shown_workflow
from ..prompts.prompt_library import Prompt, PromptLibrary
from ..prompts.structured_output import ask, object_schema, text_schema

FEWEST, MOST = 2, 6
LONGEST = 400
_SCHEMA = object_schema(
    {
        "reason": text_schema(100),
        "parts": {"type": "array", "items": text_schema(LONGEST), "maxItems": MOST},
    }
)
_LEAST = object_schema({"parts": {"type": "array"}})
_BRACES = re.compile(r"\{[^{}]*\}")
_MARK = re.compile(r"\"?\{\w+\}\"?")
_RESULT = re.compile(r"\"?\{(\d+)\}\"?")


class ModelSplitter:
    """A Splitter that asks the overseer role, where the wording joins several wishes."""

    def __init__(self, model: LanguageModel, prompts: PromptLibrary | None = None) -> None:
        self._model = model
        self._prompts = prompts or PromptLibrary()

    def split(self, task: Task, recollections: Sequence[Recollection] = ()) -> Split:
        """The parts, checked; raises BrokenReply if two replies cannot be used.

        A task with braces of its own is one: they would be taken for marks.
        """
        if len(clauses_of(task.text)) < FEWEST or _BRACES.search(task.text):
            return Split()

        def fill(complaint: str) -> Prompt:
            return self._prompts.fill(
                "split", task=task.text, worked=shown_workflow(recollections), complaint=complaint
            )

        def read(reply: Reply) -> tuple[TaskPart, ...]:
            return _parts(read_json(reply.text, _LEAST), task)

        request = Request(Role.OVERSEER, "split", (), schema=_SCHEMA, max_tokens=800)
        parts, reply = ask(self._model, request, fill, read)
        return Split(parts, reply.model)


def _parts(said: JSONObject, task: Task) -> tuple[TaskPart, ...]:
    wishes = [plain_text(wish) if isinstance(wish, str) else "" for wish in _listed(said)]
    if len(wishes) < FEWEST:
        return ()
    known = known_values(task.text)
    parts = tuple(_part(wish, known) for wish in wishes)
    complaint = _complaint(parts, wishes, task.text) or _unused(parts, known)
    if complaint:
        raise BrokenReply(complaint)
    return parts


def _listed(said: JSONObject) -> list[JSONValue]:
    parts = said["parts"]
    return parts if isinstance(parts, list) else []


def _part(wish: str, known: Mapping[str, str]) -> TaskPart:
    asked = abstracted(wish, known)
    return TaskPart(asked, _RESULT.sub(r"result \1", asked))


def _complaint(parts: Sequence[TaskPart], wishes: Sequence[str], task: str) -> str:
    """Why these are no parts of the task ("" if they may be)."""
    if len(parts) > MOST:
        return f"there are {len(parts)} parts; {MOST} are the most"
    hidden = _words(" ".join(known_values(task).values())) - _words(_outside(task))
    for number, (part, wish) in enumerate(zip(parts, wishes, strict=True), start=1):
        earlier = {str(before) for before in range(1, number)}
        strange = set(part.marks) - known_values(task).keys() - earlier
        unmarked = _MARK.sub(" ", part.ask)
        own = [slot.raw for slot in slots_of(unmarked) if slot.raw.lower() != "one"]
        lifted = hidden & _words(unmarked)
        if not wish or len(wish) > LONGEST:
            return f"part {number} is no sentence of at most {LONGEST} characters"
        if wish == task:
            return f"part {number} is the whole task again"
        if strange:
            return f"part {number} uses {{{min(strange)}}}, which is no result of a part before it"
        # A result that was worked out beforehand would be right for these values only.
        if own or lifted:
            return (
                f"part {number} holds {own[0] if own else min(lifted)}, which the task does not"
                " say there: copy its values, and write {1} for the result of part 1"
            )
    return ""


def _unused(parts: Sequence[TaskPart], known: Mapping[str, str]) -> str:
    """Which of the task's values no part uses ("" if all are used)."""
    missing = known.keys() - {mark for part in parts for mark in part.marks}
    return f"no part holds {known[min(missing)]}: copy it, word for word" if missing else ""


def _outside(task: str) -> str:
    """The task without its values."""
    return _BRACES.sub(" ", abstracted(task, known_values(task)))


def _words(text: str) -> set[str]:
    return {word for word in re.findall(r"[^\W\d_]+", text.lower()) if len(word) > SHORT_WORD}
