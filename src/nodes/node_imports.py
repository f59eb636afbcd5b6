"""Finds the nodes whose functions a program imports, with their sources, at any depth."""

import ast
import re
from pathlib import Path

from msgspec import Struct

from ..domain.errors import NodeError
from ..domain.ports import Sandbox, Session
from ..domain.program_run import ImportedModules, Program
from ..domain.replace import replace
from .node_manifest import MAIN, read_text

MOST_MODULES = 32
MOST_CHARACTERS = 1_000_000
_MODULE = re.compile(r"nodes\.(?P<id>\w+)\.main")


class SandboxOverNodes(Struct, frozen=True):
    """A Sandbox whose programs import the nodes of another folder than the data folder's."""

    sandbox: Sandbox
    folder: Path

    def open(self, program: Program) -> Session:
        """Open a session for a program with what it imports. Raises SandboxError."""
        imports = find_imports(self.folder, program.source)
        return self.sandbox.open(replace(program, imports=imports))


def find_imports(folder: Path, source: str) -> ImportedModules:
    """Return the modules of nodes that a source imports, read from the folder of all nodes.

    A circle of imports, a node that is gone, or too much source is a problem in a sentence.
    """
    found: dict[str, str] = {}
    try:
        _collect(folder, source, (), found)
    except NodeError as error:
        return ImportedModules(problem=str(error))
    return ImportedModules(found)


def imported_nodes(source: str) -> tuple[str, ...]:
    """Return the IDs of nodes that a source imports itself, in order; () if it does not parse."""
    if "nodes." not in source:
        return ()
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ()
    names: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and not node.level:
            names.append(node.module or "")
        elif isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
    matches = map(_MODULE.fullmatch, names)
    return tuple(dict.fromkeys(match["id"] for match in matches if match))


def _collect(folder: Path, source: str, chain: tuple[str, ...], found: dict[str, str]) -> None:
    """Add the modules that a source imports; `chain` are the nodes whose imports led to it."""
    for node_id in imported_nodes(source):
        if node_id in chain:
            circle = " -> ".join((*chain[chain.index(node_id) :], node_id))
            raise NodeError(f"nodes import each other in a circle: {circle}")
        name = f"nodes.{node_id}.main"
        if name in found:
            continue
        if not (folder / node_id / MAIN).is_file():
            raise NodeError(f"it imports {node_id}, which is unknown")
        found[name] = read_text(folder / node_id / MAIN)
        if len(found) > MOST_MODULES or sum(map(len, found.values())) > MOST_CHARACTERS:
            raise NodeError(
                f"it imports more than {MOST_MODULES} nodes or {MOST_CHARACTERS:,} characters"
            )
        _collect(folder, found[name], (*chain, node_id), found)
