"""What does a bundled pattern say about itself?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..domain.task import TaskKind


@dataclass(frozen=True, slots=True)
class ExampleEntry:
    """A task and the result the pattern's program gives for it."""

    task: str
    result: Any


@dataclass(frozen=True, slots=True)
class PatternManifest:
    """The content of a pattern.yaml; see tools/patterns/README.md.

    `canonical` is the plainest wording with the slots' names in braces: a program must answer
    it as it answers any wording that matches. `defaults` are the values of slots that may be
    left out. `choices` are word lists that phrases use as slot types. `properties` are Python
    expressions over `answer(...)` that are always true. `tool_reply` is what
    content_generator replies in the suite.
    """

    name: str
    title: str
    description: str
    kind: TaskKind
    reason: str
    tags: tuple[str, ...]
    phrases: tuple[str, ...]
    canonical: str
    examples: tuple[ExampleEntry, ...]
    workload: str
    opposites: tuple[str, ...] = ()
    limits: str = ""
    defaults: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    properties: tuple[str, ...] = ()
    tool_reply: str = ""
