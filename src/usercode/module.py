"""Reads a file of the user's own: what it defines, what it imports, and where it must be run."""

import ast
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..domain.errors import BadArguments

Function = ast.FunctionDef | ast.AsyncFunctionDef
_UNSEEN = ("property", "cached_property", "setter", "overload", "abstractmethod", "fixture")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter: its annotation and default as source ("" where there is none)."""

    name: str
    annotation: str = ""
    default: str = ""
    by_position: bool = False
    by_name: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """A function of the module, "name" or "Class.method", and how it is called.

    `owner` are the parameters of the class's constructor; None where no instance is needed.
    """

    name: str
    parameters: tuple[Parameter, ...]
    owner: tuple[Parameter, ...] | None = None
    doc: str = ""
    is_async: bool = False
    line: int = 0

    @property
    def slug(self) -> str:
        """The name as part of another name."""
        return re.sub(r"\W+", "_", self.name).strip("_").lower()


@dataclass(frozen=True, slots=True)
class UserModule:
    """A file as it was read, byte for byte.

    `name` is the dotted name it is imported by from the folder `root`; `doc` its docstring.
    """

    path: Path
    source: str
    name: str
    root: Path
    doc: str | None

    @property
    def tree(self) -> ast.Module:
        """The syntax tree."""
        return ast.parse(self.source)

    @property
    def package(self) -> str:
        """The package it lies in ("" for none)."""
        return self.name.rpartition(".")[0]

    @property
    def subject(self) -> dict[str, str]:
        """What a program in the sandbox needs to import it."""
        return {
            "source": self.source,
            "name": self.name,
            "package": self.package,
            "file": str(self.path),
        }

    @property
    def names(self) -> frozenset[str]:
        """The functions and classes it defines."""
        kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
        return frozenset(node.name for node in self.tree.body if isinstance(node, kinds))

    @property
    def imports(self) -> tuple[str, ...]:
        """The modules it imports at its top, relative ones by their whole name."""
        found: list[str] = []
        for node in self.tree.body:
            if isinstance(node, ast.Import):
                found += [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                parts = self.name.split(".")[: -node.level] if node.level else []
                stem = ".".join((*parts, *filter(None, (node.module,))))
                found += [stem] if stem and stem != "__future__" else []
        return tuple(dict.fromkeys(found))

    def targets(self) -> tuple[Target, ...]:
        """Every function and method in the order of the file."""
        return tuple(_targets(self.tree))

    def target(self, name: str) -> Target:
        """The function of this name. Raises BadArguments, naming what there is."""
        found = [target for target in self.targets() if target.name == name]
        if found:
            return found[-1]
        offered = ", ".join(target.name for target in self.targets()) or "no functions"
        raise BadArguments(f"{self.path} has no function {name}", hint=f"it defines: {offered}")


def read_module(path: Path) -> UserModule:
    """Read a file. Raises BadArguments with the line where it is no Python."""
    source = read_source(path)
    path = path.resolve()
    parts = [re.sub(r"\W", "_", path.stem)]
    root = path.parent
    while (root / "__init__.py").is_file() and root != root.parent:
        parts.insert(0, root.name)
        root = root.parent
    doc = ast.get_docstring(ast.parse(source), clean=False)
    return UserModule(path, source, ".".join(parts), root, doc)


def read_source(path: Path) -> str:
    """A Python file's text with its line ends. Raises BadArguments."""
    try:
        source = path.read_bytes().decode("utf-8")
    except OSError as error:
        raise BadArguments(f"cannot read {path}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise BadArguments(f"cannot read {path}: it is not a UTF-8 text file") from error
    try:
        ast.parse(source)
    except SyntaxError as error:
        line = f"line {error.lineno}: {(error.text or '').strip()}"
        raise BadArguments(f"{path} is no Python program: {error.msg} ({line})") from error
    except (ValueError, RecursionError, MemoryError) as error:
        raise BadArguments(f"{path} is no Python program: {error}") from error
    return source


def folder_to_read(module: UserModule) -> str:
    """The folder whose modules it may import: the whole disk is never one."""
    return "" if str(module.root) in (os.sep, str(Path.home())) else str(module.root)


def _targets(tree: ast.Module) -> Iterator[Target]:
    for node in tree.body:
        if isinstance(node, Function):
            yield _target(node, node.name, _parameters(node, 0), None)
        elif isinstance(node, ast.ClassDef):
            owner = _constructor(node)
            for member in node.body:
                if isinstance(member, Function) and not member.name.startswith("__"):
                    yield from _method(node, member, owner)


def _target(
    node: Function,
    name: str,
    parameters: tuple[Parameter, ...],
    owner: tuple[Parameter, ...] | None,
) -> Target:
    is_async = isinstance(node, ast.AsyncFunctionDef)
    return Target(name, parameters, owner, ast.get_docstring(node) or "", is_async, node.lineno)


def _method(class_: ast.ClassDef, node: Function, owner: tuple[Parameter, ...]) -> Iterator[Target]:
    decorators = {ast.unparse(one).rpartition(".")[2] for one in node.decorator_list}
    if decorators & set(_UNSEEN):
        return
    name = f"{class_.name}.{node.name}"
    if "staticmethod" in decorators:
        yield _target(node, name, _parameters(node, 0), None)
    elif "classmethod" in decorators:
        yield _target(node, name, _parameters(node, 1), None)
    else:
        yield _target(node, name, _parameters(node, 1), owner)


def _parameters(node: Function, skipped: int) -> tuple[Parameter, ...]:
    given = node.args
    by_place = [*given.posonlyargs, *given.args]
    defaults = [None] * (len(by_place) - len(given.defaults)) + list(given.defaults)
    rows = [(a, d, a in given.posonlyargs, False) for a, d in zip(by_place, defaults)][skipped:]
    rows += [(a, d, False, True) for a, d in zip(given.kwonlyargs, given.kw_defaults)]
    return tuple(
        Parameter(
            argument.arg,
            ast.unparse(argument.annotation) if argument.annotation else "",
            ast.unparse(default) if default is not None else "",
            by_position,
            by_name,
        )
        for argument, default, by_position, by_name in rows
    )


def _constructor(class_: ast.ClassDef) -> tuple[Parameter, ...]:
    """What an instance is made from: `__init__`, or the fields of a dataclass or NamedTuple."""
    for member in class_.body:
        if isinstance(member, ast.FunctionDef) and member.name == "__init__":
            return _parameters(member, 1)
    return fields_of(class_)


def fields_of(class_: ast.ClassDef) -> tuple[Parameter, ...]:
    """The annotated fields of a dataclass or NamedTuple; () for another class."""
    marks = [*class_.decorator_list, *class_.bases]
    if not any(re.search(r"\b(dataclass|NamedTuple)\b", ast.unparse(mark)) for mark in marks):
        return ()
    return tuple(
        Parameter(
            node.target.id,
            ast.unparse(node.annotation),
            ast.unparse(node.value) if node.value else "",
        )
        for node in class_.body
        if isinstance(node, ast.AnnAssign)
        and isinstance(node.target, ast.Name)
        and "ClassVar" not in ast.unparse(node.annotation)
    )
