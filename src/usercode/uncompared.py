"""Finds what a comparison of two files' functions does not look at: other classes and constants."""

import ast
import re
from collections.abc import Iterator

from ..domain.measurement import Counterexample
from .module import UserModule

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_VALUES = (ast.Assign, ast.AnnAssign)


def not_compared(first: UserModule, second: UserModule) -> list[str]:
    """Return the public functions, classes and constants that are not compared, a sentence each.

    These are what the second file lacks, and what it defines in another way. Of a class, only what
    no compared method shows counts: decorators, bases, fields, and methods that are not called.
    """
    there = {one.name for one in second.targets}
    lacking = [one.name for one in first.public if one.name not in there]
    ours, theirs = (dict(_definitions(one)) for one in (first, second))
    words = frozenset(re.findall(r"\w+", second.source))
    gone = [name for name in ours if name not in words]
    changed = [name for name, text in ours.items() if theirs.get(name, text) != text]
    name = second.path.name
    return [
        *(f"{one}: {name} does not define it" for one in dict.fromkeys(lacking + gone)),
        *(f"{one}: {name} defines it in another way" for one in changed),
    ]


def changed_fields(first: UserModule, second: UserModule) -> Counterexample | None:
    """Return the first dataclass that takes other arguments, or None."""
    ours, theirs = (dict(_dataclasses(one.tree)) for one in (first, second))
    for name, fields in ours.items():
        if theirs.get(name, fields) != fields:
            return Counterexample(f"the fields of {name}", fields, theirs[name])
    return None


def _definitions(module: UserModule) -> Iterator[tuple[str, str]]:
    """Yield each public class and constant at the top, with the text that makes it what it is."""
    called = {one.name for one in module.targets}
    for node in module.tree.body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield node.name, _class_text(node, called)
        elif isinstance(node, _VALUES) and not isinstance(node.value, (ast.Lambda, type(None))):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                if isinstance(target, ast.Name) and not target.id.startswith("_"):
                    yield target.id, ast.unparse(node.value)


def _class_text(node: ast.ClassDef, called: set[str]) -> str:
    is_made = any(name.startswith(f"{node.name}.") for name in called)
    shown = called | {f"{node.name}.{one}" for one in ("__init__", "__new__", "__post_init__")}
    seen = shown if is_made else called
    parts: list[ast.AST] = [*node.decorator_list, *node.bases, *node.keywords]
    for one in node.body:
        if isinstance(one, _FUNCTIONS):
            parts += [] if f"{node.name}.{one.name}" in seen else [_without_docstring(one)]
        elif not isinstance(one, ast.Expr):
            parts.append(one)
    return "\n".join(map(ast.unparse, parts))


def _without_docstring(node: ast.FunctionDef | ast.AsyncFunctionDef) -> ast.AST:
    if ast.get_docstring(node) is not None:
        node.body = node.body[1:] or [ast.Pass()]
    return node


def _dataclasses(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Yield each dataclass with its fields and their defaults."""
    for node in tree.body:
        if not isinstance(node, ast.ClassDef):
            continue
        if any("dataclass" in ast.unparse(one) for one in node.decorator_list):
            yield node.name, f"({', '.join(_fields(node))})"


def _fields(node: ast.ClassDef) -> Iterator[str]:
    for one in node.body:
        if not isinstance(one, ast.AnnAssign) or "ClassVar" in ast.unparse(one.annotation):
            continue
        default = one.value
        # field(default=0) takes what `= 0` takes.
        if isinstance(default, ast.Call) and ast.unparse(default.func).endswith("field"):
            if [word.arg for word in default.keywords] == ["default"]:
                default = default.keywords[0].value
        name = ast.unparse(one.target)
        yield name if default is None else f"{name}={ast.unparse(default)}"
