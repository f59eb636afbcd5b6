"""Which of the user's own nodes answers a task, what it answers, and which wordings it learns."""

import json
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from msgspec import Struct

from ..documents.function_arguments import check_arguments
from ..domain.artifact import Recall
from ..domain.errors import BadArguments, Declined, MemoryUnavailable, NodeError
from ..domain.events import NodeReused, TaskClassified
from ..domain.json_value import JSONObject, JSONValue, from_json
from ..domain.node import Node
from ..domain.outcome import Outcome
from ..domain.ports import Memory, NodeStore
from ..domain.replace import replace
from ..domain.signature import read_signature
from ..domain.task import Classification, Example, Specification, Task, TaskKind
from ..domain.wording import Wording, with_wording, without_wording
from ..language.known_wording import AskedTask, KnownWording
from ..language.learned_phrases import phrase_of
from ..language.task_reading import read_task
from .answering import AS_BEFORE, Answering
from .execution import LiveRun

_LONGEST = 10_000
_SLOT_NAME = re.compile(r"\{\w+(?=:)")


class OwnCall(Struct, frozen=True):
    """A node that answers a task, and why it is believed to.

    `arguments` is None for a program of version 1, which reads the task's text. `wording` is the
    text of the stored wording that led to the node: what `OwnFunctions.forget` takes.
    """

    node_id: str
    arguments: JSONObject | None
    reason: str
    wording: str


@dataclass(eq=False, slots=True)
class OwnFunctions:
    """The user's nodes as their wordings know them. Lives as long as memory is open.

    Memory is asked what has changed, and no file is read but that of the node found.
    """

    memory: Memory
    nodes: NodeStore
    _listed: tuple[tuple[str, Wording], ...] = field(default=(), init=False)
    _known: tuple[KnownWording, ...] = field(default=(), init=False)

    def find(self, task: Task) -> OwnCall | None:
        """Return the node that answers the whole task: by the same words, a phrase, or other words.

        Raises Declined, naming them, where two nodes do, and MemoryUnavailable.
        """
        asked = AskedTask(task.text)
        for look in (_in_same_words, _by_phrase, _in_other_words):
            answers = [look(known, asked) for known in self._current()]
            calls = [call for call in answers if call is not None and self._is_valid(call)]
            typed = [call for call in calls if call.arguments is not None]
            found = typed or calls
            if len({call.node_id for call in found}) > 1:
                raise _ambiguous(found)
            if found:
                return found[0]
        return None

    def learn(self, node: Node, text: str, arguments: JSONObject) -> Wording | None:
        """Remember that a node's function answers this text with these arguments.

        Of two nodes the one that solved a wording last answers it. Raises NodeError and
        MemoryUnavailable; None for a text that is too long to be asked again.
        """
        if len(text) > _LONGEST:
            return None
        try:
            signature = read_signature(node.source, node.function)
        except ValueError as problem:
            raise NodeError(f"{node.id} cannot be called: {problem}") from problem
        wording = Wording(text, arguments, phrase_of(text, signature, arguments) or "")
        new = KnownWording(node.id, wording)
        for other in self._current():
            if other.node_id != node.id and _is_same(other, new):
                self.forget(other.node_id, other.wording.text)
        self.nodes.edit_wordings(node.id, lambda known: with_wording(known, wording))
        self.memory.edit_wordings(node.id, lambda known: with_wording(known, wording))
        return wording

    def forget(self, node_id: str, text: str) -> None:
        """Remove the wording of this text, and with it its phrase. Raises MemoryUnavailable."""
        with suppress(NodeError):  # The node may be gone already.
            self.nodes.edit_wordings(node_id, lambda known: without_wording(known, text))
        self.memory.edit_wordings(node_id, lambda known: without_wording(known, text))

    def _current(self) -> tuple[KnownWording, ...]:
        """Return all wordings; what was compiled of those that stayed is kept."""
        listed = self.memory.wordings()
        if listed is not self._listed:
            before = {_identity(known.node_id, known.wording): known for known in self._known}
            self._known = tuple(
                (before and before.get(_identity(node_id, wording)))
                or KnownWording(node_id, wording)
                for node_id, wording in listed
            )
            self._listed = listed
        return self._known

    def _is_valid(self, call: OwnCall) -> bool:
        """Tell whether the node is there and takes the arguments."""
        try:
            node = self.nodes.load(call.node_id)
            if call.arguments is None or not node.function:
                return call.arguments is None and not node.function
            signature = read_signature(node.source, node.function)
            check_arguments(signature, node.source, call.arguments)
        except (NodeError, BadArguments, ValueError):
            return False
        return True


