"""Reads and writes node.json and version.json."""

import platform
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from ..documents.json_files import read_json, write_json, write_text
from ..domain.errors import ConfigError, NodeError
from ..domain.node import Lineage, NodeDraft, NodeVersion

T = TypeVar("T")

MAIN, SUITE, MANIFEST, VERSION, VERSIONS = (
    "main.py",
    "test_main.py",
    "node.json",
    "version.json",
    "versions",
)


@dataclass(frozen=True, slots=True)
class NodeManifest:
    """node.json: what the node is and which version is current; `digest` is its main.py's."""

    id: str
    title: str
    kind: str
    version: int
    digest: str
    tags: tuple[str, ...] = ()
    tools: tuple[str, ...] = ()
    score: float = 1.0
    metrics: dict[str, Any] = field(default_factory=dict)
    specification: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class VersionManifest:
    """version.json: where a version came from and why it was kept."""

    number: int
    digest: str
    created: float
    lineage: Lineage
    score: float = 1.0
    metrics: dict[str, Any] = field(default_factory=dict)
    verdict: dict[str, Any] = field(default_factory=dict)
    title: str = ""
    kind: str = ""
    tags: tuple[str, ...] = ()
    tools: tuple[str, ...] = ()
    specification: dict[str, Any] = field(default_factory=dict)


def version_manifest(
    draft: NodeDraft, number: int, digest: str, lineage: Lineage, created: float
) -> VersionManifest:
    """The manifest of a version made of this draft."""
    return VersionManifest(
        number,
        digest,
        created,
        lineage,
        score=draft.score,
        metrics=draft.metrics,
        verdict=draft.verdict,
        title=draft.title,
        kind=draft.kind,
        tags=draft.tags,
        tools=draft.tools,
        specification=draft.specification,
    )


def node_manifest(node_id: str, version: VersionManifest) -> NodeManifest:
    """The manifest of a node whose current version is this one."""
    return NodeManifest(
        node_id,
        version.title or node_id,
        version.kind,
        version.number,
        version.digest,
        tags=version.tags,
        tools=version.tools,
        score=version.score,
        metrics=version.metrics,
        specification=version.specification,
    )


def read_node_manifest(folder: Path) -> NodeManifest:
    """node.json of a node's folder. Raises NodeError."""
    return _read(folder / MANIFEST, NodeManifest)


def read_version(folder: Path) -> tuple[VersionManifest, NodeVersion]:
    """A version's manifest and the version itself. Raises NodeError."""
    manifest = _read(folder / VERSION, VersionManifest)
    version = NodeVersion(
        manifest.number,
        read_text(folder / MAIN),
        read_text(folder / SUITE) if (folder / SUITE).exists() else "",
        manifest.digest,
        manifest.lineage,
        manifest.created,
        manifest.score,
        manifest.metrics,
        manifest.verdict,
        manifest.specification,
    )
    return manifest, version


def write_version(folder: Path, manifest: VersionManifest, source: str, suite: str) -> None:
    """Write a version's three files durably into a folder that nobody reads yet."""
    folder.mkdir(parents=True)
    write_text(folder / MAIN, source)
    write_text(folder / SUITE, suite)
    write_json(folder / VERSION, manifest)


def read_text(path: Path) -> str:
    """A file of a node. Raises NodeError if it cannot be read as text."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise NodeError(f"{path} cannot be read: {error}") from error


def _read(path: Path, type_: type[T]) -> T:
    try:
        return read_json(path, type_)
    except ConfigError as error:
        raise NodeError(
            f"the node's manifest is broken: {error}",
            hint="mend the file, or delete the node's folder",
        ) from error


TOOLS = ("pytest", "flake8", "pylint", "mypy", "black")


@cache
def tool_versions() -> tuple[tuple[str, str], ...]:
    """(name, version) of Python and each tool; "missing" for one that is not installed."""
    return (("python", platform.python_version()), *((name, _version(name)) for name in TOOLS))


def _version(name: str) -> str:
    # Imported here: it loads the email package.
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(name)
    except PackageNotFoundError:
        return "missing"
