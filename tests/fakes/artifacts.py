"""Artifacts for tests, as the keeper makes them."""

from collections.abc import Sequence
from typing import Any

from src.domain.artifact import Artifact, ArtifactType
from src.language.tokenizer import template_of


def code(text: str, proven: Sequence[str] = (), **more: Any) -> Artifact:
    """Code that solved a task; it counts as proven on what is given."""
    node_id = more.pop("node_id", text.replace(" ", "_"))
    content = {"implementation": f"# {text}", "proven": list(proven), **more.pop("content", {})}
    values: dict[str, Any] = {
        "id": f"code:{node_id}",
        "type": ArtifactType.CODE,
        "title": text,
        "text": text,
        "template": template_of(text),
        "content": content,
        "kind": "ARITHMETIC",
        "node_id": node_id,
        "version": 1,
        "proven_sets": len(proven),
        "created": 100.0,
    }
    return Artifact(**{**values, **more})