def _in_same_words(known: KnownWording, asked: AskedTask) -> OwnCall | None:
    if not known.holds(asked.literal_words) or not known.is_same_text(asked):
        return None
    return _call(known, known.wording.arguments, "asked before in the same words")


def _by_phrase(known: KnownWording, asked: AskedTask) -> OwnCall | None:
    if known.is_template_of(asked):
        return _call(known, None, f"its steps take other values than “{known.wording.text}”")
    arguments = known.read(asked)
    if arguments is None:
        return None
    return _call(known, arguments, f"its phrase “{known.wording.phrase}” reads the whole task")


def _in_other_words(known: KnownWording, asked: AskedTask) -> OwnCall | None:
    arguments = known.read_in_other_words(asked) if known.holds(asked.kept_words) else None
    if arguments is None:
        return None
    return _call(known, arguments, f"the same as “{known.wording.text}” in other words")


def _call(known: KnownWording, arguments: JSONObject | None, reason: str) -> OwnCall:
    return OwnCall(known.node_id, arguments, reason, known.wording.text)


def _is_same(known: KnownWording, other: KnownWording) -> bool:
    """Return True if both read the same tasks, however their parameters are called."""
    forms = [_SLOT_NAME.sub("{", one.wording.phrase) for one in (known, other)]
    return forms[0] == forms[1] if all(forms) else known.key == other.key


def _identity(node_id: str, wording: Wording) -> str:
    return json.dumps((node_id, wording.text, wording.phrase, wording.arguments))


def _ambiguous(calls: Sequence[OwnCall]) -> Declined:
    names = sorted({call.node_id for call in calls})
    return Declined(
        f"not solved, because {' and '.join(names)} both answer this task",
        hint=f"delete one of them, or call one: run {names[0]} ...",
    )


def earlier_stub(nodes: NodeStore, task: Task) -> str:
    """Return the ID of the node made for the stub at the same place ("" if there is none)."""
    if task.given is None or not task.given.place:
        return ""
    for node in nodes.all_of_function(task.given.name):
        plan = _plan_of(node.specification.get("plan"))
        if plan and plan.task.given and plan.task.given.place == task.given.place:
            return node.id
    return ""


def _plan_of(stored: JSONValue, task: Task | None = None) -> Specification | None:
    """Return a stored plan; None if it cannot be read, or has other examples than the task."""
    try:
        plan = from_json(Specification, stored) if isinstance(stored, dict) else None
    except ValueError:
        return None
    return plan if plan and (task is None or plan.task.examples == task.examples) else None


