"""Stores nodes on disk; readers see the old node or the new one, never a partial write.

A version is written to a temporary folder, synced, and renamed to its place; only then do the
node's own files follow, the manifest last. Killed in between, the next load finishes the change.
"""

import hashlib
import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from ..documents.json_files import sync_folder, write_json, write_text
from ..domain.candidate import Origin
from ..domain.errors import NodeError
from ..domain.json_value import JSONObject
from ..domain.node import Lineage, Node, NodeDraft, NodeVersion, edited_draft, losing_versions
from ..domain.wording import EditWordings
from .manifest_notes import edit_wordings, note_tested_with
from .naming import checked_id, new_node_id
from .node_manifest import (
    MAIN,
    MANIFEST,
    SUITE,
    VERSIONS,
    VersionManifest,
    node_manifest,
    read_node_manifest,
    read_text,
    read_version,
    tool_versions,
    version_manifest,
    write_version,
)
from .write_lock import locked


class FolderNodeStore:
    """A NodeStore in a folder; safe for threads and processes; `now` gives seconds since 1970."""

    def __init__(self, folder: Path, now: Callable[[], float]) -> None:
        self._folder = folder
        self._now = now

    def keep(self, draft: NodeDraft) -> Node:
        """Store a new node, or a new version of one. Raises NodeError."""
        with self._writing():
            node_id = draft.node_id or new_node_id(draft.subject, set(self._names()))
            if draft.node_id:
                self._notice_edit(checked_id(draft.node_id))
            self._add_version(node_id, draft)
            return self._read(node_id)

    def load(self, node_id: str) -> Node:
        """The node as it stands; an edit by hand becomes a version first. Raises NodeError."""
        checked_id(node_id)
        with locked(self._folder, exclusive=False):
            if not self._was_touched(node_id):
                return self._read(node_id)
        with self._writing():
            self._notice_edit(node_id)
            return self._read(node_id)

    def of_function(self, name: str) -> Node | None:
        """The node whose typed function has this name; None if there is none that can be read."""
        number = 1
        while (self._folder / _function_id(name, number)).is_dir():
            with suppress(NodeError):
                node = self.load(_function_id(name, number))
                if node.function == name:
                    return node
            number += 1
        return None

    def mark(self, node_id: str) -> str:
        """Changes whenever `load` might give something else; costs a few looks at the folder."""
        folder = os.path.join(self._folder, node_id)
        return " ".join(_stamp(f"{folder}/{name}") for name in (MAIN, MANIFEST, SUITE, VERSIONS))

    def version(self, node_id: str, number: int) -> NodeVersion:
        """One version that was ever kept. Raises NodeError."""
        checked_id(node_id)
        with locked(self._folder, exclusive=False):
            return self._version(node_id, number)[1]

    def roll_back(self, node_id: str, number: int) -> Node:
        """Make an old version current again, as a new version that points back at it."""
        checked_id(node_id)
        with self._writing():
            self._notice_edit(node_id)
            manifest, version = self._version(node_id, number)
            lineage = Lineage(Origin.ROLLED_BACK, parent=number, note=f"back to version {number}")
            draft = NodeDraft(
                manifest.title,
                "",
                manifest.kind,
                version.source,
                version.suite,
                lineage,
                node_id,
                manifest.tags,
                manifest.tools,
                manifest.specification,
                version.metrics,
                version.verdict,
                version.score,
            )
            self._add_version(node_id, draft)
            return self._read(node_id)

    def note_tested_with(self, node_id: str, versions: JSONObject) -> None:
        """Note the versions of its parts that the current version passed with. Raises NodeError."""
        with self._writing():
            note_tested_with(self._require(checked_id(node_id)), versions)

    def edit_wordings(self, node_id: str, edit: EditWordings) -> None:
        """Change the wordings that the node answers; no version is made. Raises NodeError."""
        with self._writing():
            edit_wordings(self._require(checked_id(node_id)), edit)

    def prune(self, node_id: str, keep: int) -> tuple[int, ...]:
        """Remove losing branches older than the `keep` latest versions; which. Raises NodeError."""
        checked_id(node_id)
        with self._writing():
            self._notice_edit(node_id)
            parents = {
                n: self._version(node_id, n)[0].lineage.parent for n in self._numbers(node_id)
            }
            gone = losing_versions(parents, self._current(node_id), keep)
            for number in gone:
                shutil.rmtree(self._folder / node_id / VERSIONS / str(number))
            return gone

    def delete(self, node_id: str) -> None:
        """Remove the node with all its versions. Raises NodeError."""
        checked_id(node_id)
        with self._writing():
            self._require(node_id)
            gone = self._temporary()
            os.rename(self._folder / node_id, gone)
            sync_folder(self._folder)
            shutil.rmtree(gone, ignore_errors=True)

    def ids(self) -> tuple[str, ...]:
        """All node ids, sorted: every folder that holds a main.py."""
        return tuple(sorted(n for n in self._names() if (self._folder / n / MAIN).is_file()))

    def _names(self) -> list[str]:
        if not self._folder.is_dir():
            return []
        return [p.name for p in self._folder.iterdir() if p.is_dir() and p.name[0] != "."]

    def _writing(self) -> "_Writing":
        return _Writing(self._folder)

    def _temporary(self) -> Path:
        return self._folder / f".new-{os.getpid()}-{os.urandom(4).hex()}"

    def _require(self, node_id: str) -> Path:
        folder = self._folder / node_id
        if not (folder / MAIN).is_file():
            raise NodeError(f"there is no node {node_id}", hint="`list` shows all nodes")
        return folder

    def _read(self, node_id: str) -> Node:
        folder = self._require(node_id)
        source = read_text(folder / MAIN)
        suite = read_text(folder / SUITE) if (folder / SUITE).exists() else ""
        if not (folder / MANIFEST).exists():
            return Node(node_id, node_id, "", source, suite, 1, str(folder))
        manifest = read_node_manifest(folder)
        return Node(
            node_id,
            manifest.title,
            manifest.kind,
            source,
            suite,
            manifest.version,
            str(folder),
            manifest.tags,
            manifest.tools,
            manifest.specification,
            manifest.metrics,
            self._numbers(node_id),
            manifest.score,
        )

    def _numbers(self, node_id: str) -> tuple[int, ...]:
        kept = self._folder / node_id / VERSIONS
        return tuple(sorted(int(p.name) for p in kept.iterdir() if p.name.isdigit()))

    def _version(self, node_id: str, number: int) -> tuple[VersionManifest, NodeVersion]:
        folder = self._require(node_id) / VERSIONS / str(number)
        if not folder.is_dir():
            raise NodeError(
                f"{node_id} has no version {number}", hint=f"`history {node_id}` shows them"
            )
        return read_version(folder)

    def _add_version(self, node_id: str, draft: NodeDraft) -> None:
        """Write the next version, then make it the current one."""
        folder = self._folder / node_id
        is_new = not folder.exists()
        number = 1 if is_new else max((0, *self._numbers_or_none(node_id))) + 1
        parent = draft.lineage.parent or (0 if is_new else self._current(node_id))
        lineage = replace(draft.lineage, parent=parent, tool_versions=tool_versions())
        if not is_new and (folder / MANIFEST).exists():
            # Wordings are learned of the node, not of a version.
            known = read_node_manifest(folder).specification.get("phrases", [])
            draft = replace(draft, specification={**draft.specification, "phrases": known})
        manifest = version_manifest(draft, number, _digest(draft.source), lineage, self._now())
        temporary = self._temporary()
        if is_new:
            write_version(temporary / VERSIONS / "1", manifest, draft.source, draft.suite)
            _write_current(temporary, manifest, node_id, draft.source, draft.suite)
            sync_folder(temporary / VERSIONS)
            os.rename(temporary, folder)
            sync_folder(self._folder)
            return
        write_version(temporary, manifest, draft.source, draft.suite)
        (folder / VERSIONS).mkdir(exist_ok=True)
        os.rename(temporary, folder / VERSIONS / str(number))
        sync_folder(folder / VERSIONS)
        _write_current(folder, manifest, node_id, draft.source, draft.suite)

    def _numbers_or_none(self, node_id: str) -> tuple[int, ...]:
        has_versions = (self._folder / node_id / VERSIONS).is_dir()
        return self._numbers(node_id) if has_versions else ()

    def _current(self, node_id: str) -> int:
        folder = self._folder / node_id
        return read_node_manifest(folder).version if (folder / MANIFEST).exists() else 0

    def _was_touched(self, node_id: str) -> bool:
        """Tell whether there was an edit, or a change was killed: by main.py or a later version."""
        folder = self._require(node_id)
        if not (folder / MANIFEST).exists():
            return False
        manifest = read_node_manifest(folder)
        is_unfinished = max((0, *self._numbers_or_none(node_id))) > manifest.version
        return is_unfinished or _digest(read_text(folder / MAIN)) != manifest.digest

    def _notice_edit(self, node_id: str) -> None:
        """Finish a change that was killed; keep an edit by hand as a version of its own."""
        folder = self._require(node_id)
        if not (folder / MANIFEST).exists() or not self._was_touched(node_id):
            return
        current = read_node_manifest(folder)
        source = read_text(folder / MAIN)
        latest, version = self._version(node_id, self._numbers(node_id)[-1])
        if latest.number > current.version and _digest(source) in (latest.digest, current.digest):
            _write_current(folder, latest, node_id, version.source, version.suite)
            return
        node = self._read(node_id)
        self._add_version(node_id, edited_draft(node, node.source, "edited by hand"))


