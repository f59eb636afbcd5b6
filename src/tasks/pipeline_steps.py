"""The steps of a task's pipeline, as protocols and groups."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from ..domain.artifact import Recall
from ..domain.candidate import Candidate, Review, Suite
from ..domain.measurement import Iteration
from ..domain.node import Node
from ..domain.ports import Classifier, Overseer, SuiteWriter
from ..domain.task import Classification, Specification, Task
from ..domain.tool import ToolCard
from .escalation import AttemptRule, Escalation
from .execution import LiveRunner
from .persistence import Persistence


class TaskRecaller(Protocol):
    """Decides what of memory applies to a task."""

    def recall(self, task: Task) -> Recall:
        """What was recalled. Raises MemoryUnavailable."""


class ProgramReviewer(Protocol):
    """Formats a program and has it analyzed."""

    def review(self, candidate: Candidate) -> tuple[Candidate, Review]:
        """The formatted candidate and the findings."""


class Optimized(Protocol):
    """What the optimizer returns."""

    @property
    def best(self) -> Candidate: ...
    @property
    def iterations(self) -> tuple[Iteration, ...]: ...
    @property
    def score(self) -> float: ...


class ProgramOptimizer(Protocol):
    """Improves an accepted program, or leaves it."""

    def improve(self, accepted: Candidate, specification: Specification, suite: Suite) -> Optimized:
        """The best version that is really better and still correct."""


class Nodes(Protocol):
    """Loads nodes."""

    def load(self, node_id: str) -> Node:
        """The node as it stands. Raises NodeError."""


@dataclass(frozen=True, slots=True)
class WritingSteps:
    """The steps before there is a program."""

    recaller: TaskRecaller
    classifier: Classifier
    overseer: Overseer
    suite_writer: SuiteWriter
    escalation: Escalation
    rules: tuple[AttemptRule, ...]
    tools: Callable[[Task, Classification], Sequence[ToolCard]] = lambda task, kind: ()


@dataclass(frozen=True, slots=True)
class KeepingSteps:
    """The steps after a program was accepted."""

    reviewer: ProgramReviewer
    optimizer: ProgramOptimizer
    persistence: Persistence
    nodes: Nodes
    runner: LiveRunner
