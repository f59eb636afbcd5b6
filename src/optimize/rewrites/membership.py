"""Replaces repeated lookups and counts in a list by a set or a Counter."""

import ast
from collections.abc import Iterator

from .ast_queries import (
    assigned_name,
    functions,
    method_call,
    scopes,
    uses,
    written,
)
from .rewrite import NodeEdit, Rewrite, RewriteEdits


def _find_literals(tree: ast.Module) -> Iterator[RewriteEdits]:
    """`x in [1, 2, 3]` in a loop or comprehension, all constants."""
    edits = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and len(node.ops) == 1:
            right = node.comparators[0]
            if isinstance(node.ops[0], (ast.In, ast.NotIn)) and _all_constants(right):
                edits.append(NodeEdit((right,), "{" + ast.unparse(right)[1:-1].rstrip(",") + "}"))
    for scope in scopes(tree):
        for statement in scope.body:
            start = assigned_name(statement)
            if start is not None and _all_constants(start[1]) and _is_only_searched(tree, start[0]):
                edits.append(NodeEdit((start[1],), "{" + ast.unparse(start[1])[1:-1] + "}"))
    if edits:
        yield RewriteEdits(tuple(edits))


def _is_only_searched(tree: ast.Module, name: str) -> bool:
    """Bound once, and everywhere else the right side of `in`."""
    tests = stores = 0
    for parent, used in uses(tree, name):
        if isinstance(used.ctx, ast.Store):
            stores += 1
        elif isinstance(parent, ast.Compare) and _is_membership(parent, used):
            tests += 1
        else:
            return False
    return stores == 1 and tests > 0


def _all_constants(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.List)
        and len(node.elts) > 1
        and all(isinstance(item, ast.Constant) for item in node.elts)
    )


def _find_seen_lists(tree: ast.Module) -> Iterator[RewriteEdits]:
    """A list that is only appended to and asked for membership."""
    for function in functions(tree):
        for statement in ast.walk(function):
            start = assigned_name(statement) if isinstance(statement, ast.stmt) else None
            if start is None or not isinstance(start[1], ast.List) or start[1].elts:
                continue
            edits = _as_set(function, start[0])
            if edits:
                assert isinstance(statement, ast.stmt)
                first = NodeEdit((statement,), f"{start[0]} = set()")
                yield RewriteEdits((first, *edits))


def _as_set(function: ast.FunctionDef, name: str) -> list[NodeEdit]:
    """The edits that turn every append into an add; [] where the list is used otherwise."""
    edits: list[NodeEdit] = []
    tests = False
    stores = 0
    for parent, used in uses(function, name):
        if isinstance(used.ctx, ast.Store):
            stores += 1
        elif isinstance(parent, ast.Compare) and _is_membership(parent, used):
            tests = True
        elif not isinstance(parent, ast.Attribute):
            return []
    for node in ast.walk(function):
        arguments = method_call(node, name, "append", 1)
        if arguments is not None and isinstance(node, ast.expr):
            edits.append(NodeEdit((node,), f"{name}.add({ast.unparse(arguments[0])})"))
    attributes = sum(isinstance(parent, ast.Attribute) for parent, _ in uses(function, name))
    return edits if tests and stores == 1 and attributes == len(edits) else []


def _is_membership(node: ast.Compare, used: ast.Name) -> bool:
    return isinstance(node.ops[0], (ast.In, ast.NotIn)) and node.comparators[0] is used


def _find_lookups(tree: ast.Module) -> Iterator[RewriteEdits]:
    """`x in ys` inside a loop, ys a parameter or local list that nothing changes."""
    for function in functions(tree):
        first = _first_statement(function)
        parameters = [a.arg for a in function.args.args]
        for name in parameters:
            if name in written(function.body) or not _is_only_tested(function, name):
                continue
            edits = [
                NodeEdit((node.comparators[0],), f"{name}_set")
                for loop in _loops(function)
                for node in ast.walk(loop)
                if isinstance(node, ast.Compare)
                and len(node.ops) == 1
                and isinstance(node.comparators[0], ast.Name)
                and node.comparators[0].id == name
                and isinstance(node.ops[0], (ast.In, ast.NotIn))
            ]
            unique = {(e.nodes[0].lineno, e.nodes[0].col_offset): e for e in edits}
            if unique:
                made = NodeEdit((first,), f"{name}_set = set({name})", keep=True)
                yield RewriteEdits((made, *unique.values()))


def _loops(function: ast.FunctionDef) -> Iterator[ast.AST]:
    comprehensions = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
    for node in ast.walk(function):
        if isinstance(node, (ast.For, ast.While, *comprehensions)):
            yield node


def _first_statement(function: ast.FunctionDef) -> ast.stmt:
    """The first statement behind the docstring."""
    has_docstring = ast.get_docstring(function) is not None and len(function.body) > 1
    return function.body[1] if has_docstring else function.body[0]


