"""Exports memory to a JSON-lines file, and imports such a file."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct

from ..documents.json_files import write_text
from ..documents.regular_files import read_file
from ..domain.artifact import Artifact, ArtifactType, Usage
from ..domain.errors import MemoryUnavailable
from ..domain.replace import replace
from .artifact_rows import from_json, to_json
from .artifact_store import ArtifactStore

FORMAT = "code-evolver-memory"
VERSION = 1
_LONGEST_HEADER = 1000
_MOST_BYTES = 1_000_000_000


class Imported(Struct, frozen=True):
    """The result of an import: added, already known, and broken lines with the reason."""

    added: int = 0
    known: int = 0
    broken: tuple[str, ...] = ()


def export_lines(artifacts: Iterable[Artifact], path: Path) -> int:
    """Write a header line and one line per artifact, atomically; returns how many.

    Raises MemoryUnavailable if it cannot, or if the file exists and is not an export.
    """
    lines = [json.dumps(to_json(artifact), sort_keys=True) for artifact in artifacts]
    header = json.dumps({"format": FORMAT, "version": VERSION, "artifacts": len(lines)})
    try:
        if path.exists() and not _is_export(path):
            raise MemoryUnavailable(
                f"{path} exists and is not an export of memory", hint="name another file"
            )
        write_text(path, "\n".join([header, *lines]) + "\n")
    except OSError as error:
        raise MemoryUnavailable(f"{path} cannot be written: {error.strerror or error}") from error
    return len(lines)


def read_lines(path: Path, store: ArtifactStore) -> Imported:
    """Merge a file in, without duplicates. Raises MemoryUnavailable if it is not an export.

    Imported code is marked, so that it is not reused before it was tested here. Artifacts
    already in the store are not replaced.
    """
    try:
        lines = read_file(path, _MOST_BYTES).decode().split("\n")
    except (OSError, UnicodeError) as error:
        raise MemoryUnavailable(f"{path} cannot be read: {error}") from error
    _check_header(lines[0] if lines else "", path)
    mine = {artifact.id: artifact for artifact in store.all()}
    digests = set(map(_digest, mine.values()))
    fresh: list[Artifact] = []
    broken: list[str] = []
    known = 0
    for number, line in enumerate(lines[1:], start=2):
        if not line.strip():
            continue
        try:
            artifact = from_json(json.loads(line))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            broken.append(f"line {number}: {type(error).__name__}: {error}"[:200])
            continue
        digest = _digest(artifact)
        if digest in digests:
            known += 1
            continue
        digests.add(digest)
        if artifact.id in mine:
            artifact = replace(artifact, id=f"{artifact.id}~{digest[:8]}")
        fresh.append(_untrusted(artifact))
    store.put(fresh)
    return Imported(len(fresh), known, tuple(broken))


def _untrusted(artifact: Artifact) -> Artifact:
    if artifact.type is not ArtifactType.CODE:
        return artifact
    provenance = {**artifact.provenance, "imported": True}
    return replace(artifact, provenance=provenance, usage=Usage())


def _digest(artifact: Artifact) -> str:
    """Names what an artifact says, whatever its id and whatever became of it."""
    said = [artifact.type.value, artifact.text, artifact.template, artifact.content]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _is_export(path: Path) -> bool:
    """Return whether the file is one of ours, or empty; a pipe or a device is not looked into."""
    if not path.is_file():
        return False
    with path.open(encoding="utf-8", errors="replace") as file:
        line = file.readline(_LONGEST_HEADER)
    return not line or _version_in(line) > 0


def _version_in(line: str) -> int:
    """Return the version that a file's header names; 0 if the line is not such a header."""
    try:
        header = json.loads(line)
        return int(header["version"]) if header["format"] == FORMAT else 0
    except (ValueError, KeyError, TypeError, RecursionError):
        return 0


def _check_header(line: str, path: Path) -> None:
    version = _version_in(line)
    if version < 1:
        raise MemoryUnavailable(f"{path} is not an export of memory")
    if version > VERSION:
        problem = f"{path} was exported by a newer Code Evolver"
        raise MemoryUnavailable(problem, hint="update Code Evolver")
