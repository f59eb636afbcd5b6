"""Converts artifacts to database rows and JSON lines, and back."""

import array
import json
import sqlite3
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from ..domain.artifact import Artifact, ArtifactType, Usage
from ..domain.json_value import JSONObject

COLUMNS = (
    "id type title text template content kind tags node_id version quality proven_sets provenance"
    " created uses successes good bad last_used prior failures_in_a_row retired seq"
).split()

_LARGEST = 1 << 53
"""Of greater numbers a float does not hold every whole one, and SQLite not all."""

USAGE_COLUMNS = ("uses", "successes", "good", "bad", "last_used")


def to_row(artifact: Artifact) -> dict[str, Any]:
    """Return the artifact's own columns; `seq` and what was learned of it are the store's."""
    usage = artifact.usage
    return {
        "id": _clean(artifact.id),
        "type": artifact.type.value,
        "title": _clean(artifact.title),
        "text": _clean(artifact.text),
        "template": _clean(artifact.template),
        "content": json.dumps(artifact.content),
        "kind": _clean(artifact.kind),
        "tags": json.dumps(artifact.tags),
        "node_id": _clean(artifact.node_id),
        "version": artifact.version,
        "quality": artifact.quality,
        # A column of version 1, which nothing reads any more.
        "proven_sets": 0,
        "provenance": json.dumps(artifact.provenance),
        "created": artifact.created,
        "uses": usage.uses,
        "successes": usage.successes,
        "good": usage.good,
        "bad": usage.bad,
        "last_used": usage.last_used,
        "prior": artifact.quality,
        "failures_in_a_row": 0,
        "retired": 0,
    }


def from_row(row: sqlite3.Row) -> Artifact:
    """Read the artifact of a row. Raises ValueError, KeyError or TypeError."""
    return from_json(
        dict(row) | {name: json.loads(row[name]) for name in ("content", "tags", "provenance")}
    )


def usage_of(row: sqlite3.Row) -> Usage:
    """Read the usage of the artifact of a row."""
    return Usage(*(row[name] for name in USAGE_COLUMNS))


def to_json(artifact: Artifact) -> JSONObject:
    """Return the artifact as one JSON object, for an export."""
    row = to_row(artifact)
    del row["prior"], row["failures_in_a_row"], row["retired"], row["proven_sets"]
    row["content"], row["provenance"] = artifact.content, artifact.provenance
    row["tags"] = list(artifact.tags)
    return row


def from_json(line: Mapping[str, Any]) -> Artifact:
    """Return the artifact of an exported object. Raises ValueError, KeyError or TypeError."""
    texts = {
        name: _text(line, name) for name in ("id", "title", "text", "template", "kind", "node_id")
    }
    content, provenance, tags = line["content"], line.get("provenance", {}), line.get("tags", [])
    if not isinstance(content, dict) or not isinstance(provenance, dict):
        raise TypeError("content and provenance must be objects")
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        raise TypeError("tags must be a list of texts")
    if not texts["id"]:
        raise ValueError("the id is empty")
    uses, successes, good, bad = (_count(line, name) for name in USAGE_COLUMNS[:4])
    return Artifact(
        **texts,
        type=ArtifactType(line["type"]),
        content=content,
        tags=tuple(tags),
        version=_count(line, "version"),
        quality=min(1.0, max(0.0, _number(line, "quality", 0.5))),
        provenance=provenance,
        created=_number(line, "created"),
        usage=Usage(uses, successes, good, bad, _number(line, "last_used")),
    )


def pack(vector: Sequence[float]) -> bytes:
    """Return a vector as little-endian float32."""
    packed = array.array("f", vector)
    if sys.byteorder == "big":
        packed.byteswap()
    return packed.tobytes()


def unpack(raw: bytes) -> list[float]:
    """Return the vector of packed bytes ([] for none)."""
    packed = array.array("f")
    packed.frombytes(raw[: len(raw) // 4 * 4])
    if sys.byteorder == "big":
        packed.byteswap()
    return packed.tolist()


def _text(line: Mapping[str, Any], name: str) -> str:
    value = line.get(name, "")
    if not isinstance(value, str):
        raise TypeError(f"{name} must be a text")
    return value


def _count(line: Mapping[str, Any], name: str) -> int:
    value = line.get(name, 0)
    if not isinstance(value, int) or not 0 <= value <= _LARGEST:
        raise ValueError(f"{name} must be a whole number, 0 or more")
    return value


def _number(line: Mapping[str, Any], name: str, default: float = 0.0) -> float:
    value = line.get(name, default)
    if not isinstance(value, (int, float)) or not abs(value) <= _LARGEST:
        raise ValueError(f"{name} must be a number")
    return float(value)


def _clean(text: str) -> str:
    """Without lone surrogates, which no file can hold."""
    return text.encode("utf-8", "replace").decode("utf-8")


PRIOR_WEIGHT = 4.0
VERDICT_WEIGHT = 3.0
FAILURES_TO_RETIRE = 3


def quality_state(prior: float, usage: Usage, failures_in_a_row: int) -> tuple[float, bool]:
    """Return the quality after these uses and verdicts, and whether the artifact is retired.

    A weighted mean of its prior quality (weighing four uses), its uses, and its users'
    verdicts (weighing three uses each).
    """
    weight = PRIOR_WEIGHT + usage.uses + VERDICT_WEIGHT * (usage.good + usage.bad)
    gained = PRIOR_WEIGHT * prior + usage.successes + VERDICT_WEIGHT * usage.good
    disliked = usage.bad > usage.good
    retired = failures_in_a_row >= FAILURES_TO_RETIRE or disliked
    return gained / weight, retired


def prior_of(quality: float, usage: Usage) -> float:
    """Return the prior quality that gives this quality after these uses and verdicts."""
    weight = PRIOR_WEIGHT + usage.uses + VERDICT_WEIGHT * (usage.good + usage.bad)
    gained = quality * weight - usage.successes - VERDICT_WEIGHT * usage.good
    return min(1.0, max(0.0, gained / PRIOR_WEIGHT))
