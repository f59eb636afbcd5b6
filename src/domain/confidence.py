"""How sure a result is, in words and numbers."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """high: confirmed by an example, the library, or two versions and half of the cases;
    medium: two versions agree; low: a version alone."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Confidence:
    """How many of the `candidates` behave like the chosen one, on how many inputs, and how many
    of the cases it passes. `note` says what else decided, or where versions differ."""

    level: Level
    candidates: int = 1
    agreeing: int = 1
    inputs: int = 0
    cases_passed: int = 0
    cases: int = 0
    note: str = ""

    def __str__(self) -> str:
        parts: list[str] = []
        if self.agreeing > 1:
            versions = f"{self.agreeing} of {self.candidates} versions"
            parts.append(f"{versions} agree on {self.inputs} inputs")
        elif self.candidates > 1:
            parts.append("the versions disagree")
        if self.cases:
            parts.append(f"{self.cases_passed} of {self.cases} cases pass")
        if self.note:
            parts.append(self.note)
        return "; ".join(parts)
