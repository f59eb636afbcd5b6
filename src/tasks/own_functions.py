"""Which of the user's own nodes answers a task, with which arguments?"""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from ..documents.function_arguments import check_arguments
from ..domain.errors import BadArguments, Declined, NodeError
from ..domain.json_value import JSONObject
from ..domain.node import Node
from ..domain.ports import Memory, NodeStore
from ..domain.signature import read_signature
from ..domain.task import Task
from ..domain.wording import Wording, with_wording, without_wording
from ..language.known_wording import AskedTask, KnownWording
from ..language.learned_phrases import phrase_of

_LONGEST = 10_000
_SLOT_NAME = re.compile(r"\{\w+(?=:)")

_Look = Callable[[KnownWording, AskedTask], "OwnCall | None"]


@dataclass(frozen=True, slots=True)
class OwnCall:
    """A node that answers a task, and why it is believed to.

    `arguments` is None for a program of version 1, which reads the task's text. `wording` is the
    text of the stored wording that led to the node: what `OwnFunctions.forget` takes.
    """

    node_id: str
    arguments: JSONObject | None
    reason: str
    wording: str


class OwnFunctions:
    """The user's nodes as their wordings know them. Lives as long as memory is open.

    Memory is asked what has changed, and no file is read but that of the node found.
    """

    def __init__(self, memory: Memory, nodes: NodeStore) -> None:
        self._memory = memory
        self._nodes = nodes
        self._listed: tuple[tuple[str, Wording], ...] = ()
        self._known: tuple[KnownWording, ...] = ()

    def find(self, task: Task) -> OwnCall | None:
        """The node that answers the whole task: by the same words, a phrase, or other words.

        Raises Declined, naming them, where two nodes do, and MemoryUnavailable.
        """
        asked = AskedTask(task.text)
        for look in (_in_same_words, _by_phrase, _in_other_words):
            calls = [call for call in self._calls(asked, look) if self._is_valid(call)]
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
        self._nodes.edit_wordings(node.id, lambda known: with_wording(known, wording))
        self._memory.edit_wordings(node.id, lambda known: with_wording(known, wording))
        return wording

    def forget(self, node_id: str, text: str) -> None:
        """Remove the wording of this text, and with it its phrase. Raises MemoryUnavailable."""
        with suppress(NodeError):  # The node may be gone already.
            self._nodes.edit_wordings(node_id, lambda known: without_wording(known, text))
        self._memory.edit_wordings(node_id, lambda known: without_wording(known, text))

    def _calls(self, asked: AskedTask, look: _Look) -> Iterator[OwnCall]:
        for known in self._current():
            call = look(known, asked)
            if call is not None:
                yield call

    def _current(self) -> tuple[KnownWording, ...]:
        """All wordings; what was compiled of those that stayed is kept."""
        listed = self._memory.wordings()
        if listed is not self._listed:
            before = {_identity(known.node_id, known.wording): known for known in self._known}
            self._known = tuple(
                before.get(_identity(node_id, wording)) or KnownWording(node_id, wording)
                for node_id, wording in listed
            )
            self._listed = listed
        return self._known

    def _is_valid(self, call: OwnCall) -> bool:
        """Tell whether the node is there and takes the arguments."""
        try:
            node = self._nodes.load(call.node_id)
            if call.arguments is None or not node.function:
                return call.arguments is None and not node.function
            signature = read_signature(node.source, node.function)
            check_arguments(signature, node.source, call.arguments)
        except (NodeError, BadArguments, ValueError):
            return False
        return True


def _in_same_words(known: KnownWording, asked: AskedTask) -> OwnCall | None:
    if known.key not in asked.keys:
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
    arguments = known.read_in_other_words(asked)
    if arguments is None:
        return None
    return _call(known, arguments, f"the same as “{known.wording.text}” in other words")


def _call(known: KnownWording, arguments: JSONObject | None, reason: str) -> OwnCall:
    return OwnCall(known.node_id, arguments, reason, known.wording.text)


def _is_same(known: KnownWording, other: KnownWording) -> bool:
    """True if both read the same tasks, however their parameters are called."""
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
