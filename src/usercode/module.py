"""Reads a file of the user's own: what it defines, what it imports, and where it must be run."""

import ast
import io
import os
import re
import sys
import tokenize
import types
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeGuard, TypeVar

from msgspec import Struct, field
from msgspec.structs import fields

from ..documents.regular_files import read_file
from ..domain.errors import BadArguments
from ..domain.task import Workload
from ..guest_code.argument_kinds import Kind
from ..optimize.rewrites.ast_queries import Definition
from .pytest_options import pytest_options, words_of

_Function = ast.FunctionDef | ast.AsyncFunctionDef
_MARKS = ("pyproject.toml", "setup.py", "setup.cfg", ".git")
"""What the folder of a project holds."""

Sample = Mapping[str, object]
"""Arguments by the names of the parameters they are for, the constructor's as "self.name"."""


class Parameter(Struct, frozen=True):
    """A parameter: the kind of its values (None with the reason), and its default's repr.

    `place` is "position" or "name" where it can be given only so, "*" or "**".
    """

    name: str
    kind: Kind | None = None
    reason: str = ""
    default: str = ""
    place: str = ""


class Target(Struct, frozen=True):
    """A function of the module, "name" or "Class.method", and how it is called.

    `owner` are the parameters of the class's constructor; None where no instance is needed.
    `form` is "function", "method", "property" or "class" (called on the class itself).
    """

    name: str
    parameters: tuple[Parameter, ...]
    owner: tuple[Parameter, ...] | None = None
    doc: str = ""
    is_async: bool = False
    line: int = 0
    form: str = "function"


