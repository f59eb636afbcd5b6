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
    """The artifact's own columns, by name; `seq` and what was learned of it are the store's."""
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
    """The artifact that a row stands for."""
    return Artifact(
        id=row["id"],
        type=ArtifactType(row["type"]),
        title=row["title"],
        text=row["text"],
        template=row["template"],
        content=json.loads(row["content"]),
        kind=row["kind"],
        tags=tuple(json.loads(row["tags"])),
        node_id=row["node_id"],
        version=row["version"],
        quality=row["quality"],
        provenance=json.loads(row["provenance"]),
        created=row["created"],
        usage=usage_of(row),
    )


def usage_of(row: sqlite3.Row) -> Usage:
    """What became of the artifact that a row stands for."""
    return Usage(*(row[name] for name in USAGE_COLUMNS))


def to_json(artifact: Artifact) -> JSONObject:
    """The artifact as one JSON object, for an export."""
    row = to_row(artifact)
    del row["prior"], row["failures_in_a_row"], row["retired"], row["proven_sets"]
    row["content"], row["provenance"] = artifact.content, artifact.provenance
    row["tags"] = list(artifact.tags)
    return row


def from_json(line: Mapping[str, Any]) -> Artifact:
    """The artifact of an exported object. Raises ValueError, KeyError or TypeError."""
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
    """A vector as little-endian float32."""
    packed = array.array("f", vector)
    if sys.byteorder == "big":
        packed.byteswap()
    return packed.tobytes()


def unpack(raw: bytes | None) -> list[float]:
    """The vector of packed bytes ([] for none)."""
    packed = array.array("f")
    packed.frombytes(raw or b"")
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
