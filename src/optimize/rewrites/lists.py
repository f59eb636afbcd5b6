"""Rewrites lists that are built from the front, searched while they grow, or copied to append."""

import ast
from collections.abc import Iterator

from .ast_queries import (
    assigned_name,
    empty_list,
    functions,
    has_effects,
    is_name,
    is_zero,
    mentions,
    method_call,
    neighbours,
    plain_for,
    ranged_over,
    reads,
    touched,
    uses,
    written,
)
from .rewrite import NodeEdit, Rewrite, RewriteEdits, by_template, matches


def _find_front_inserts(tree: ast.Module) -> Iterator[RewriteEdits]:
    """Yield a list that a loop fills from its front, and does nothing else with."""
    for first, second, rest in neighbours(tree):
        name, loop = empty_list(first), plain_for(second)
        if not name or loop is None or not rest:
            continue
        inserts = [
            (node, arguments[1])
            for node in ast.walk(loop)
            if (arguments := method_call(node, name, "insert", 2)) and is_zero(arguments[0])
        ]
        if len(inserts) != 1 or reads(loop, name) != 1 or mentions(inserts[0][1], name):
            continue
        call, item = inserts[0]
        assert isinstance(call, ast.expr)
        added = NodeEdit((call,), f"{name}.append({ast.unparse(item)})")
        yield RewriteEdits((added, NodeEdit((rest[0],), f"{name}.reverse()", keep=True)))


def _find_running_sums(tree: ast.Module) -> Iterator[RewriteEdits]:
    """`sum(xs[: i + 1])` for every i."""
    for function in functions(tree):
        for loop in ast.walk(function):
            if not isinstance(loop, ast.For) or not isinstance(loop.target, ast.Name):
                continue
            name, index = ranged_over(loop.iter), loop.target.id
            changed = written(loop.body) | touched(loop.body)
            sums = [n for n in ast.walk(loop) if name and _is_sum_so_far(n, name, index)]
            total = f"{name}_total"
            if not sums or name in changed or index in changed or mentions(function, total):
                continue
            made = NodeEdit((loop,), f"{total} = 0", keep=True)
            added = NodeEdit((loop.body[0],), f"{total} += {name}[{index}]", keep=True)
            replaced = [NodeEdit((n,), total) for n in sums if isinstance(n, ast.expr)]
            yield RewriteEdits((made, added, *replaced))


def _is_sum_so_far(node: ast.AST, name: str, index: str) -> bool:
    if not isinstance(node, ast.Call) or len(node.args) != 1 or node.keywords:
        return False
    wanted = (f"{name}[:{index} + 1]", f"{name}[0:{index} + 1]")
    return is_name(node.func, "sum") and ast.unparse(node.args[0]) in wanted


def _find_copies_to_grow(tree: ast.Module) -> Iterator[RewriteEdits]:
    """`groups[key] = groups[key] + [item]` in a dict of the function's own lists."""
    for function in functions(tree):
        growths = list(_growths(function))
        for statement, name, item in growths:
            same_dict = [other for other, grown, _ in growths if grown == name]
            if _holds_own_lists(function, name, same_dict):
                text = f"{ast.unparse(statement.targets[0])}.append({item})"
                yield RewriteEdits((NodeEdit((statement,), text),))


def _growths(function: ast.FunctionDef) -> Iterator[tuple[ast.Assign, str, str]]:
    """Yield each `d[k] = d[k] + [x]` with its d and x."""
    for (statement, *_), places in matches(function, "N_d[E_k] = N_d[E_k] + [E_x]"):
        is_plain = not isinstance(places["E_x"], ast.Starred) and not has_effects(places["E_k"])
        if isinstance(statement, ast.Assign) and is_plain:
            yield statement, ast.unparse(places["N_d"]), ast.unparse(places["E_x"])


def _holds_own_lists(function: ast.FunctionDef, name: str, growths: list[ast.Assign]) -> bool:
    """Return whether the dict starts empty and gets only new lists, which nothing else holds."""
    starts = stores = 0
    for node in ast.walk(function):
        start = assigned_name(node) if isinstance(node, ast.stmt) else None
        if start is not None and start[0] == name:
            starts += isinstance(start[1], ast.Dict) and not start[1].keys
        elif isinstance(node, ast.Assign) and any(_is_item_of(t, name) for t in node.targets):
            if not isinstance(node.value, ast.List) and node not in growths:
                return False
    for parent, used in uses(function, name):
        stores += isinstance(used.ctx, ast.Store)
        if isinstance(parent, ast.Subscript) and isinstance(parent.ctx, ast.Load):
            if not _is_read_to_grow(function, parent):
                return False
        elif isinstance(parent, ast.Attribute) and parent.attr not in ("keys", "items"):
            return False
    return starts == stores == 1


def _is_item_of(target: ast.expr, name: str) -> bool:
    return isinstance(target, ast.Subscript) and is_name(target.value, name)


def _is_read_to_grow(function: ast.FunctionDef, read: ast.Subscript) -> bool:
    """Return whether an item is read only to be added to: others might keep the old list."""
    return any(
        isinstance(node, ast.BinOp) and node.left is read and isinstance(node.right, ast.List)
        for node in ast.walk(function)
    )


UNIQUE_TO_DICT = Rewrite(
    name="unique items by dict",
    why="`not in` walks the list again for each item; a dict knows its keys at once, and keeps\n"
    "them in the order in which they came.",
    precondition="a loop that appends each item that is not in the list yet",
    find=by_template(
        [
            (
                "N_out = []\nfor N_x in E_xs:\n    if N_x not in N_out:\n        N_out.append(N_x)",
                "N_out = list(dict.fromkeys(E_xs))",
            )
        ],
        lambda places: not mentions(places["E_xs"], ast.unparse(places["N_out"])),
    ),
)

APPEND_AND_REVERSE = Rewrite(
    name="append and reverse",
    why="Putting an item in front moves all others one place, every time; appended and turned\n"
    "round once at the end, each item moves only once.",
    precondition="a list that one loop fills by insert(0, ...) and does nothing else with",
    find=_find_front_inserts,
)

RUNNING_SUM = Rewrite(
    name="running sum",
    why="The sum so far is the last sum and one item more: nothing needs to be added up from\n"
    "the beginning each time.",
    precondition="sum(xs[:i + 1]) in a loop over range(len(xs)) that does not change xs",
    find=_find_running_sums,
)

GROW_IN_PLACE = Rewrite(
    name="grow in place",
    why="Adding two lists copies both into a third; append puts the one item where the list\n"
    "already is.",
    precondition="d[k] = d[k] + [x] in a dict made here, whose lists nothing else holds",
    find=_find_copies_to_grow,
)
