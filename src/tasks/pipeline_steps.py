"""Who does which step in one task's pipeline."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from ..domain.artifact import Recall
from ..domain.candidate import Candidate, Review, Suite
from ..domain.json_value import JSONObject
from ..domain.measurement import Iteration
from ..domain.node import Node, NodeVersion
from ..domain.outcome import Outcome
from ..domain.ports import Library, Overseer
from ..domain.task import Classification, Example, Specification, Task, TaskKind
from ..domain.tool import ToolCard
from .escalation import AttemptRule, Escalation
from .execution import LiveRunner
from .function_chooser import FunctionChooser
from .own_functions import OwnCall
from .persistence import Persistence


class TaskRecaller(Protocol):
    """Judges what memory returns for a task."""

    def recall(self, task: Task) -> Recall:
        """What was recalled. Raises MemoryUnavailable."""


class OwnNodes(Protocol):
    """Finds the user's own node that answers a task."""

    def find(self, task: Task) -> OwnCall | None:
        """The node with its arguments. Raises MemoryUnavailable, and Declined where two fit."""

    def learn(self, node: Node, text: str, arguments: JSONObject) -> object:
        """Remember that the node answers this text so. Raises NodeError, MemoryUnavailable."""


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
    """Where reused nodes are read."""

    def load(self, node_id: str) -> Node:
        """The node as it stands. Raises NodeError."""

    def version(self, node_id: str, number: int) -> NodeVersion:
        """One version that was ever kept. Raises NodeError."""

    def of_function(self, name: str) -> Node | None:
        """The node whose typed function has this name; None if there is none."""


@dataclass(frozen=True, slots=True)
class WritingSteps:
    """The steps before there is a program.

    `classify` is given what the words of a task tell; `overseer` is
    None where no model plans.
    `writes_known` says whether models write where a library function fits; `draw_cases` makes
    cases whose results the library knows. `chooser` asks a model which near function answers a
    task; `trouble` says why a node cannot be relied on; `write_script` writes whole programs.
    """

    library: Library
    own: OwnNodes
    recaller: TaskRecaller
    classify: Callable[[Task, Classification], Classification]
    overseer: Overseer | None
    write_suite: Callable[[Specification], Suite]
    escalation: Escalation
    library_escalation: Escalation
    rules: tuple[AttemptRule, ...]
    writes_known: bool = False
    draw_cases: Callable[[Specification, str], Sequence[Example]] = lambda plan, source: ()
    tools: Callable[[Task, Classification], Sequence[ToolCard]] = lambda task, kind: ()
    chooser: FunctionChooser | None = None
    trouble: Callable[[Node], str] = lambda node: ""
    write_script: Callable[[Task, TaskKind], Outcome] | None = None


@dataclass(frozen=True, slots=True)
class KeepingSteps:
    """The steps after a program was accepted."""

    reviewer: ProgramReviewer
    optimizer: ProgramOptimizer
    keeper: Persistence
    nodes: Nodes
    runner: LiveRunner
