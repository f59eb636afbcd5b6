"""A node: an accepted program with its suite, its versions and where each came from."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any, TypeAlias

from msgspec import Struct, field

from .candidate import Candidate, Origin
from .json_value import JSONObject, JSONValue, from_json
from .outcome import Confidence
from .replace import replace
from .signature import read_signature

Stored: TypeAlias = dict[str, Any]
"""A JSON object in a manifest, whose values are read where they are used."""


class Lineage(Struct, frozen=True):
    """How a version came to be: parent version (0: none), origin, and what made it."""

    origin: Origin
    parent: int = 0
    model: str = ""
    temperature: float | None = None
    prompt_digest: str = ""
    seed: int | None = None
    note: str = ""
    tool_versions: tuple[tuple[str, str], ...] = ()


class NodeDraft(Struct, frozen=True):
    """What the keeper hands to the store to become a version of a node.

    `node_id` "" asks for a new id made from `subject`; else a new version of that node.
    `verdict` holds the numbers it was kept for ({} for a first version).
    """

    title: str
    subject: str
    kind: str
    source: str
    suite: str
    lineage: Lineage
    node_id: str = ""
    tags: tuple[str, ...] = ()
    tools: tuple[str, ...] = ()
    specification: JSONObject = field(default_factory=dict)
    metrics: JSONObject = field(default_factory=dict)
    verdict: JSONObject = field(default_factory=dict)
    score: float = 1.0


class NodeVersion(Struct, frozen=True):
    """One version that was ever kept; `created` is seconds since the epoch."""

    number: int
    source: str
    suite: str
    digest: str
    lineage: Lineage
    created: float
    score: float = 1.0
    metrics: Stored = field(default_factory=dict)
    verdict: Stored = field(default_factory=dict)
    specification: Stored = field(default_factory=dict)
    title: str = ""
    kind: str = ""
    tags: tuple[str, ...] = ()
    tools: tuple[str, ...] = ()

    @property
    def signature(self) -> str:
        """How this version's function is called ("" for a program that reads a description)."""
        return _planned(self.specification, "signature")


class Node(Struct, frozen=True):
    """A node today: its current version's source and suite, and its manifest's facts.

    `digest` is of the source as it was kept ("" for a folder without a manifest).
    """

    id: str
    title: str
    kind: str
    source: str
    suite: str
    version: int
    folder: str
    tags: tuple[str, ...] = ()
    tools: tuple[str, ...] = ()
    specification: Stored = field(default_factory=dict)
    metrics: Stored = field(default_factory=dict)
    versions: tuple[int, ...] = (1,)
    score: float = 1.0
    digest: str = ""

    @property
    def function(self) -> str:
        """The name of its typed function ("" for a program that reads a description)."""
        return _planned(self.specification, "function")

    @property
    def contract(self) -> int:
        """2 for a typed function, 1 for a program of version 1, which reads a description."""
        return 2 if self.function else 1

    @property
    def pattern(self) -> str:
        """The library function that it was made from ("" if it was written)."""
        return _planned(self.specification, "pattern")

    @property
    def signature(self) -> str:
        """How its function is called: is_prime(n: int) -> bool ("" where there is none)."""
        return _planned(self.specification, "signature")

    @property
    def confidence(self) -> Confidence | None:
        """How sure its code is that a model wrote (None where that is not known)."""
        stored = self.metrics.get("confidence")
        try:
            return from_json(Confidence, stored) if stored else None
        except ValueError:
            return None

    @property
    def tested_with(self) -> JSONObject:
        """The nodes whose functions it calls, with the versions it passed its cases with."""
        versions = _plan_in(self.specification).get("tested_with")
        return versions if isinstance(versions, dict) else {}

    @property
    def example_calls(self) -> tuple[JSONObject, ...]:
        """The arguments that its function is known to be called with: its task's, its cases'."""
        plan = _plan_in(self.specification)
        task, own = plan.get("task"), plan.get("arguments")
        asked = task.get("examples") if isinstance(task, dict) else None
        cases = [*_objects(asked), *_objects(plan.get("examples"))]
        calls = [own, *(case.get("arguments") for case in cases)]
        known = [call for call in calls if isinstance(call, dict) and call]
        return tuple(call for n, call in enumerate(known) if call not in known[:n])

    @property
    def made_for(self) -> str:
        """The task that it was made for ("" if that is not known)."""
        task = _plan_in(self.specification).get("task")
        return str(task.get("text", "")) if isinstance(task, dict) else ""


def _objects(values: JSONValue) -> list[JSONObject]:
    return [one for one in values if isinstance(one, dict)] if isinstance(values, list) else []


def _plan_in(specification: JSONObject) -> JSONObject:
    plan = specification.get("plan")
    return plan if isinstance(plan, dict) else {}


def _planned(specification: JSONObject, key: str) -> str:
    return str(_plan_in(specification).get(key, ""))


def lineage_of(candidate: Candidate, parent: int = 0) -> Lineage:
    """Return how a version made of this candidate came to be."""
    made_by = (candidate.model, candidate.temperature, candidate.prompt_digest, candidate.seed)
    return Lineage(candidate.origin, parent, *made_by, candidate.note)


def draft_of(node: Node, source: str, lineage: Lineage) -> NodeDraft:
    """Return the node's next version with this source, all else as it was."""
    return NodeDraft(
        node.title,
        "",
        node.kind,
        source,
        node.suite,
        lineage,
        node.id,
        node.tags,
        node.tools,
        node.specification,
        node.metrics,
        score=node.score,
    )


def edited_draft(node: Node, source: str, note: str) -> NodeDraft:
    """Return the node's next version, edited by the user: what was measured says nothing of it."""
    draft = draft_of(node, source, Lineage(Origin.EDITED, parent=node.version, note=note))
    specification = node.specification
    if node.function:
        # What an edit by hand broke is kept as it is; a call says why it cannot be called.
        with suppress(ValueError):
            signature = str(read_signature(source, node.function))
            plan = {**_plan_in(specification), "signature": signature}
            specification = {**specification, "plan": plan}
    return replace(draft, metrics={}, score=1.0, specification=specification)


def losing_versions(parents: Mapping[int, int], current: int, keep: int) -> tuple[int, ...]:
    """Return the versions to remove, of all by number with their parents.

    The rule: the current version and all its ancestors stay; so do the `keep` latest versions,
    whatever became of them; every other version is a branch that lost, and goes.
    """
    latest = set(sorted(parents)[-keep:]) if keep > 0 else set()
    line: set[int] = set()
    number = current
    while number in parents and number not in line:
        line.add(number)
        number = parents[number]
    return tuple(sorted(set(parents) - latest - line))
