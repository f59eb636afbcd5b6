"""Asks a model whether a task is really several, and which."""

import re
from collections.abc import Mapping, Sequence

from src.core.artifact import Recollection
from src.core.clauses import clauses_of
from src.core.errors import BrokenReply
from src.core.jsonvalue import JSONObject
from src.core.language import Reply, Request, Role
from src.core.parts import Part, Split, abstracted, known_values
from src.core.ports import LanguageModel
from src.core.task import Task
from src.prompts.library import Prompt, PromptLibrary
from src.prompts.replies import read_json
from src.stages.asking import ask, object_schema, text_schema
from src.stages.presenting import shown_workflow

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

        def read(reply: Reply) -> tuple[Part, ...]:
            return _parts(read_json(reply.text, _LEAST), task)

        request = Request(Role.OVERSEER, "split", (), schema=_SCHEMA, max_tokens=800)
        parts, reply = ask(self._model, request, fill, read)
        return Split(parts, reply.model)


def _parts(said: JSONObject, task: Task) -> tuple[Part, ...]:
    said_parts = said["parts"]
    asks = said_parts if isinstance(said_parts, list) else []
    wishes = (
        [" ".join(a.split()) for a in asks if isinstance(a, str) and a.strip()]
        if isinstance(asks, list)
        else []
    )
    if len(wishes) < FEWEST:
        return ()
    known = known_values(task.text)
    parts = tuple(Part(abstracted(wish, known), wish) for wish in wishes[:MOST])
    complaint = _complaint(parts, task, known)
    if complaint:
        raise BrokenReply(complaint)
    return parts


def _complaint(parts: Sequence[Part], task: Task, values: Mapping[str, str]) -> str:
    """Why these parts do not make the task ("" if they may)."""
    known, used = {f"{{{letter}}}": raw for letter, raw in values.items()}, set[str]()
    for number, part in enumerate(parts, start=1):
        marks = set(_BRACES.findall(part.ask))
        earlier = {f"{{{before}}}" for before in range(1, number)}
        if not marks <= known.keys() | earlier:
            strange = min(marks - known.keys() - earlier)
            return f"part {number} uses {strange}, which is no result of a part before it"
        if part.label == task.text:
            return f"part {number} is the whole task again"
        used |= marks & known.keys()
    missing = known.keys() - used
    if missing:
        return f"no part holds {known[min(missing)]}: copy it from the task, word for word"
    return ""
