"""Queries on syntax trees for the rewrites: names read and written, calls, side effects."""

import ast
from collections.abc import Iterator, Sequence

Function = ast.FunctionDef | ast.AsyncFunctionDef

PURE_BUILTINS = frozenset(
    "abs all any bin bool chr complex dict divmod enumerate filter float format frozenset hash hex"
    " int isinstance issubclass len list map max min oct ord pow range repr reversed round set"
    " sorted str sum tuple type zip".split()
)


def blocks(tree: ast.AST) -> Iterator[list[ast.stmt]]:
    """Every list of statements: bodies, else-branches, finals."""
    for node in ast.walk(tree):
        for name in ("body", "orelse", "finalbody"):
            block = getattr(node, name, None)
            if isinstance(block, list) and block and isinstance(block[0], ast.stmt):
                yield block


def neighbours(tree: ast.AST) -> Iterator[tuple[ast.stmt, ast.stmt, list[ast.stmt]]]:
    """Every two statements that follow each other, with those that come after them."""
    for block in blocks(tree):
        for index in range(len(block) - 1):
            yield block[index], block[index + 1], block[index + 2 :]


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    """Every plain function, nested ones too."""
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def is_name(node: ast.AST | None, name: str = "") -> bool:
    """Tell whether it is a name (this one, if one is given)."""
    return isinstance(node, ast.Name) and (not name or node.id == name)


def reads(node: ast.AST | Sequence[ast.AST], name: str) -> int:
    """How often the name is read inside."""
    return sum(
        isinstance(n, ast.Name) and n.id == name and isinstance(n.ctx, ast.Load)
        for n in _walk(node)
    )


def mentions(node: ast.AST | Sequence[ast.AST], name: str) -> bool:
    """Tell whether the name occurs at all inside, read or written."""
    return any(isinstance(n, ast.Name) and n.id == name for n in _walk(node))


def written(node: ast.AST | Sequence[ast.AST]) -> frozenset[str]:
    """Names that are bound or deleted inside, loop variables and walrus targets included."""
    return frozenset(
        n.id
        for n in _walk(node)
        if isinstance(n, ast.Name) and isinstance(n.ctx, (ast.Store, ast.Del))
    )


def names_read(node: ast.AST | Sequence[ast.AST]) -> frozenset[str]:
    """Names that are read inside."""
    return frozenset(
        n.id for n in _walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)
    )


def touched(node: ast.AST | Sequence[ast.AST]) -> frozenset[str]:
    """Names whose object may change inside: a method is called, an item or attribute is set.

    A name that is handed to a call that is not a pure builtin counts as touched, too.
    """
    found: set[str] = set()
    for n in _walk(node):
        if isinstance(n, ast.Call):
            if isinstance(n.func, ast.Attribute) and isinstance(n.func.value, ast.Name):
                found.add(n.func.value.id)
            if not (isinstance(n.func, ast.Name) and n.func.id in PURE_BUILTINS):
                found |= {a.id for a in n.args if isinstance(a, ast.Name)}
        elif isinstance(n, (ast.Subscript, ast.Attribute)) and isinstance(n.value, ast.Name):
            if isinstance(n.ctx, (ast.Store, ast.Del)):
                found.add(n.value.id)
        elif isinstance(n, ast.AugAssign) and isinstance(n.target, ast.Name):
            found.add(n.target.id)
    return frozenset(found)


def has_effects(node: ast.AST | Sequence[ast.AST]) -> bool:
    """Tell whether evaluating it might do more than give a value (await, yield, walrus count)."""
    odd = (ast.Await, ast.Yield, ast.YieldFrom, ast.NamedExpr)
    return any(isinstance(n, odd) for n in _walk(node))


def leaves_loop(body: Sequence[ast.stmt]) -> bool:
    """Tell whether a loop's body has a break, continue, return or raise of its own."""
    odd = (ast.Break, ast.Continue, ast.Return, ast.Raise)
    return any(isinstance(n, odd) for n in _walk(body))


def plain_for(node: ast.stmt) -> ast.For | None:
    """The node, if it is a for loop without else and without leaving it early."""
    if isinstance(node, ast.For) and not node.orelse and not leaves_loop(node.body):
        return node
    return None


def assigned_name(node: ast.stmt) -> tuple[str, ast.expr] | None:
    """(name, value) of a statement `name = value`, annotated or not."""
    if isinstance(node, ast.Assign) and len(node.targets) == 1:
        target: ast.expr = node.targets[0]
        value: ast.expr | None = node.value
    elif isinstance(node, ast.AnnAssign):
        target, value = node.target, node.value
    else:
        return None
    if isinstance(target, ast.Name) and value is not None:
        return target.id, value
    return None


def method_call(node: ast.AST, name: str, method: str, arguments: int) -> list[ast.expr] | None:
    """The arguments of `name.method(...)` with so many of them, else None."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return None
    if node.func.attr != method or not is_name(node.func.value, name) or node.keywords:
        return None
    starred = any(isinstance(argument, ast.Starred) for argument in node.args)
    return node.args if len(node.args) == arguments and not starred else None


def calls_to(tree: ast.AST | Sequence[ast.AST], function: str) -> Iterator[ast.Call]:
    """Every call of a plain name."""
    for node in _walk(tree):
        if isinstance(node, ast.Call) and is_name(node.func, function):
            yield node


def uses(scope: ast.AST, name: str) -> Iterator[tuple[ast.AST, ast.Name]]:
    """(parent, name) wherever the name is used in the scope."""
    for parent in ast.walk(scope):
        for child in ast.iter_child_nodes(parent):
            if isinstance(child, ast.Name) and child.id == name:
                yield parent, child


def scopes(tree: ast.Module) -> Iterator[ast.Module | ast.FunctionDef]:
    """The module and every function."""
    yield tree
    yield from functions(tree)


def _walk(node: ast.AST | Sequence[ast.AST]) -> Iterator[ast.AST]:
    roots = [node] if isinstance(node, ast.AST) else node
    for root in roots:
        yield from ast.walk(root)
