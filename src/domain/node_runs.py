"""What happened to a node: its runs, and what auto-evolution did."""

from msgspec import Struct


class NodeRuns(Struct, frozen=True):
    """A node's runs in short: how many, the share that finished, medians in ms and MiB."""

    count: int = 0
    success_rate: float = 1.0
    latency_ms: float = 0.0
    cpu_ms: float = 0.0
    memory_mb: float = 0.0


class RunRecord(Struct, frozen=True):
    """One run of a version: what it was given ("" if too long to keep), and its CPU ms.

    `finished` is true if it answered or refused by its contract; what was cancelled is left out.
    """

    version: int
    finished: bool
    cpu_ms: float
    given: str
    reason: str = ""


ROLLED_BACK = "rolled back"
"""What was done when a version that failed in use was taken back."""


class EvolutionEvent(Struct, frozen=True):
    """One thing that was done: to which version of which node, in a line, and its cost.

    `at` is seconds since the epoch, `seconds` are wall seconds at work.
    """

    what: str
    text: str
    node_id: str = ""
    version: int = 0
    tokens: int = 0
    candidates: int = 0
    seconds: float = 0.0
    at: float = 0.0
