"""Artifacts for tests, as the keeper makes them."""

from typing import Any

from src.domain.artifact import Artifact, ArtifactType
from src.language.tokenizer import template_of


def code(text: str, **more: Any) -> Artifact:
    """Code that solved a task."""
    node_id = more.pop("node_id", text.replace(" ", "_"))
    content = {"implementation": f"# {text}", **more.pop("content", {})}
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
        "created": 100.0,
    }
    return Artifact(**{**values, **more})
