"""Answers a task by a node of the user's own, and learns which wordings a node answers."""

from collections.abc import Callable
from dataclasses import replace

from ..domain.artifact import Recall
from ..domain.candidate import Origin
from ..domain.decoding import from_json
from ..domain.errors import MemoryUnavailable, NodeError
from ..domain.events import NodeReused, Noted, Notify, TaskClassified
from ..domain.node import Node
from ..domain.outcome import Outcome
from ..domain.task import Classification, Example, Specification, Task, TaskKind
from ..language.task_reading import read_task
from .answering import AS_BEFORE, Answering
from .execution import LiveRun
from .own_functions import OwnCall
from .pipeline_steps import KeepingSteps, OwnNodes
from .trace import Tracer


class OwnFunctionSolver:
    """Solves one task by a kept node, where its wordings answer the whole of it.

    `trouble` says why a node that calls others cannot be relied on ("" if it can).
    """

    def __init__(
        self,
        own: OwnNodes,
        trouble: Callable[[Node], str],
        finishing: KeepingSteps,
        answering: Answering,
        tracer: Tracer,
        notify: Notify,
    ) -> None:
        self._own = own
        self._trouble = trouble
        self._finish = finishing
        self._answering = answering
        self._tracer = tracer
        self._tell = notify

    def solve(self, task: Task) -> Outcome | None:
        """The answer of the user's own node; None if there is none, or it fails.

        Raises Declined where two nodes answer the task.
        """
        try:
            call = self._own.find(task)
        except MemoryUnavailable:
            return None  # Recalling, which follows, says so.
        return self.answer(task, call) if call is not None else None

    def answer(self, task: Task, call: OwnCall) -> Outcome | None:
        """Run the node on the task; None, with a line that says so, if it cannot be used."""
        with self._tracer.step("rag", "rag") as step:
            step.detail = call.reason
        try:
            node = self._finish.nodes.load(call.node_id)
        except NodeError as error:
            self._tell(Noted(f"the remembered node cannot be used: {error}"))
            return None
        problem = self._trouble(node) or self._contradicted(node, task, call)
        if problem:
            self._tell(Noted(problem))
            return None
        kind = Classification(TaskKind(node.kind), AS_BEFORE, "memory")
        self._tell(TaskClassified(kind))
        self._tell(NodeReused(node.id, call.reason))
        run = LiveRun(node.source, task, node.id, node.tools, call.arguments)
        outcome = self._answering.recalled_outcome(
            task, kind.kind, node, self._answering.run(run, node)
        )
        return outcome and replace(
            outcome,
            function=node.function,
            signature=node.signature,
            arguments=call.arguments,
            wording=call.wording,
        )

    def shown_again(self, task: Task, recalled: Recall) -> Outcome | None:
        """The function that was the result of exactly this wording before; None if none was."""
        for artifact in (one.artifact for one in recalled.related):
            made_for = artifact.content.get("made_for")
            if artifact.text != task.text or not isinstance(made_for, dict):
                continue
            try:
                plan = from_json(Specification, made_for)
                node = self._finish.nodes.load(artifact.node_id)
            except (ValueError, NodeError):
                continue
            if plan.function_only and plan.task.examples == task.examples:
                reason = "asked before in the same words"
                self._tell(NodeReused(node.id, reason))
                shown = self._answering.function_shown(plan, node.source)
                return replace(
                    shown, node_id=node.id, origin=Origin.RECALLED, reused=True, score=node.score
                )
        return None

    def learn(self, outcome: Outcome) -> None:
        """Remember that the outcome's node answers its task, so that no model is asked again."""
        if not outcome.solved or not outcome.node_id or outcome.arguments is None:
            return
        try:
            node = self._finish.nodes.load(outcome.node_id)
            self._own.learn(node, outcome.task.text, outcome.arguments)
        except (MemoryUnavailable, NodeError) as error:
            self._tell(Noted(f"the wording was not remembered: {error}", error.hint))

    def _contradicted(self, node: Node, task: Task, call: OwnCall) -> str:
        """How the node's answers differ from the user's examples ("" if in nothing)."""
        examples = tuple(self._as_call(example, node, task, call) for example in task.examples)
        asked = replace(task, examples=examples)
        said = self._finish.runner.contradicted(node, asked, asked)
        return f"{node.id} does not fit the example: {said}" if said else ""

    def _as_call(self, example: Example, node: Node, task: Task, call: OwnCall) -> Example:
        """An example with the arguments that its wording means to this node, where it reads it."""
        if example.arguments is not None or call.arguments is None:
            return example
        if example.description == task.text:
            return replace(example, arguments=call.arguments)
        found = self._own.find(read_task(example.description))
        same = found is not None and found.node_id == node.id
        return replace(example, arguments=found.arguments) if found and same else example
