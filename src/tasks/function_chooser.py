"""Which near function answers a task that no phrase reads, by the evaluator's word?"""

import re
from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct

from ..documents.function_arguments import check_arguments
from ..domain.artifact import Artifact, ArtifactType
from ..domain.errors import BadArguments, MemoryUnavailable, ModelError, NodeError
from ..domain.json_value import JSONObject, JSONValue
from ..domain.model_request import Reply, Request, Role
from ..domain.ports import LanguageModel, Memory, NodeStore
from ..domain.signature import Signature, read_signature
from ..domain.task import Task
from ..language.learned_phrases import is_default, request_of
from ..language.task_conflicts import conflict
from ..language.values_in_text import values_in
from ..language.vocabulary import DROPPED, SYNONYMS
from ..prompts.json_replies import read_json
from ..prompts.prompt_library import PromptLibrary, bullet_list
from ..prompts.structured_output import Report, object_schema, silent
from .unused_values import UnusedValues

NEAR = 0.75
"""The share of a task's words that a function must be described with to be worth a request.

Of 461 everyday tasks one in twelve is so near to a bundled function, and of tasks for one in
other words nearly all are; the similarity of texts does not tell them apart.
"""
MOST_OFFERED = 4
_SEARCHED = 8
_NONE = "none"
_LONGEST_TASK = 1_000
_WORD = re.compile(r"[^\W\d_]+")
_SAY_NOTHING = DROPPED | frozenset(
    "a among an and as be by do given how i is it its list lists many my number numbers or string"
    " text than that this to two value values whether which with word words write your".split()
)


class NearFunction(Struct, frozen=True):
    """A known function; `described` are texts that say what it does.

    `node_id` is "" for a function of the library that was not kept yet; `made_for` is the task
    that a node was made for.
    """

    signature: Signature
    source: str
    described: str
    node_id: str = ""
    made_for: str = ""

    @property
    def offer(self) -> str:
        """What the model sees of it."""
        made = f" (made for: {self.made_for[:_LONGEST_TASK]})" if self.made_for else ""
        return f"{self.signature}: {self.described}{made}"


class FunctionChoice(Struct, frozen=True):
    """The function that a model chose for a task, and the task's arguments for it."""

    function: NearFunction
    arguments: JSONObject
    by: str


class FunctionChooser(Struct, frozen=True):
    """Offers near functions to the evaluator role, in one request at temperature 0.

    `near_library` gives the library's functions that share words with a text.
    """

    model: LanguageModel
    memory: Memory
    nodes: NodeStore
    near_library: Callable[[str], Sequence[NearFunction]]
    report: Report = silent

    def choose(self, task: Task, near: Sequence[NearFunction]) -> FunctionChoice | None:
        """Return the near function that answers the whole task; None if none is chosen.

        A choice counts only if its arguments fit, and are the values of the task and all of them.
        """
        offered = {one.signature.name: one for one in near}
        shown = bullet_list(one.offer for one in offered.values())
        prompt = PromptLibrary().fill("choose", task=task.text, functions=shown)
        schema = _schema(offered)
        request = Request(
            Role.EVALUATOR, "choose", prompt.parts, prompt.system, schema=schema, max_tokens=400
        )
        try:
            reply = self.model.complete(request)
            name, given = _read(reply)
        except ModelError as error:
            self.report(str(error))
            return None
        chosen = offered.get(name)
        if chosen is None:
            if name != _NONE:
                self.report(f"{name!r:.60} was not offered")
            return None
        arguments = _believed(task.text, chosen, given)
        if arguments is None:
            self.report(f"what it passes to {name} is not what the task names")
            return None
        return FunctionChoice(chosen, arguments, reply.model)

    def near(self, task: Task) -> tuple[NearFunction, ...]:
        """Return the functions whose description covers a task's words; the user's own first."""
        wanted = _content_words(task.text)
        if not wanted or len(task.text) > _LONGEST_TASK:
            return ()
        found = [*self._near_nodes(task.text), *self.near_library(task.text)]
        covering = {one.signature.name: one for one in reversed(found) if _covers(one, wanted)}
        return tuple(reversed(covering.values()))[:MOST_OFFERED]

    def _near_nodes(self, text: str) -> list[NearFunction]:
        try:
            found = self.memory.recall(text, types=(ArtifactType.CODE.value,), limit=_SEARCHED)
        except MemoryUnavailable:
            return []
        usable = [r.artifact for r in found if not conflict(text, r.artifact.text)]
        return [near for one in usable if (near := self._of_node(one)) is not None]

    def _of_node(self, artifact: Artifact) -> NearFunction | None:
        if not artifact.content.get("function") or artifact.provenance.get("imported") is True:
            return None
        try:
            node = self.nodes.load(artifact.node_id)
            signature = read_signature(node.source, node.function)
        except (NodeError, ValueError):
            return None
        if node.confidence is not None and node.confidence.is_low:
            return None
        return NearFunction(signature, node.source, signature.summary, node.id, artifact.text)


