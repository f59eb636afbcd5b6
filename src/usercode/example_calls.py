"""Finds calls of a function whose arguments are known: in doctests, and in tests beside it."""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from .module import Target, UserModule

if TYPE_CHECKING:
    import doctest

Sample = Mapping[str, object]
"""Arguments by the names of the parameters they are for, the constructor's as "self.name"."""


def samples_of(module: UserModule, target: Target) -> tuple[Sample, ...]:
    """The arguments of each call with plain values, in doctests first, nothing twice."""
    found: list[Sample] = []
    for source in (*_documented(module), *(read_quietly(p) for p in test_files(module))):
        for sample in _calls(source, target):
            if sample not in found:
                found.append(sample)
    return tuple(found)


def doctest_examples(doc: str) -> "tuple[doctest.Example, ...]":
    """The examples of a docstring; () where it cannot be read as a doctest."""
    # Imported here: it loads the debugger and the unittest package.
    import doctest

    try:
        return tuple(doctest.DocTestParser().get_examples(doc))
    except ValueError:
        return ()


def test_files(module: UserModule) -> tuple[Path, ...]:
    """The test files that are there for the module: beside it, or in a folder of tests."""
    stem, folder = module.path.stem, module.path.parent
    names = (f"test_{stem}.py", f"{stem}_test.py")
    folders = dict.fromkeys((folder, folder / "tests", folder.parent / "tests", module.root))
    return tuple(place / name for place in folders for name in names if (place / name).is_file())


def docstrings(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """(name, docstring) of the module, its classes, functions and methods."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    yield "module", ast.get_docstring(tree) or ""
    for node in tree.body:
        if isinstance(node, kinds):
            yield node.name, ast.get_docstring(node) or ""
        if isinstance(node, ast.ClassDef):
            for member in node.body:
                if isinstance(member, kinds):
                    yield f"{node.name}.{member.name}", ast.get_docstring(member) or ""


def read_quietly(path: Path) -> str:
    """A file's text; "" where it cannot be read, for what is only a help."""
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def _documented(module: UserModule) -> Iterator[str]:
    for _, doc in docstrings(module.tree):
        examples = doctest_examples(doc)
        yield "".join(example.source for example in examples)


def _calls(source: str, target: Target) -> Iterator[Sample]:
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return
    owner, _, short = target.name.rpartition(".")
    made = _constructed(tree, owner, target) if target.owner is not None else {}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else ast.unparse(node.func)
        if called != short:
            continue
        given = _bound(node, tuple(p.name for p in target.parameters))
        if target.owner is None:
            if given is not None:
                yield given
            continue
        instance = node.func.value if isinstance(node.func, ast.Attribute) else None
        built = _owner_of(instance, made, owner, target)
        if given is not None and built is not None:
            yield {**{f"self.{name}": value for name, value in built.items()}, **given}


def _constructed(tree: ast.Module, owner: str, target: Target) -> dict[str, Sample]:
    """Variables that hold an instance, with what it was made from."""
    made: dict[str, Sample] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            built = _owner_of(node.value, {}, owner, target)
            if built is not None:
                made[node.targets[0].id] = built
    return made


def _owner_of(
    node: ast.expr | None, made: Mapping[str, Sample], owner: str, target: Target
) -> Sample | None:
    if isinstance(node, ast.Name):
        return made.get(node.id)
    if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == owner:
        return _bound(node, tuple(p.name for p in target.owner or ()))
    return None


def _bound(call: ast.Call, names: tuple[str, ...]) -> Sample | None:
    """The arguments by name; None where one is no plain value."""
    if len(call.args) > len(names):
        return None
    pairs = [*zip(names, call.args), *((k.arg or "", k.value) for k in call.keywords)]
    bound: dict[str, object] = {}
    for name, node in pairs:
        try:
            bound[name] = ast.literal_eval(node)
        except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
            return None
    return bound if all(name in names for name in bound) else None
