"""Ranks similar tools or library functions by similarity, tiers and measured runs."""

from ..domain.artifact import Recollection
from ..domain.node_runs import NodeRuns

TIERS = {
    "cost_tier": {"free": 1.0, "low": 0.8, "medium": 0.5, "high": 0.2},
    "speed_tier": {"fast": 0.8, "medium": 0.5, "slow": 0.2},
    "quality_tier": {"excellent": 1.0, "good": 0.7, "medium": 0.5, "low": 0.2},
}
"""What each tier of a manifest is worth, from 0 to 1."""
_UNKNOWN = 0.5
_SLOW_MS = 2_000.0


def merit(recollection: Recollection, runs: NodeRuns) -> float:
    """Similarity, moved by at most a fifth by tiers, measured latency and success rate."""
    artifact = recollection.artifact
    tiers = [
        known.get(str(artifact.content.get(name, "")), _UNKNOWN) for name, known in TIERS.items()
    ]
    quick = 1.0 / (1.0 + runs.latency_ms / _SLOW_MS) if runs.count else _UNKNOWN
    success = artifact.usage.success_rate if artifact.usage.uses else runs.success_rate
    worth = (sum(tiers) / len(tiers) + quick + success * artifact.quality) / 3
    return recollection.similarity * (0.8 + 0.4 * worth)
