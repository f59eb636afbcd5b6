"""The files of a node's folder: its name, manifest, versions, and what is noted in them."""

import os
import platform
import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import cache
from itertools import chain, count
from pathlib import Path
from typing import Any, TypeVar

from msgspec.structs import asdict

from ..documents.json_files import load_json, write_json, write_text
from ..documents.regular_files import read_file_text
from ..documents.typed_values import read_as
from ..domain.errors import ConfigError, NodeError
from ..domain.json_value import JSONObject
from ..domain.node import Node, NodeDraft, NodeVersion
from ..domain.replace import replace

T = TypeVar("T")

MAIN, SUITE, MANIFEST, VERSIONS = "main.py", "test_main.py", "node.json", "versions"
VERSION = "version.json"
LONGEST_SUBJECT = 48
TOOLS = ("pytest", "flake8", "pylint", "mypy", "black")
_NUMBER = re.compile(r"[1-9][0-9]{0,8}")
_ID = re.compile(r"\w[\w-]{0,99}")
_KEPT = "title kind source suite tags tools specification metrics verdict score".split()
_SHOWN = "kind digest tags tools score metrics specification".split()


def new_node_id(subject: str, is_taken: Callable[[str], bool]) -> str:
    """Return a free ID for a node on this subject: "fibonacci_node", "fibonacci_node_2"."""
    first = _first_id(subject)
    numbered = (f"{first}_{number}" for number in count(2))
    return next(node_id for node_id in chain([first], numbered) if not is_taken(node_id))


def ids_on(subject: str, ids: Iterable[str]) -> list[str]:
    """Return those of the IDs that nodes on this subject have, by their numbers."""
    first = _first_id(subject)
    wanted = re.compile(rf"{first}(?:_{_NUMBER.pattern})?")
    found = (node_id for node_id in ids if wanted.fullmatch(node_id))
    return sorted(found, key=lambda node_id: (len(node_id), node_id))


def _first_id(subject: str) -> str:
    plain = unicodedata.normalize("NFKD", subject).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "_", plain.lower()).strip("_")[:LONGEST_SUBJECT].rstrip("_")
    return f"{slug or 'task'}_node"


def checked_id(node_id: str) -> str:
    """Return the ID, if it can be one; a path or an empty text cannot. Raises NodeError."""
    if not _ID.fullmatch(node_id):
        raise NodeError(f"unknown node ID {node_id!r}", hint="`list` shows all nodes")
    return node_id


def kept_of(version: NodeDraft | NodeVersion) -> dict[str, Any]:
    """Return what a draft and the version made of it have in common."""
    return {name: getattr(version, name) for name in _KEPT}


def read_node(folder: Path) -> Node:
    """Read a node from its folder; one without node.json has only its program. NodeError."""
    source, suite = read_text(folder / MAIN), _suite_in(folder)
    if not (folder / MANIFEST).exists():
        return Node(folder.name, folder.name, "", source, suite, 1, str(folder))
    own: JSONObject = {
        "id": folder.name,
        "source": source,
        "suite": suite,
        "folder": str(folder),
        "versions": list(numbers_in(folder)),
    }
    return _read(folder / MANIFEST, Node, own)


def read_version(folder: Path) -> NodeVersion:
    """Read a version from its folder. Raises NodeError."""
    own: JSONObject = {"source": read_text(folder / MAIN), "suite": _suite_in(folder)}
    return _read(folder / VERSION, NodeVersion, own)


def numbers_in(folder: Path) -> tuple[int, ...]:
    """Return the numbers of a node's kept versions, in order; () for a node without any.

    Raises NodeError if their folder cannot be read.
    """
    try:
        names = os.listdir(folder / VERSIONS)
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise NodeError(f"{folder / VERSIONS} cannot be read: {error.strerror}") from error
    return tuple(sorted(int(name) for name in names if _NUMBER.fullmatch(name)))


def write_version(folder: Path, version: NodeVersion) -> None:
    """Write a version's three files durably into a folder that nothing reads yet."""
    folder.mkdir(parents=True)
    write_text(folder / MAIN, version.source)
    write_text(folder / SUITE, version.suite)
    write_version_manifest(folder, version)


def write_version_manifest(folder: Path, version: NodeVersion) -> None:
    """Write version.json: a version but for its source and its suite."""
    stored = asdict(version)
    del stored["source"], stored["suite"]
    write_json(folder / VERSION, stored)


def write_current(folder: Path, node_id: str, version: NodeVersion) -> None:
    """Make a version the current one."""
    # The program first: from there on a killed change is seen by its hash, and finished.
    write_text(folder / MAIN, version.source)
    write_text(folder / SUITE, version.suite)
    write_manifest(folder, node_id, version.number, version)


def write_manifest(folder: Path, node_id: str, number: int, shown: Node | NodeVersion) -> None:
    """Write node.json: what the node is, and which version is current."""
    stored = {name: getattr(shown, name) for name in _SHOWN}
    title = shown.title or node_id
    write_json(folder / MANIFEST, {**stored, "id": node_id, "title": title, "version": number})


def read_text(path: Path) -> str:
    """Read a file of a node. Raises NodeError if it cannot be read as text."""
    try:
        return read_file_text(path)
    except (OSError, UnicodeDecodeError) as error:
        raise NodeError(f"{path} cannot be read: {error}") from error


def _suite_in(folder: Path) -> str:
    return read_text(folder / SUITE) if (folder / SUITE).exists() else ""


def _read(path: Path, type_: type[T], own: JSONObject) -> T:
    """Read a manifest together with what the other files of the folder say."""
    try:
        document = load_json(path)
        if isinstance(document.value, dict):
            document = replace(document, value=document.value | own)
        return read_as(document, type_)
    except ConfigError as error:
        raise NodeError(
            f"the node's manifest is broken: {error}",
            hint="repair the file, or delete the node's folder",
        ) from error


@cache
def tool_versions() -> tuple[tuple[str, str], ...]:
    """Return (name, version) of Python and each tool; "missing" for one not installed."""
    return (("python", platform.python_version()), *((name, _version(name)) for name in TOOLS))


def _version(name: str) -> str:
    # Imported here: it loads the email package.
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(name)
    except PackageNotFoundError:
        return "missing"