def _is_only_tested(function: ast.FunctionDef, name: str) -> bool:
    """The name is never changed and at least once asked for membership."""
    tests = False
    for parent, used in uses(function, name):
        if isinstance(parent, ast.Attribute) or not isinstance(used.ctx, ast.Load):
            return False
        if isinstance(parent, ast.Compare) and _is_membership(parent, used):
            tests = True
    return tests


def _find_counts(tree: ast.Module) -> Iterator[RewriteEdits]:
    """`xs.count(x)` inside a loop over a list that nothing changes."""
    for function in functions(tree):
        for parameter in function.args.args:
            name = parameter.arg
            if name in written(function.body):
                continue
            edits = {
                (node.lineno, node.col_offset): NodeEdit(
                    (node,), f"{name}_counts[{ast.unparse(node.args[0])}]"
                )
                for loop in _loops(function)
                for node in ast.walk(loop)
                if isinstance(node, ast.Call) and method_call(node, name, "count", 1)
            }
            attributes = sum(isinstance(p, ast.Attribute) for p, _ in uses(function, name))
            first = _first_statement(function)
            if not edits or attributes != len(edits):
                continue
            made = NodeEdit((first,), f"{name}_counts = Counter({name})", keep=True)
            yield RewriteEdits((made, *edits.values()), ("from collections import Counter",))


LITERAL_TO_SET = Rewrite(
    name="literal list to set",
    why="Python builds a constant set once, when the program is read, and finds in it at once\n"
    "what a list is searched for item by item.",
    precondition="membership in a list of constants",
    find=_find_literals,
    applies=(
        (
            "def f(c):\n    return c in ['a', 'e', 'i']\n",
            "def f(c):\n    return c in {'a', 'e', 'i'}\n",
        ),
        (
            "VOWELS = ['a', 'e']\ndef f(c):\n    return c in VOWELS\n",
            "VOWELS = {'a', 'e'}\ndef f(c):\n    return c in VOWELS\n",
        ),
    ),
    refuses=(
        "VOWELS = ['a', 'e']\ndef f(c):\n    return c in VOWELS, VOWELS\n",
        "def f(c, x):\n    return c in [x, 1]\n",
        "def f(c):\n    return c in [1]\n",
    ),
)

SEEN_TO_SET = Rewrite(
    name="seen list to set",
    why="Each `in` walks the whole list, so the loop does n times n steps; a set answers in one\n"
    "step however much it holds.",
    precondition="a list that is only appended to and asked for membership",
    find=_find_seen_lists,
    applies=(
        (
            "def f(xs):\n    seen = []\n    n = 0\n    for x in xs:\n        if x in seen:\n"
            "            n += 1\n        seen.append(x)\n    return n\n",
            "def f(xs):\n    seen = set()\n    n = 0\n    for x in xs:\n        if x in seen:\n"
            "            n += 1\n        seen.add(x)\n    return n\n",
        ),
    ),
    refuses=(
        "def f(xs):\n    seen = []\n    for x in xs:\n        if x not in seen:\n"
        "            seen.append(x)\n    return seen\n",
        "def f(xs):\n    seen = []\n    for x in xs:\n        seen.append(x)\n",
    ),
)

LOOKUP_TO_SET = Rewrite(
    name="lookup list to set",
    why="The list is searched from its start for every item of the loop; made a set once, it is\n"
    "asked in one step each time.",
    precondition="membership in a parameter that nothing changes, inside a loop",
    find=_find_lookups,
    applies=(
        (
            "def f(xs, ys):\n    out = []\n    for x in xs:\n        if x in ys:\n"
            "            out.append(x)\n    return out\n",
            "def f(xs, ys):\n    ys_set = set(ys)\n    out = []\n    for x in xs:\n"
            "        if x in ys_set:\n            out.append(x)\n    return out\n",
        ),
    ),
    refuses=(
        "def f(x, ys):\n    return x in ys\n",
        "def f(xs, ys):\n    n = 0\n    for x in xs:\n        if x in ys:\n"
        "            ys.remove(x)\n            n += 1\n    return n\n",
    ),
)

COUNT_TO_COUNTER = Rewrite(
    name="count to Counter",
    why="count() walks the whole list for every item; Counter walks it once and remembers\n"
    "every count.",
    precondition="count() of a list that nothing changes, inside a loop",
    find=_find_counts,
    applies=(
        (
            "def f(xs):\n    out = []\n    for x in xs:\n        if xs.count(x) > 1:\n"
            "            out.append(x)\n    return out\n",
            "from collections import Counter\ndef f(xs):\n    xs_counts = Counter(xs)\n"
            "    out = []\n    for x in xs:\n        if xs_counts[x] > 1:\n"
            "            out.append(x)\n    return out\n",
        ),
    ),
    refuses=(
        "def f(xs):\n    return xs.count(1)\n",
        "def f(xs):\n    n = 0\n    for x in xs:\n        n += xs.count(x)\n        xs.append(1)\n"
        "    return n\n",
    ),
)
