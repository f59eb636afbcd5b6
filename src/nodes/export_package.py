"""Writes functions as an importable package: typed modules, documentation and tests of its own."""

import ast
import datetime
import decimal
import re
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import chain, count

from msgspec import Struct

from ..documents.literals import python_value
from ..domain.replace import replace
from ..domain.signature import Signature, read_signature, without_ending
from ..domain.task import Example

_PART = re.compile(r"^(\s*)from nodes\.(\w+)\.main import ", re.MULTILINE)
_ANNOTATIONS = ("annotation", "returns")
_LACKING: Mapping[str, str] = {
    **dict.fromkeys(("list", "set", "frozenset", "List", "Set", "Sequence", "Iterable"), "[Any]"),
    **dict.fromkeys(("dict", "Dict", "Mapping"), "[Any, Any]"),
    **dict.fromkeys(("tuple", "Tuple"), "[Any, ...]"),
    "Callable": "[..., Any]",
}
# What the text of a value of these types needs.
_IMPORTS: Mapping[type, str] = {
    datetime.date: "import datetime",
    datetime.datetime: "import datetime",
    datetime.time: "import datetime",
    decimal.Decimal: "from decimal import Decimal",
    uuid.UUID: "from uuid import UUID",
}
_WRITTEN = frozenset(
    {type(None), bool, int, float, str, list, tuple, dict, set, frozenset, *_IMPORTS}
)
_INIT = '''"""{summary}"""

from importlib import import_module

TYPE_CHECKING = False

if TYPE_CHECKING:
{imports}

__all__ = [
{names}
]

_HOMES = {{
{homes}
}}


def __getattr__(name: str) -> object:
    # A function is imported when it is first used.
    if name in _HOMES:
        module, function = _HOMES[name]
        return getattr(import_module(module, __name__), function)
    raise AttributeError(f"module {{__name__!r}} has no attribute {{name!r}}")
'''
_PROJECT = """[build-system]
requires = ["setuptools>=64"]
build-backend = "setuptools.build_meta"

[project]
name = "{name}"
version = "{version}"
description = {summary}
readme = "README.md"
requires-python = ">=3.11"

[tool.setuptools]
packages = ["{package}"]

[tool.setuptools.package-data]
"{package}" = ["py.typed"]

[tool.pytest.ini_options]
pythonpath = ["."]
testpaths = ["tests"]
"""


class PackagedFunction(Struct, frozen=True):
    """A function with the id of its node and its cases; one that is only a part is private."""

    node_id: str
    function: str
    source: str
    cases: tuple[Example, ...] = ()
    is_part: bool = False
    renamed: str = ""

    @property
    def name(self) -> str:
        """What it is called in the package: its own name, numbered as its node is."""
        stem, _, number = self.node_id.rpartition("_node")
        return self.renamed or (self.function or stem) + number

    @property
    def signature(self) -> Signature:
        """How it is called. Raises ValueError if its source has no such function."""
        return read_signature(self.source, self.function)


def package_files(
    package: str, summary: str, functions: Sequence[PackagedFunction], version: str = "1.0"
) -> dict[str, str]:
    """Return a package's files by path; it and its tests need plain Python and pytest."""
    functions = _distinct(functions)
    modules = {one.node_id: f"._{one.name}" for one in functions}
    public = sorted((one for one in functions if not one.is_part), key=lambda one: one.name)
    shown = " ".join(summary.replace("\\", "").replace('"', "'").split())
    name = re.sub(r"[^A-Za-z0-9]+", "-", package).strip("-")
    files = {
        "pyproject.toml": _PROJECT.format(
            name=name, package=package, version=version, summary=f'"{shown}"'
        ),
        f"{package}/__init__.py": _init(shown, public),
        f"{package}/py.typed": "",
    }
    for one in functions:
        files[f"{package}/_{one.name}.py"] = _module(one.source, modules)
    for one in public:
        if (tests := _tests(package, one)) is not None:
            files[f"tests/test_{one.name}.py"] = tests
    return files


def _distinct(functions: Sequence[PackagedFunction]) -> tuple[PackagedFunction, ...]:
    """Return the functions, of two with one name the second with a number more."""
    found: dict[str, PackagedFunction] = {}
    for one in functions:
        names = chain([one.name], (f"{one.name}_{number}" for number in count(2)))
        name = next(name for name in names if name not in found)
        found[name] = replace(one, renamed=name)
    return tuple(found.values())


