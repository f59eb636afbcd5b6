"""What shall be built for a task, as the bundled patterns know it?"""

from collections.abc import Sequence
from dataclasses import replace

from ..domain.artifact import Recollection
from ..domain.errors import Declined
from ..domain.task import Classification, Specification, Task, TaskKind
from ..domain.tool import ToolCard
from ..language.tokenizer import template_of
from .calculator import Calculation
from .lookup import understand
from .patterns import Match, Miss, PatternBook
from .suggestion import suggestion

# The protocol hands in what a model would plan with; rules read the task alone.
# pylint: disable=unused-argument

CONNECT = (
    "to solve it with a language model, start one (ollama serve) or name its address in config.yaml"
)
CONTENT_TOOL = "content_generator"


class OfflineOverseer:
    """An Overseer that plans only what arithmetic or a bundled pattern answers whole."""

    def __init__(self, book: PatternBook, connect_hint: str = CONNECT) -> None:
        self._book = book
        self._connect_hint = connect_hint

    def specify(
        self,
        task: Task,
        classification: Classification,
        recollections: Sequence[Recollection] = (),
        tools: Sequence[ToolCard] = (),
    ) -> Specification:
        """The plan; its `pattern` names who answers. Raises Declined with reason and way out.

        A task with typing errors is planned as it was understood: the plan's task is mended.
        """
        understood = understand(self._book, task.text)
        if understood.mended:
            task = replace(task, text=understood.text, template=template_of(understood.text))
        if understood.calculation is not None:
            return _plan_calculation(task, understood.calculation)
        if understood.match is not None:
            return _plan_pattern(task, understood.match)
        raise self._decline(task, understood.miss or Miss("nothing here answers it"))

    def _is_whole(self, text: str) -> bool:
        understood = understand(self._book, text)
        return understood.miss is None and not understood.mended

    def _decline(self, task: Task, miss: Miss) -> Declined:
        if miss.near is not None:
            example = miss.near.manifest.examples[0].task if miss.near.manifest.examples else ""
            said = f'say it like this: "{example}"; or ' if example else ""
            return Declined(f"not solved, because {miss.reason}", hint=said + self._connect_hint)
        meant = suggestion(self._book.vocabulary, self._is_whole, task.text)
        if meant:
            hint = f"did you mean “{meant}”? Or, {self._connect_hint}"
            return Declined(f"not solved, because {miss.reason}", hint=hint)
        near = self._book.nearest(task.text)
        named = ", ".join(
            f"{p.manifest.title} (“{p.manifest.examples[0].task}”)"
            for p in near
            if p.manifest.examples
        )
        nearest = f"nearest bundled: {named}; " if named else ""
        return Declined(f"not solved, because {miss.reason}", hint=nearest + self._connect_hint)


def _plan_calculation(task: Task, calculation: Calculation) -> Specification:
    result = calculation.result()
    basic = calculation.is_basic
    return Specification(
        task,
        TaskKind.ARITHMETIC,
        title="basic arithmetic" if basic else calculation.key.replace("#", "n"),
        goal=f"Work out “{calculation.shape.replace('#', 'N')}” for any numbers.",
        inputs="the numbers, in the description, as digits or words",
        outputs=f"a number; for this task {result}",
        steps=("read the numbers and the shape of the wish", "apply the formula of that shape"),
        examples=calculation.examples(),
        workload=calculation.workload,
        pattern=calculation.name,
        by="arithmetic",
    )


def _plan_pattern(task: Task, match: Match) -> Specification:
    manifest = match.pattern.manifest
    uses_tool = CONTENT_TOOL in match.pattern.source
    return Specification(
        task,
        manifest.kind,
        title=manifest.title,
        goal=manifest.description,
        inputs="read from the description: " + (", ".join(match.slots) or "nothing"),
        outputs=manifest.limits,
        steps=(f"use the bundled solution “{manifest.title}”",),
        tools=(CONTENT_TOOL,) if uses_tool else (),
        examples=match.pattern.examples,
        workload=match.pattern.workload,
        pattern=manifest.name,
        by="patterns",
    )