class UserModule(Struct, frozen=True):
    """A file as it was read, byte for byte.

    `name` is the dotted name it is imported by from the folder `root`; `doc` its docstring;
    `targets` its functions and methods in their order, known once it was imported; `samples`
    the arguments of calls in its doctests and tests, by function.
    """

    path: Path
    source: str
    name: str
    root: Path
    doc: str | None
    targets: tuple[Target, ...] = ()
    samples: Mapping[str, tuple[Sample, ...]] = field(default_factory=dict)

    @property
    def tree(self) -> ast.Module:
        """Return the syntax tree."""
        return ast.parse(self.source)

    @property
    def package(self) -> str:
        """Return the package it lies in ("" for none)."""
        return self.name.rpartition(".")[0]

    @property
    def subject(self) -> dict[str, str]:
        """Return what a program in the sandbox needs to import it."""
        return {"source": self.source, "name": self.name, "file": str(self.path)}

    @property
    def names(self) -> frozenset[str]:
        """Return the functions and classes it defines."""
        named = {node.name for node in self.tree.body if isinstance(node, Definition)}
        return frozenset(named | {one.name.partition(".")[0] for one in self.targets})

    @property
    def imports(self) -> tuple[str, ...]:
        """Return the modules it imports at its top, relative ones by their whole name."""
        found: list[str] = []
        for node in self.tree.body:
            if isinstance(node, ast.Import):
                found += [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                parts = self.name.split(".")[: -node.level] if node.level else []
                stem = ".".join((*parts, *filter(None, (node.module,))))
                found += [stem] if stem and stem != "__future__" else []
        return tuple(dict.fromkeys(found))

    @property
    def public(self) -> tuple[Target, ...]:
        """Return the functions and methods that have no private name."""
        return tuple(one for one in self.targets if not re.search(r"(^|\.)_(?!_)", one.name))

    def target(self, name: str) -> Target:
        """Return the function of this name. Raises BadArguments, naming what there is."""
        found = [target for target in self.targets if target.name == name]
        if found:
            return found[-1]
        offered = ", ".join(target.name for target in self.targets) or "no functions"
        hint = f"it defines: {offered}"
        around = [node.name for node in ast.walk(self.tree) if _holds(node, name)]
        if around:
            hint = f"it is nested in {around[0]}, which is tested and optimized with it"
        raise BadArguments(f"{self.path} has no function {name}", hint=hint)


def _holds(node: ast.AST, name: str) -> TypeGuard[_Function]:
    """Return whether the node is a function that defines the name inside it."""
    inside, inner = ast.walk(node) if isinstance(node, _Function) else (), name.rpartition(".")[2]
    return any(isinstance(n, _Function) and n is not node and n.name == inner for n in inside)


def read_module(path: Path) -> UserModule:
    """Read a file. Raises BadArguments with the line that is not Python."""
    source = read_source(path)
    path = path.resolve()
    tree = ast.parse(source)
    root = import_root(path, tree)
    name = ".".join((*path.parent.relative_to(root).parts, re.sub(r"\W", "_", path.stem)))
    return UserModule(path, source, name, root, ast.get_docstring(tree, clean=False))


def read_source(path: Path) -> str:
    """Return a Python file's text with its line ends, no byte order mark. Raises BadArguments."""
    try:
        source = decoded(read_file(path))
    except OSError as error:
        raise BadArguments(f"cannot read {path}: {error.strerror or error}") from error
    except (SyntaxError, LookupError, UnicodeDecodeError) as error:
        raise BadArguments(
            f"cannot read {path}: it is not text in its encoding: {error}"
        ) from error
    try:
        ast.parse(source)
    except SyntaxError as error:
        line = f"line {error.lineno}: {(error.text or '').strip()}"
        raise BadArguments(f"{path} is not a Python program: {error.msg} ({line})") from error
    except (ValueError, RecursionError, MemoryError) as error:
        raise BadArguments(f"{path} is not a Python program: {error}") from error
    return source


def import_root(path: Path, tree: ast.Module) -> Path:
    """Return the folder that a file is imported from: where its packages begin.

    That is above every folder with an __init__.py; else the folder that the project's ini file
    names (`pythonpath`); else, without __init__.py, the one from which its own imports of the
    folders around it work; else the project's or the working folder, where its imports are there.
    """
    root = path.parent
    while (root / "__init__.py").is_file() and root != root.parent:
        root = root.parent
    folder, options = pytest_options(path)
    added = [(folder / word).resolve() for word in words_of(options, "pythonpath")]
    named = [one for one in added if path.is_relative_to(one)]
    if named and root == path.parent:
        return max(named, key=lambda one: len(one.parts))
    folders = list(path.parent.parents)
    found = [root]
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and 0 < node.level <= len(folders):
            found.append(folders[node.level - 1])
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            found += [one for one in folders if _lies_in(one, node, path)][:1]
    nearest = min(found, key=lambda one: len(one.parts))
    return _folder_with_imports(path, tree) or nearest if nearest == path.parent else nearest


def _folder_with_imports(path: Path, tree: ast.Module) -> Path | None:
    """Return the project's or the working folder where it holds what a script in a folder imports.

    None where the script also imports what lies next to it.
    """
    names = {alias.name for n in ast.walk(tree) if isinstance(n, ast.Import) for alias in n.names}
    names |= {n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and n.module}
    tops = {name.partition(".")[0] for name in names} - sys.stdlib_module_names
    marked = [one for one in path.parents if any((one / mark).exists() for mark in _MARKS)]
    here = [one for one in (Path.cwd().resolve(),) if path.is_relative_to(one)]
    for folder in (path.parent, *marked[:1], *here):
        if str(folder) in (os.sep, str(Path.home())):
            continue
        if any(
            (folder / f"{top}.py").is_file() or any((folder / top).glob("*.py")) for top in tops
        ):
            return folder
    return None


def _lies_in(folder: Path, node: ast.Import | ast.ImportFrom, path: Path) -> bool:
    """Say whether the imported module lies in a package of the folder that also holds the file."""
    names = [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module:
        names = [node.module, *(f"{node.module}.{name}" for name in names)]
    places = [folder.joinpath(*name.split(".")) for name in names if "." in name]
    return any(
        path.is_relative_to(folder / place.relative_to(folder).parts[0])
        and (place.with_suffix(".py").is_file() or (place / "__init__.py").is_file())
        for place in places
    )


def read_inputs_file(path: Path) -> Workload:
    """Return the workload that an inputs file defines. Raises BadArguments."""
    source = read_source(path)
    body = ast.parse(source).body
    if not any(isinstance(n, ast.FunctionDef) and n.name == "make_input" for n in body):
        raise BadArguments(
            f"{path} defines no make_input",
            hint="make_input(seed, size) returns the tuple of arguments",
        )
    return Workload(source)


def decoded(content: bytes) -> str:
    """Return a source file's text. Raises SyntaxError for an encoding that Python does not know."""
    return content.decode(encoding_of(content))


def encoding_of(content: bytes) -> str:
    """Return the encoding that the file's first lines name (PEP 263); "utf-8-sig" with a mark."""
    return tokenize.detect_encoding(io.BytesIO(content).readline)[0]


def lines_of(source: str, functions: Sequence[str]) -> frozenset[int]:
    """Return the lines of the functions' bodies that can run."""
    left = [compile(source, "subject.py", "exec", dont_inherit=True)]
    lines: set[int] = set()
    while left:
        one = left.pop()
        left += [inner for inner in one.co_consts if isinstance(inner, types.CodeType)]
        if one.co_qualname.split(".<locals>")[0] in functions:
            lines |= {line for _, _, line in one.co_lines() if line and line != one.co_firstlineno}
    return frozenset(lines)


def folder_to_read(module: UserModule) -> str:
    """Return the folder whose modules it may import: the whole disk is never one."""
    return "" if str(module.root) in (os.sep, str(Path.home())) else str(module.root)


_MADE_WITH = ("__init__", "__new__", "__post_init__")
"""What runs whenever an instance is made."""


def never_called(module: UserModule) -> tuple[str, ...]:
    """Return what of the file has no target of its own, each name with the reason."""
    known = {target.name for target in module.targets}
    public = [
        one for one in _unnamed(module.tree, "", "") if not re.search(r"(^|\.)_(?!_)", one[0])
    ]
    return tuple(f"{name} ({why})" for name, why in public if name not in known)


def _unnamed(node: ast.AST, prefix: str, around: str) -> Iterator[tuple[str, str]]:
    """Yield lambdas and functions with what keeps them from being called by their name."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef)):
            is_dunder = child.name.startswith("__")
            why = (
                "called by an operator or a statement" if is_dunder else "no plain call reaches it"
            )
            why = f"nested in {around}" if around else why
            if child.name not in _MADE_WITH and (around or prefix):
                yield prefix + child.name, why
            yield from _unnamed(child, "", prefix + child.name)
        elif isinstance(child, ast.ClassDef):
            yield from _unnamed(child, f"{prefix}{child.name}.", around)
        elif isinstance(child, ast.Assign) and isinstance(child.value, ast.Lambda) and not around:
            names = [one.id for one in child.targets if isinstance(one, ast.Name)]
            yield from ((prefix + name, "a lambda") for name in names)
        elif isinstance(child, (ast.stmt, ast.ExceptHandler)):
            yield from _unnamed(child, prefix, around)


Described = TypeVar("Described", Target, Parameter)


def as_target(said: Mapping[str, Any]) -> Target:
    """Return a target as the imported module describes it. Raises TypeError if it is malformed."""
    owner = None if said["owner"] is None else _parameters(said["owner"])
    made = {**said, "parameters": _parameters(said["parameters"]), "owner": owner}
    return _typed(Target(**made))


def _parameters(rows: Sequence[Mapping[str, Any]]) -> tuple[Parameter, ...]:
    return tuple(_typed(Parameter(**row)) for row in rows)


def _typed(made: Described) -> Described:
    """Return what a program described, with texts and numbers where they belong."""
    for one in fields(made):
        if one.type in (str, int, bool) and not isinstance(getattr(made, one.name), one.type):
            raise TypeError(f"{one.name} is not of {one.type}")
    return made