def _covers(function: NearFunction, wanted: frozenset[str]) -> bool:
    """Say whether a function is described with nearly all words of a task.

    If a node's own task has another word in place of the missing one, the subject was exchanged,
    as in "the perimeter of a hexagon" for "the perimeter of an octagon".
    """
    described = _words(f"{function.signature.name} {function.described} {function.made_for}")
    if wanted - described and _content_words(function.made_for) - wanted:
        return False
    return len(wanted & described) >= NEAR * len(wanted)


def _schema(offered: Iterable[str]) -> JSONObject:
    name: JSONObject = {"type": "string", "enum": [*offered, _NONE]}
    return object_schema({"function": name, "values": {"type": "object"}})


def _read(reply: Reply) -> tuple[str, JSONObject]:
    loose = object_schema({"function": {"type": "string"}}, {"values": {"type": "object"}})
    said = read_json(reply.text, loose)
    arguments = said.get("values", said.get("arguments"))
    return str(said["function"]).strip(), arguments if isinstance(arguments, dict) else {}


def _believed(text: str, function: NearFunction, given: JSONObject) -> JSONObject | None:
    """Return the arguments if they fit the signature and are all the values of the task.

    Each value is taken once: by a list first, which needs a row of them, by a default last.
    """
    defaults = {one.name: one for one in function.signature.parameters if one.default}
    free = {name for name in given.keys() & defaults if is_default(defaults[name], given[name])}
    unused = UnusedValues(text)
    for name in sorted(given, key=lambda one: (one in free, not isinstance(given[one], list))):
        if not _is_taken(given[name], text, unused, function) and name not in free:
            return None
    if unused.has_left():
        return None
    try:
        return check_arguments(function.signature, function.source, given)
    except BadArguments:
        return None


def _is_taken(argument: JSONValue, text: str, unused: UnusedValues, function: NearFunction) -> bool:
    """Take an argument from the task's values; a word that says what to do is none."""
    if unused.take(argument):
        return True
    verb = request_of(text).partition(" ")[0]
    items = argument if isinstance(argument, list) else [argument]
    texts = [one for one in items if isinstance(one, str)]
    said = _words(f"{verb} {function.signature.name} {function.described}") | _SAY_NOTHING
    words = [{word for word in _words(one) if len(word) > 1} for one in texts]
    is_said = any(found and found <= said for found in words)
    return bool(items) and len(texts) == len(items) and unused.take_bare(texts, is_said)


def asked_words(text: str) -> frozenset[str]:
    """Return the words of a task that say what to do: without its values, and what says nothing."""
    request = request_of(text)
    for value in reversed(values_in(request)):
        request = f"{request[: value.start]} {request[value.end :]}"
    return frozenset(_WORD.findall(request.partition(":")[0].lower())) - _SAY_NOTHING


def _content_words(text: str) -> frozenset[str]:
    return _words(" ".join(asked_words(text))) - _SAY_NOTHING


def _words(text: str) -> frozenset[str]:
    found = _WORD.findall(text.lower().replace("_", " "))
    words = (word[:-1] if len(word) > 3 and word.endswith("s") else word for word in found)
    return frozenset(SYNONYMS.get(word, word) for word in words)
