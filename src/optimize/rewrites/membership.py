"""Replaces repeated lookups and counts in a list by a set or a Counter."""

import ast
from collections import Counter
from collections.abc import Iterator

from .ast_queries import assigned_name, empty_list, functions, is_name, method_call, uses, written
from .rewrite import NodeEdit, Rewrite, RewriteEdits


def _find_literals(tree: ast.Module) -> Iterator[RewriteEdits]:
    """`x in [1, 2, 3]` in a loop or comprehension, all constants."""
    edits = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and len(node.ops) == 1:
            right = node.comparators[0]
            if isinstance(node.ops[0], (ast.In, ast.NotIn)) and _all_constants(right):
                edits.append(NodeEdit((right,), "{" + ast.unparse(right)[1:-1].rstrip(",") + "}"))
    scopes: list[ast.Module | ast.FunctionDef] = [tree, *functions(tree)]
    for scope in scopes:
        for statement in scope.body:
            start = assigned_name(statement)
            if start is None or not _all_constants(start[1]):
                continue
            roles = _roles(tree, start[0])
            if roles["bound"] == 1 and roles.keys() == {"bound", "searched"}:
                edits.append(NodeEdit((start[1],), "{" + ast.unparse(start[1])[1:-1] + "}"))
    if edits:
        yield RewriteEdits(tuple(edits))


def _roles(scope: ast.AST, name: str) -> Counter[str]:
    """Count how a name is used: bound or deleted, searched by `in`, by an attribute, otherwise."""
    roles: Counter[str] = Counter()
    for parent, used in uses(scope, name):
        role = "attribute" if isinstance(parent, ast.Attribute) else "other"
        if not isinstance(used.ctx, ast.Load):
            role = "bound"
        elif isinstance(parent, ast.Compare) and parent.comparators[0] is used:
            role = "searched" if isinstance(parent.ops[0], (ast.In, ast.NotIn)) else "other"
        roles[role] += 1
    return roles


def _all_constants(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.List)
        and len(node.elts) > 1
        and all(isinstance(item, ast.Constant) for item in node.elts)
    )


def _find_seen_lists(tree: ast.Module) -> Iterator[RewriteEdits]:
    """Yield a list that is only appended to and asked for membership."""
    for function in functions(tree):
        for statement in ast.walk(function):
            name = empty_list(statement) if isinstance(statement, ast.stmt) else ""
            edits = _as_set(function, name) if name else []
            if edits:
                assert isinstance(statement, ast.stmt)
                yield RewriteEdits((NodeEdit((statement,), f"{name} = set()"), *edits))


def _as_set(function: ast.FunctionDef, name: str) -> list[NodeEdit]:
    """Return the edits that turn every append into an add; [] where the list is used otherwise."""
    edits: list[NodeEdit] = []
    for node in ast.walk(function):
        arguments = method_call(node, name, "append", 1)
        if arguments is not None and isinstance(node, ast.expr):
            edits.append(NodeEdit((node,), f"{name}.add({ast.unparse(arguments[0])})"))
    roles = _roles(function, name)
    is_set = roles["searched"] and roles["bound"] == 1 and not roles["other"]
    return edits if is_set and roles["attribute"] == len(edits) else []


def _find_lookups(tree: ast.Module) -> Iterator[RewriteEdits]:
    """`x in ys` inside a loop, ys a parameter that nothing changes."""
    for function, name, inside in _unbound_parameters(tree):
        edits = [
            NodeEdit((node.comparators[0],), f"{name}_set")
            for node in inside
            if isinstance(node, ast.Compare)
            and len(node.ops) == 1
            and is_name(node.comparators[0], name)
            and isinstance(node.ops[0], (ast.In, ast.NotIn))
        ]
        if edits and not {"attribute", "bound"} & _roles(function, name).keys():
            made = NodeEdit((_first_statement(function),), f"{name}_set = set({name})", keep=True)
            yield RewriteEdits((made, *edits))


def _unbound_parameters(tree: ast.Module) -> Iterator[tuple[ast.FunctionDef, str, list[ast.AST]]]:
    """Yield each parameter that its function never binds, with what is inside loops there."""
    kinds = (ast.For, ast.While, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
    for function in functions(tree):
        loops = [node for node in ast.walk(function) if isinstance(node, kinds)]
        inside = dict.fromkeys(node for loop in loops for node in ast.walk(loop))
        bound = written(function.body)
        for parameter in function.args.args:
            if parameter.arg not in bound:
                yield function, parameter.arg, list(inside)


def _first_statement(function: ast.FunctionDef) -> ast.stmt:
    """Return the first statement behind the docstring."""
    has_docstring = ast.get_docstring(function) is not None and len(function.body) > 1
    return function.body[1] if has_docstring else function.body[0]


def _find_counts(tree: ast.Module) -> Iterator[RewriteEdits]:
    """`xs.count(x)` inside a loop over a list that nothing changes."""
    for function, name, inside in _unbound_parameters(tree):
        edits = [
            NodeEdit((node,), f"{name}_counts[{ast.unparse(node.args[0])}]")
            for node in inside
            if isinstance(node, ast.Call) and method_call(node, name, "count", 1)
        ]
        if edits and _roles(function, name)["attribute"] == len(edits):
            first, text = _first_statement(function), f"{name}_counts = Counter({name})"
            made = NodeEdit((first,), text, keep=True)
            yield RewriteEdits((made, *edits), ("from collections import Counter",))


LITERAL_TO_SET = Rewrite(
    name="literal list to set",
    why="Python builds a constant set once, when the program is read, and finds in it at once\n"
    "what a list is searched for item by item.",
    precondition="membership in a list of constants",
    find=_find_literals,
)

SEEN_TO_SET = Rewrite(
    name="seen list to set",
    why="Each `in` walks the whole list, so the loop does n times n steps; a set answers in one\n"
    "step however much it holds.",
    precondition="a list that is only appended to and asked for membership",
    find=_find_seen_lists,
)

LOOKUP_TO_SET = Rewrite(
    name="lookup list to set",
    why="The list is searched from its start for every item of the loop; made a set once, it is\n"
    "asked in one step each time.",
    precondition="membership in a parameter that nothing changes, inside a loop",
    find=_find_lookups,
)

COUNT_TO_COUNTER = Rewrite(
    name="count to Counter",
    why="count() walks the whole list for every item; Counter walks it once and remembers\n"
    "every count.",
    precondition="count() of a list that nothing changes, inside a loop",
    find=_find_counts,
)