class _Writing:
    """The exclusive lock; on entry, what a killed writer left behind is cleared away."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = locked(folder, exclusive=True)

    def __enter__(self) -> None:
        try:
            self._lock.__enter__()
        except OSError as error:
            raise NodeError(f"{self._folder} cannot be written: {error.strerror}") from error
        for left in self._folder.glob(".new-*"):
            shutil.rmtree(left, ignore_errors=True)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: object
    ) -> None:
        self._lock.__exit__(None, None, None)
        if isinstance(error, OSError):
            raise NodeError(f"the node could not be kept: {error}") from error


def _write_current(
    folder: Path, version: VersionManifest, node_id: str, source: str, suite: str
) -> None:
    # The program first: from there on a killed change is seen by its hash, and finished.
    write_text(folder / MAIN, source)
    write_text(folder / SUITE, suite)
    write_json(folder / MANIFEST, node_manifest(node_id, version))


def _function_id(name: str, number: int) -> str:
    return f"{name}_node" if number == 1 else f"{name}_node_{number}"


def _stamp(path: str) -> str:
    try:
        found = os.stat(path)
    except OSError:
        return "none"
    return f"{found.st_ctime_ns}:{found.st_size}:{found.st_ino}"


def _digest(source: str) -> str:
    return hashlib.sha256(source.encode()).hexdigest()
