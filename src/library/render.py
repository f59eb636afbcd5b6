"""Writes a bundled function as a module of its own, with the helpers and imports it uses."""

import ast
import inspect
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any

_ENDING = """

if __name__ == "__main__":
    from node_runtime import main

    main({name})
"""


@dataclass(frozen=True, slots=True)
class _Definition:
    """A name that a module defines or imports: its text, and the names that the text uses."""

    text: str
    uses: frozenset[str]
    is_import: bool
    module: ModuleType | None = None


def render(function: Callable[..., Any]) -> str:
    """The text of a module with this function and all that it uses of the library.

    Run as a program it answers one JSON object, by `node_runtime.main`.
    """
    module = sys.modules[function.__module__]
    used = list(dict.fromkeys(_used(module, function.__name__)))
    imports = sorted({one.text for one in used if one.is_import}, key=_import_order)
    summary = (function.__doc__ or "").strip().partition("\n")[0]
    blocks = ["\n".join(imports)] if imports else []
    blocks += [one.text for one in used if not one.is_import]
    body = "\n\n\n".join(blocks)
    return f'"""{summary}"""\n\n' + body + "\n" + _ENDING.format(name=function.__name__)


def _used(
    module: ModuleType, name: str, seen: frozenset[str] = frozenset()
) -> Iterator[_Definition]:
    """The definitions that a name needs, each before what uses it."""
    definition = _definitions(module).get(name)
    if definition is None or name in seen:
        return
    if definition.module is not None:
        yield from _used(definition.module, name)
        return
    for other in _in_order(module, definition.uses):
        yield from _used(module, other, seen | {name})
    yield definition


def _in_order(module: ModuleType, names: frozenset[str]) -> list[str]:
    return [name for name in _definitions(module) if name in names]


@cache
def _definitions(module: ModuleType) -> Mapping[str, _Definition]:
    """What each top-level name of a module is, in the order of its text."""
    source = inspect.getsource(module)
    found: dict[str, _Definition] = {}
    for node in ast.parse(source).body:
        found.update(_defined_by(node, source, module))
    return found


def _defined_by(
    node: ast.stmt, source: str, module: ModuleType
) -> Iterator[tuple[str, _Definition]]:
    text = ast.get_source_segment(source, node) or ""
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        uses = _names_in(node.body) | _names_in(
            [node.args] if isinstance(node, ast.FunctionDef) else node.bases
        )
        if isinstance(node, ast.FunctionDef) and node.returns is not None:
            uses |= _names_in([node.returns])
        yield node.name, _Definition(text, uses, False)
    elif isinstance(node, (ast.Assign, ast.AnnAssign)):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        for target in targets:
            if isinstance(target, ast.Name):
                yield target.id, _Definition(text, _names_in([node]) - {target.id}, False)
    elif isinstance(node, ast.Import):
        for alias in node.names:
            yield _bound(alias), _Definition(_as_written(alias, "import"), frozenset(), True)
    elif isinstance(node, ast.ImportFrom):
        yield from _imported(node, module)


def _imported(node: ast.ImportFrom, module: ModuleType) -> Iterator[tuple[str, _Definition]]:
    package = (module.__package__ or "").split(".")
    for alias in node.names:
        if node.level == 0:
            text = _as_written(alias, f"from {node.module} import")
            yield _bound(alias), _Definition(text, frozenset(), True)
        elif node.level == 1:
            other = sys.modules[".".join([*package, str(node.module)])]
            yield alias.name, _Definition("", frozenset(), False, other)


def _as_written(alias: ast.alias, start: str) -> str:
    return f"{start} {alias.name}" + (f" as {alias.asname}" if alias.asname else "")


def _bound(alias: ast.alias) -> str:
    return alias.asname or alias.name.partition(".")[0]


def _names_in(nodes: list[Any]) -> frozenset[str]:
    """Every name used below these nodes, also in annotations."""
    return frozenset(
        name.id for node in nodes for name in ast.walk(node) if isinstance(name, ast.Name)
    )


def _import_order(line: str) -> tuple[bool, str]:
    return line.startswith("from node_runtime"), line
