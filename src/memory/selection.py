"""Which of several similar tools or patterns is the better choice."""

from ..domain.artifact import Recollection
from .run_records import NodeRuns

_TIERS = {
    "cost_tier": {"free": 1.0, "low": 0.8, "medium": 0.5, "high": 0.2},
    "speed_tier": {"very-fast": 1.0, "fast": 0.8, "medium": 0.5, "slow": 0.2},
    "quality_tier": {"excellent": 1.0, "good": 0.7, "medium": 0.5, "fair": 0.3, "poor": 0.0},
}
_HIGH_IS_GOOD = {"high": 0.8, "low": 0.2}
_UNKNOWN = 0.5
_SLOW_MS = 2_000.0


def merit(recollection: Recollection, runs: NodeRuns) -> float:
    """Similarity, moved by at most a fifth by tiers, measured latency and success rate."""
    artifact = recollection.artifact
    tiers = [_tier(name, str(artifact.content.get(name, ""))) for name in _TIERS]
    quick = 1.0 / (1.0 + runs.latency_ms / _SLOW_MS) if runs.count else _UNKNOWN
    known = artifact.usage.success_rate if artifact.usage.uses else runs.success_rate
    worth = (sum(tiers) / len(tiers) + quick + known * artifact.quality) / 3
    return recollection.similarity * (0.8 + 0.4 * worth)


def _tier(name: str, value: str) -> float:
    if name != "cost_tier" and value in _HIGH_IS_GOOD:
        return _HIGH_IS_GOOD[value]
    return _TIERS[name].get(value, _UNKNOWN)
