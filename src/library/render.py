"""Writes a bundled function as a module of its own, with the helpers and imports it uses."""

import ast
import inspect
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from msgspec import Struct

from ..domain.ast_digest import source_digest
from ..domain.signature import function_ending
from .bundled import bundled


class _Definition(Struct, frozen=True):
    """What defines or imports names of a module: its text, and the names that the text uses."""

    text: str
    names: frozenset[str] = frozenset()
    uses: frozenset[str] = frozenset()
    is_import: bool = False
    module: ModuleType | None = None


def render(function: Callable[..., Any]) -> str:
    """Return the text of a module with this function and all that it uses of the library.

    Run as a program it answers one JSON object, by `node_runtime.main`.
    """
    name = function.__name__
    imports, definitions = sources_of(sys.modules[function.__module__], [name])
    summary = (function.__doc__ or "").strip().partition("\n")[0]
    return render_text(summary, imports, definitions, name)


def sources_of(module: ModuleType, names: list[str]) -> tuple[set[str], list[str]]:
    """Return the imports and definitions that these names of a module need, in order.

    Constants come first where they can. A name that the module does not define needs nothing.
    """
    used = list(dict.fromkeys(one for name in names for one in _used(module, name)))
    imports = {one.text for one in used if one.is_import}
    first, later = _constants_first([one for one in used if not one.is_import])
    return imports, [one.text for one in (*first, *later)]


def render_text(summary: str, imports: set[str], definitions: list[str], name: str) -> str:
    """Return a module of these parts, whose function `name` answers when it is run as a program.

    It is laid out as black would.
    """
    text = "\n\n".join([f'"""{summary}"""', *_import_sections(imports)])
    before = ""
    for definition in definitions:
        spaced = _is_block(before) or _is_block(definition)
        text += ("\n\n\n" if spaced else "\n" if before else "\n\n") + definition
        before = definition
    return text + "\n" + function_ending(name)


def _constants_first(definitions: list[_Definition]) -> tuple[list[_Definition], list[_Definition]]:
    """Return the constants that need no function or class, then the rest, in order."""
    first: list[_Definition] = []
    later: list[_Definition] = []
    defined_later: frozenset[str] = frozenset()
    for one in definitions:
        if _is_block(one.text) or one.uses & defined_later:
            later.append(one)
            defined_later |= one.names
        else:
            first.append(one)
    return first, later


def _is_block(definition: str) -> bool:
    return definition.startswith(("def ", "class ", "@"))


def _import_sections(imports: set[str]) -> list[str]:
    """Modules and names of the standard library, then those of `node_runtime`."""
    modules = sorted(line for line in imports if line.startswith("import "))
    names: dict[str, list[str]] = {}
    for line in sorted(imports.difference(modules)):
        origin, _, name = line.partition(" import ")
        names.setdefault(origin, []).append(name)
    lines = {origin: f"{origin} import {', '.join(found)}" for origin, found in names.items()}
    ours = lines.pop("from node_runtime", "")
    return list(filter(None, ("\n".join([*modules, *lines.values()]), ours)))


def _used(
    module: ModuleType, name: str, seen: frozenset[str] = frozenset()
) -> Iterator[_Definition]:
    """Return the definitions that a name needs, each before what uses it."""
    definition = _definitions(module).get(name)
    if definition is None or name in seen:
        return
    if definition.module is not None:
        yield from _used(definition.module, name)
        return
    for other in _definitions(module):
        if other in definition.uses:
            yield from _used(module, other, seen | {name})
    yield definition


@cache
def _definitions(module: ModuleType) -> Mapping[str, _Definition]:
    """Return what each top-level name of a module is, in the order of its text."""
    source = inspect.getsource(module)
    lines = source.splitlines(keepends=True)
    found: dict[str, _Definition] = {}
    for node in ast.parse(source).body:
        # Only the statement's own lines: each look-up of a part splits all of the text.
        start = min([node.lineno, *(one.lineno for one in getattr(node, "decorator_list", ()))])
        ast.increment_lineno(node, 1 - start)
        text = "".join(lines[start - 1 : start + (node.end_lineno or 1) - 1])
        found.update(_defined_by(node, text, module))
    return found


def _defined_by(
    node: ast.stmt, source: str, module: ModuleType
) -> Iterator[tuple[str, _Definition]]:
    text = ast.get_source_segment(source, node) or ""
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        decorators = [one for one in node.decorator_list if not _is_mark(one)]
        lines = [f"@{ast.get_source_segment(source, one)}" for one in decorators]
        uses = _names_in([*decorators, *node.body]) | _names_in(
            [node.args] if isinstance(node, ast.FunctionDef) else node.bases
        )
        if isinstance(node, ast.FunctionDef) and node.returns is not None:
            uses |= _names_in([node.returns])
        yield node.name, _Definition("\n".join([*lines, text]), frozenset({node.name}), uses)
    elif isinstance(node, (ast.Assign, ast.AnnAssign)):
        names = _names_in(node.targets if isinstance(node, ast.Assign) else [node.target])
        constant = _Definition(text, names, _names_in([node]) - names)
        yield from ((name, constant) for name in names)
    elif isinstance(node, ast.Import):
        for alias in node.names:
            yield _bound(alias), _Definition(_as_written(alias, "import"), is_import=True)
    elif isinstance(node, ast.ImportFrom):
        yield from _imported(node, module)


def _is_mark(decorator: ast.expr) -> bool:
    """Return True for `@bundled(...)`, which is for the library alone."""
    return isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == bundled.__name__


def _imported(node: ast.ImportFrom, module: ModuleType) -> Iterator[tuple[str, _Definition]]:
    package = (module.__package__ or "").split(".")
    for alias in node.names:
        if node.level == 0:
            line = _as_written(alias, f"from {node.module} import")
            yield _bound(alias), _Definition(line, is_import=True)
        else:
            above = package[: len(package) + 1 - node.level]
            other = sys.modules[".".join([*above, str(node.module)])]
            yield alias.name, _Definition("", module=other)


def _as_written(alias: ast.alias, start: str) -> str:
    return f"{start} {alias.name}" + (f" as {alias.asname}" if alias.asname else "")


def _bound(alias: ast.alias) -> str:
    return alias.asname or alias.name.partition(".")[0]


def _names_in(nodes: list[Any]) -> frozenset[str]:
    """Return every name used below these nodes, also in annotations."""
    return frozenset(
        name.id for node in nodes for name in ast.walk(node) if isinstance(name, ast.Name)
    )


DIGITS = 32
"""How many digits of a source's digest the list of reviewed functions has."""
REVIEWED = Path(__file__).with_name("reviewed_functions.txt")
"""The functions that the analyzers found nothing in when this version was released."""


def is_reviewed(source: str) -> bool:
    """Return whether a source is, to the letter, one that was reviewed for this version."""
    return source_digest(source)[:DIGITS] in _digests()


@cache
def _digests() -> frozenset[str]:
    lines = REVIEWED.read_text(encoding="utf-8").splitlines()
    return frozenset(line.rpartition(" ")[2] for line in lines)