class OwnFunctionSolver(Struct, frozen=True):
    """Solves one task by a kept node whose wordings answer the whole of it.

    `trouble` says why a node that calls others cannot be relied on ("" if it can).
    """

    own: OwnFunctions
    answering: Answering
    trouble: Callable[[Node], str] = lambda node: ""

    def solve(self, task: Task) -> Outcome | None:
        """Return the answer of the user's own node; None if there is none, or it fails.

        Raises Declined where two nodes answer the task.
        """
        try:
            call = self.own.find(task)
        except MemoryUnavailable:
            return None  # Recalling, which follows, says so.
        return self.answer(task, call) if call is not None else None

    def answer(self, task: Task, call: OwnCall) -> Outcome | None:
        """Run the node on the task; None, with a note, if it cannot be used."""
        with self.answering.tracer.step("rag", "rag") as step:
            step.detail = call.reason
        try:
            node = self.answering.nodes.load(call.node_id)
        except NodeError as error:
            self.answering.note(f"the remembered node cannot be used: {error}")
            return None
        problem = self.trouble(node) or self._contradicted(node, task, call)
        if problem:
            self.answering.note(problem)
            return None
        kind = Classification(TaskKind(node.kind), AS_BEFORE, "memory")
        self.answering.notify(TaskClassified(kind))
        self.answering.notify(NodeReused(node.id, call.reason, node.confidence))
        asked = LiveRun.of_node(node, task, call.arguments)
        outcome = self.answering.reuse(node, kind.kind, asked)
        return outcome and replace(outcome, wording=call.wording)

    def shown_again(self, task: Task, recalled: Recall) -> Outcome | None:
        """Return the function that was the result of exactly this wording before, if one was."""
        for artifact in (one.artifact for one in recalled.related):
            if artifact.text != task.text:
                continue
            try:
                node = self.answering.nodes.load(artifact.node_id)
            except NodeError:
                continue
            plan = _plan_of(artifact.content.get("made_for"), task)
            if plan and plan.function_only:
                return self._shown(plan, node, "asked before in the same words")
        return None

    def same_stub(self, task: Task) -> Outcome | None:
        """Return the function that was made for the same stub before; None if it changed.

        A version that was made for it at the same place becomes current again.
        """
        if task.given is None:
            return None
        asked, store = replace(task.given, place=""), self.answering.nodes
        nodes = [one for one in store.all_of_function(asked.name) if not self.trouble(one)]
        for node in nodes:
            plan = _plan_of(node.specification.get("plan"), task)
            if plan and plan.task.given and replace(plan.task.given, place="") == asked:
                return self._shown(plan, node, "its stub is the same as before")
        for node, number in ((node, n) for node in nodes for n in reversed(node.versions)):
            with suppress(NodeError):  # A damaged version costs itself alone.
                version = store.version(node.id, number)
                plan = _plan_of(version.specification.get("plan"), task)
                if plan and plan.task.given == task.given:
                    again = store.roll_back(node.id, number)
                    return self._shown(plan, again, f"its stub is that of version {number} again")
        return None

    def _shown(self, plan: Specification, node: Node, reason: str) -> Outcome:
        self.answering.notify(NodeReused(node.id, reason, node.confidence))
        return self.answering.show_again(plan, node)

    def learn(self, outcome: Outcome) -> None:
        """Remember that the outcome's node answers its task, so that no model is asked again."""
        if not outcome.solved or not outcome.node_id or outcome.arguments is None:
            return
        try:
            node = self.answering.nodes.load(outcome.node_id)
            self.own.learn(node, outcome.task.text, outcome.arguments)
        except (MemoryUnavailable, NodeError) as error:
            self.answering.note(f"the wording was not remembered: {error}", error.hint)

    def _contradicted(self, node: Node, task: Task, call: OwnCall) -> str:
        """Return how the node's answers differ from the user's examples ("" for no difference)."""
        examples = tuple(self._as_call(example, node, task, call) for example in task.examples)
        asked = replace(task, examples=examples)
        said = self.answering.runner.contradicted(node.source, node.tools, asked)
        return f"{node.id} does not fit the example: {said}" if said else ""

    def _as_call(self, example: Example, node: Node, task: Task, call: OwnCall) -> Example:
        """Return an example with the arguments that its wording means to this node, if any."""
        if example.arguments is not None or call.arguments is None:
            return example
        if example.description == task.text:
            return replace(example, arguments=call.arguments)
        found = self.own.find(read_task(example.description))
        same = found is not None and found.node_id == node.id
        return replace(example, arguments=found.arguments) if found and same else example