def _init(summary: str, public: Sequence[PackagedFunction]) -> str:
    def imported(one: PackagedFunction) -> str:
        name = one.function if one.function == one.name else f"{one.function} as {one.name}"
        return f"    from ._{one.name} import {name}"

    return _INIT.format(
        summary=summary,
        imports="\n".join(map(imported, public)),
        names="\n".join(f'    "{one.name}",' for one in public),
        homes="\n".join(f'    "{one.name}": ("._{one.name}", "{one.function}"),' for one in public),
    )


def _module(source: str, modules: Mapping[str, str]) -> str:
    """Return a function's module, without its ending as a program; parts are its neighbours."""
    text = without_ending(source)
    with suppress(SyntaxError):  # Of a part that was edited by hand.
        text = _with_all_types(text)
    return _PART.sub(lambda found: f"{found[1]}from {modules[found[2]]} import ", text)


def _with_all_types(source: str) -> str:
    """Return the source with what its generic types lack: `list` becomes `list[Any]`."""
    tree = ast.parse(source)
    said = [getattr(node, place, None) for node in ast.walk(tree) for place in _ANNOTATIONS]
    bare = [name for one in said if isinstance(one, ast.expr) for name in _bare_types(one)]
    if not bare:
        return source
    lines = [line.encode() for line in source.split("\n")]
    for name in sorted(bare, key=lambda name: (name.lineno, name.col_offset), reverse=True):
        line, end = lines[name.lineno - 1], name.end_col_offset
        lines[name.lineno - 1] = line[:end] + _LACKING[name.id].encode() + line[end:]
    imports = [node for node in tree.body if isinstance(node, ast.ImportFrom)]
    if not any(one.name == "Any" for node in imports for one in node.names):
        first = [node for node in imports if node.module == "__future__"] or tree.body[:1]
        start = first[-1].end_lineno if ast.get_docstring(tree) or first[-1] in imports else 0
        lines.insert(start or 0, b"\nfrom typing import Any\n")
    return b"\n".join(lines).decode()


def _bare_types(annotation: ast.AST) -> Iterator[ast.Name]:
    if isinstance(annotation, ast.Name) and annotation.id in _LACKING:
        yield annotation
    for part in ast.iter_child_nodes(annotation):
        if not (isinstance(annotation, ast.Subscript) and part is annotation.value):
            yield from _bare_types(part)


def _tests(package: str, one: PackagedFunction) -> str | None:
    """Return the cases as plain pytest; None if no case can be written in Python."""
    name = one.name
    used: set[type] = set()
    tests = [text for case in one.cases if (text := _assertion(one, case, used))]
    if not tests:
        return None
    imports = sorted({_IMPORTS[kind] for kind in used if kind in _IMPORTS})
    head = "\n".join([*imports, *(["import pytest"] if float in used else [])])
    tested = "\n\n\n".join(
        f"def test_case_{number}() -> None:\n    {text}" for number, text in enumerate(tests, 1)
    )
    parts = (f'"""Cases of {name}."""', head, f"from {package} import {name}")
    return "\n\n".join(filter(None, parts)) + f"\n\n\n{tested}\n"


def _assertion(one: PackagedFunction, case: Example, used: set[type]) -> str:
    """Return a case as a statement ("" where JSON does not say which values Python has)."""
    signature = one.signature
    try:
        given = {
            parameter.name: python_value(
                parameter.annotation, one.source, (case.arguments or {})[parameter.name]
            )
            for parameter in signature.parameters
            if parameter.name in (case.arguments or {})
        }
        expected = python_value(signature.returns, one.source, case.expected)
    except ValueError:
        return ""
    values = tuple(_flat([*given.values(), expected]))
    if not all(type(value) in _WRITTEN for value in values):
        return ""
    used |= {type(value) for value in values} - {float}
    call = f"{one.name}({', '.join(f'{name}={value!r}' for name, value in given.items())})"
    if expected is None or isinstance(expected, bool):
        return f"assert {call} is {expected!r}"
    if isinstance(expected, float):
        used.add(float)
        return f"assert {call} == pytest.approx({expected!r}, rel=1e-9)"
    return f"assert {call} == {expected!r}"


def _flat(values: Iterable[object]) -> Iterator[object]:
    """Yield all values, containers and what is in them."""
    for value in values:
        yield value
        if isinstance(value, (list, tuple, set, frozenset)):
            yield from _flat(value)
        elif isinstance(value, dict):
            yield from _flat((*value, *value.values()))
