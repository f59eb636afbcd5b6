"""An event in the log of auto-evolution."""

from dataclasses import dataclass

ROLLED_BACK = "rolled back"
"""What was done when a version that failed in use was taken back."""


@dataclass(frozen=True, slots=True)
class EvolutionEvent:
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
