"""The values of memory: artifacts, recollections and recalls."""

from enum import StrEnum

from msgspec import Struct, field

from .json_value import JSONObject


class ArtifactType(StrEnum):
    """The four things that are remembered of a solved task, each findable by itself."""

    SPECIFICATION = "specification"
    CODE = "code"
    WORKFLOW = "workflow"
    PATTERN = "pattern"


class Usage(Struct, frozen=True):
    """What became of an artifact: uses, how many succeeded, the users' verdicts, last use.

    `last_used` is seconds since the epoch, 0.0 if never used.
    """

    uses: int = 0
    successes: int = 0
    good: int = 0
    bad: int = 0
    last_used: float = 0.0

    @property
    def success_rate(self) -> float:
        """Share of uses that succeeded; 1.0 while it was never used."""
        return self.successes / self.uses if self.uses else 1.0


class Artifact(Struct, frozen=True):
    """Something worth remembering.

    `text` is what it is found by (the task's text, or a pattern's description); `template` is
    its normalized template; `content` is the whole thing as JSON, by type: a specification's
    plan, strategy and requirements; code's implementation and the wordings it answers; a
    workflow's steps, tools and performance; a pattern's solution, practice and use cases.
    `quality` is 0 to 1.
    """

    id: str
    type: ArtifactType
    title: str
    text: str
    template: str
    content: JSONObject
    kind: str = ""
    tags: tuple[str, ...] = ()
    node_id: str = ""
    version: int = 0
    quality: float = 0.5
    provenance: JSONObject = field(default_factory=dict)
    created: float = 0.0
    usage: Usage = Usage()

    @property
    def signature(self) -> str:
        """How the function that it is about is called ("" where there is none)."""
        plan = self.content.get("made_for") or self.content.get("requirements")
        return str(plan.get("signature") or "") if isinstance(plan, dict) else ""


class Sameness(StrEnum):
    """How an artifact's task relates to the new one."""

    RELATED = "related"
    DIFFERENT = "different"


class Recollection(Struct, frozen=True):
    """An artifact memory returned, how similar (0 to 1, calibrated), and the judgement on it."""

    artifact: Artifact
    similarity: float
    sameness: Sameness = Sameness.DIFFERENT
    reason: str = ""


class Recall(Struct, frozen=True):
    """What was recalled for a task: the best match, related artifacts, earlier failures.

    `avoid` are sentences about earlier failures on such tasks; `fixes` are patterns that once
    turned a failing attempt into a passing one; `workflow` is how the most similar task was solved.
    """

    best: Recollection | None = None
    related: tuple[Recollection, ...] = ()
    avoid: tuple[str, ...] = ()
    fixes: tuple[str, ...] = ()
    workflow: Recollection | None = None

    @property
    def to_build_on(self) -> tuple[Recollection, ...]:
        """All that a plan may start from: related programs and patterns, a workflow that worked."""
        return self.related if self.workflow is None else (*self.related, self.workflow)


class MemoryState(Struct, frozen=True):
    """What `status` and `memory` show: counts by artifact type, embedder, index and bytes."""

    counts: tuple[tuple[str, int], ...]
    embedder: str
    index: str
    size_bytes: int
    problem: str = ""
