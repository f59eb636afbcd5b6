"""Which nodes can be read, and can the others be repaired from their versions?"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from ..domain.ast_digest import source_digest
from ..domain.errors import NodeError
from ..domain.node import Node, NodeVersion
from .node_manifest import (
    MAIN,
    VERSIONS,
    checked_id,
    read_text,
    read_version,
    write_current,
    write_manifest,
)
from .write_lock import locked

BrokenNodes = tuple[tuple[str, NodeError], ...]


def survey(load: Callable[[str], Node], ids: Sequence[str]) -> tuple[tuple[Node, ...], BrokenNodes]:
    """Return the nodes of these ids that can be read, and why each of the others cannot."""
    nodes: list[Node] = []
    broken: list[tuple[str, NodeError]] = []
    for node_id in ids:
        try:
            nodes.append(load(node_id))
        except NodeError as error:
            broken.append((node_id, error))
    return tuple(nodes), tuple(broken)


def repair_manifest(nodes: Path, node_id: str) -> int:
    """Write node.json anew from a version that can be read; its number. Raises NodeError.

    The version is the one that main.py holds, else the latest; an edited main.py stays.
    """
    folder, source = nodes / checked_id(node_id), ""
    with locked(nodes, exclusive=True):
        with suppress(NodeError):
            source = read_text(folder / MAIN)
        found: list[NodeVersion] = []
        for path in (folder / VERSIONS).glob("*"):
            with suppress(NodeError):
                found.append(read_version(path))
        if not found:
            raise NodeError(f"no version of {node_id} can be read", hint=f"remove {folder}")
        version = max(found, key=lambda one: (one.digest == source_digest(source), one.number))
        try:
            if source:
                write_manifest(folder, node_id, version.number, version)
            else:
                write_current(folder, node_id, version)
        except OSError as error:
            raise NodeError(f"{folder} cannot be written: {error.strerror}") from error
        return version.number
