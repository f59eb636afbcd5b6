"""What is known of a node's runs: each of the latest, and all in short."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NodeRuns:
    """A node's runs in short: how many, the share that finished, medians in ms and MiB."""

    count: int = 0
    success_rate: float = 1.0
    latency_ms: float = 0.0
    cpu_ms: float = 0.0
    memory_mb: float = 0.0


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One run of a version: what it was given ("" if too long to keep), and its CPU ms.

    `finished` is true if it answered or refused by its contract; what was cancelled is left out.
    """

    version: int
    finished: bool
    cpu_ms: float
    given: str
    reason: str = ""
