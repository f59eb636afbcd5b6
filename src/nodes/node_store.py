"""Stores nodes on disk; readers see the old node or the new one, never a partial write.

A version is written to a temporary folder, synced, and renamed to its place; only then do the
node's own files follow, the manifest last. Killed in between, the next load finishes the change.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ..documents.json_files import sync_folder
from ..domain.ast_digest import source_digest
from ..domain.candidate import Origin
from ..domain.errors import NodeError
from ..domain.json_value import JSONObject, to_json
from ..domain.node import Lineage, Node, NodeDraft, NodeVersion, edited_draft, losing_versions
from ..domain.replace import replace
from ..domain.wording import EditWordings, read_wordings
from .node_manifest import (
    MAIN,
    MANIFEST,
    SUITE,
    VERSIONS,
    checked_id,
    ids_on,
    kept_of,
    new_node_id,
    numbers_in,
    read_node,
    read_version,
    tool_versions,
    write_current,
    write_manifest,
    write_version,
    write_version_manifest,
)
from .write_lock import locked, writing


@dataclass(eq=False)
class FolderNodeStore:
    """A NodeStore in a folder; safe for threads and processes; `now` gives seconds since 1970."""

    folder: Path
    now: Callable[[], float]

    def keep(self, draft: NodeDraft) -> Node:
        """Store a new node, or a new version of one. Raises NodeError."""
        with writing(self.folder):
            node_id = draft.node_id or new_node_id(
                draft.subject, lambda n: os.path.lexists(self.folder / n)
            )
            if draft.node_id:
                self._notice_edit(checked_id(draft.node_id))
            self._add_version(node_id, draft)
            return self._read(node_id)

    def load(self, node_id: str) -> Node:
        """Return the current node; an edit by hand becomes a version first. Raises NodeError."""
        checked_id(node_id)
        with locked(self.folder, exclusive=False):
            node = self._read(node_id)
            if not _was_touched(node):
                return node
        with writing(self.folder):
            return self._notice_edit(node_id)

    def of_function(self, name: str) -> Node | None:
        """Return the readable node whose typed function has this name, or None."""
        return next(self.all_of_function(name), None)

    def all_of_function(self, name: str) -> Iterator[Node]:
        """Yield the nodes whose typed functions have this name, as far as they can be read."""
        for node_id in ids_on(name, self._names()):
            with suppress(NodeError):
                if (node := self.load(node_id)).function == name:
                    yield node

    def mark(self, node_id: str) -> str:
        """Change whenever `load` might give something else; costs a few looks at the folder."""
        folder = os.path.join(self.folder, node_id)
        return " ".join(_stamp(f"{folder}/{name}") for name in (MAIN, MANIFEST, SUITE, VERSIONS))

    def version(self, node_id: str, number: int) -> NodeVersion:
        """Return one version that was ever kept. Raises NodeError."""
        checked_id(node_id)
        with locked(self.folder, exclusive=False):
            return self._version(node_id, number)

    def roll_back(self, node_id: str, number: int) -> Node:
        """Make an old version current again, as a new version that points back at it."""
        checked_id(node_id)
        with writing(self.folder):
            self._notice_edit(node_id)
            kept = kept_of(self._version(node_id, number))
            lineage = Lineage(Origin.ROLLED_BACK, parent=number, note=f"back to version {number}")
            self._add_version(
                node_id, NodeDraft(subject="", node_id=node_id, lineage=lineage, **kept)
            )
            return self._read(node_id)

    def note_tested_with(self, node_id: str, versions: JSONObject) -> None:
        """Note the versions of its parts that the current version passed with. Raises NodeError."""
        with writing(self.folder):
            node = self._managed(node_id)
            plan = {**node.specification["plan"], "tested_with": versions}
            self._note(node, specification={**node.specification, "plan": plan})

    def note_confidence(self, node_id: str, confidence: JSONObject) -> None:
        """Note how sure the current version's code is; no version is made. Raises NodeError."""
        with writing(self.folder):
            node = self._managed(node_id)
            self._note(node, metrics={**node.metrics, "confidence": confidence})

    def edit_wordings(self, node_id: str, edit: EditWordings) -> None:
        """Change the wordings that the node answers; no version is made. Raises NodeError."""
        with writing(self.folder):
            node = self._managed(node_id)
            known = read_wordings(node.specification.get("phrases"))
            specification = {**node.specification, "phrases": to_json(edit(known))}
            noted = replace(node, specification=specification)
            write_manifest(self.folder / node_id, node_id, node.version, noted)

    def prune(self, node_id: str, keep: int) -> tuple[int, ...]:
        """Remove losing branches older than the `keep` latest versions; which. Raises NodeError."""
        checked_id(node_id)
        with writing(self.folder):
            node = self._notice_edit(node_id)
            parents = {n: self._version(node_id, n).lineage.parent for n in node.versions}
            gone = losing_versions(parents, node.version, keep)
            for number in gone:
                shutil.rmtree(self.folder / node_id / VERSIONS / str(number))
            return gone

    def delete(self, node_id: str) -> None:
        """Remove the node with all its versions. Raises NodeError."""
        checked_id(node_id)
        with writing(self.folder):
            self._require(node_id)
            gone = self._temporary()
            os.rename(self.folder / node_id, gone)
            sync_folder(self.folder)
            shutil.rmtree(gone, ignore_errors=True)

    def ids(self) -> tuple[str, ...]:
        """Return all node ids, sorted: every folder that holds a main.py."""
        names = (name for name in self._names() if name[0] != ".")
        return tuple(sorted(n for n in names if os.path.isfile(f"{self.folder}/{n}/{MAIN}")))

    def _names(self) -> list[str]:
        with suppress(FileNotFoundError, NotADirectoryError):
            return os.listdir(self.folder)
        return []

    def _temporary(self) -> Path:
        return self.folder / f".new-{os.getpid()}-{os.urandom(4).hex()}"

    def _require(self, node_id: str) -> Path:
        folder = self.folder / node_id
        if not (folder / MAIN).is_file():
            raise NodeError(f"unknown node {node_id}", hint="`list` shows all nodes")
        return folder

    def _read(self, node_id: str) -> Node:
        return read_node(self._require(node_id))

    def _managed(self, node_id: str) -> Node:
        node = self._read(checked_id(node_id))
        if not node.digest:
            raise NodeError(f"{node_id} has no {MANIFEST}", hint="solve its task again")
        return node

    def _note(self, node: Node, **noted: JSONObject) -> None:
        """Change what is noted of the current version, and of the node."""
        folder, version = self.folder / node.id, self._version(node.id, node.version)
        noted_version = replace(version, **noted)  # type: ignore[arg-type]
        write_version_manifest(folder / VERSIONS / str(node.version), noted_version)
        noted_node = replace(node, **noted)  # type: ignore[arg-type]
        write_manifest(folder, node.id, node.version, noted_node)

    def _version(self, node_id: str, number: int) -> NodeVersion:
        folder = self._require(node_id) / VERSIONS / str(number)
        if not folder.is_dir():
            raise NodeError(
                f"{node_id} has no version {number}", hint=f"`history {node_id}` shows them"
            )
        return read_version(folder)

    def _add_version(self, node_id: str, draft: NodeDraft) -> None:
        """Write the next version, then make it the current one."""
        folder = self.folder / node_id
        before = self._read(node_id) if folder.exists() else None
        number = 1 if before is None else max((0, *numbers_in(folder))) + 1
        is_managed = before is not None and bool(before.digest)
        parent = draft.lineage.parent or (before.version if before and is_managed else 0)
        lineage = replace(draft.lineage, parent=parent, tool_versions=tool_versions())
        kept = kept_of(draft)
        if before and is_managed:
            # Wordings are learned of the node, not of a version.
            known = before.specification.get("phrases", [])
            kept["specification"] = {**draft.specification, "phrases": known}
        version = NodeVersion(
            number, digest=source_digest(draft.source), lineage=lineage, created=self.now(), **kept
        )
        temporary = self._temporary()
        if before is None:
            write_version(temporary / VERSIONS / "1", version)
            write_current(temporary, node_id, version)
            sync_folder(temporary / VERSIONS)
            os.rename(temporary, folder)
            sync_folder(self.folder)
            return
        write_version(temporary, version)
        (folder / VERSIONS).mkdir(exist_ok=True)
        os.rename(temporary, folder / VERSIONS / str(number))
        sync_folder(folder / VERSIONS)
        write_current(folder, node_id, version)

    def _notice_edit(self, node_id: str) -> Node:
        """Finish a change that was killed; keep an edit by hand as a version of its own."""
        node = self._read(node_id)
        if not _was_touched(node):
            return node
        later = [self._version(node_id, n) for n in node.versions[-1:] if n > node.version]
        if later and source_digest(node.source) in (later[0].digest, node.digest):
            write_current(self.folder / node_id, node_id, later[0])
        else:
            self._add_version(node_id, edited_draft(node, node.source, "edited by hand"))
        return self._read(node_id)


def _was_touched(node: Node) -> bool:
    """Tell whether there was an edit, or a change was killed: by main.py or a later version."""
    is_unfinished = max((0, *node.versions)) > node.version
    return bool(node.digest) and (is_unfinished or source_digest(node.source) != node.digest)


def _stamp(path: str) -> str:
    try:
        found = os.stat(path)
    except OSError:
        return "none"
    return f"{found.st_ctime_ns}:{found.st_size}:{found.st_ino}"
