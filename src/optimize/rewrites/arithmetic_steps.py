"""Replaces counting loops by arithmetic, dict methods or binary search."""

import ast
from collections.abc import Iterator

from .ast_queries import assigned_name, blocks, functions, is_name, mentions
from .rewrite import NodeEdit, Rewrite, RewriteEdits


def _find_trial_division(tree: ast.Module) -> Iterator[RewriteEdits]:
    """`for i in range(2, n): if n % i == 0: return False`."""
    for function in functions(tree):
        for loop in ast.walk(function):
            if not isinstance(loop, ast.For) or not isinstance(loop.target, ast.Name):
                continue
            bound, test = _searched_range(loop), _only_test(loop)
            if bound is None or test is None or not _divides(test, bound.id, loop.target.id):
                continue
            edit = NodeEdit((bound,), f"isqrt({bound.id}) + 1")
            yield RewriteEdits((edit,), ("from math import isqrt",))


def _searched_range(loop: ast.For) -> ast.Name | None:
    """The n of range(2, n) or range(3, n, 2)."""
    call = loop.iter
    if not isinstance(call, ast.Call) or not is_name(call.func, "range") or len(call.args) < 2:
        return None
    start, stop = call.args[0], call.args[1]
    small = isinstance(start, ast.Constant) and start.value in (2, 3)
    return stop if small and isinstance(stop, ast.Name) else None


def _only_test(loop: ast.For) -> ast.expr | None:
    """The test of a loop that only returns or breaks with a constant."""
    if len(loop.body) != 1 or not isinstance(loop.body[0], ast.If) or loop.body[0].orelse:
        return None
    inner = loop.body[0].body
    last = inner[-1]
    returns = isinstance(last, ast.Return) and isinstance(last.value, ast.Constant)
    if not returns and not (isinstance(last, ast.Break) and len(inner) == 2):
        return None
    if len(inner) == 2:
        flag = assigned_name(inner[0])
        if flag is None or not isinstance(flag[1], ast.Constant):
            return None
    return loop.body[0].test if len(inner) <= 2 else None


def _divides(test: ast.expr, number: str, divisor: str) -> bool:
    """`number % divisor == 0`."""
    if not isinstance(test, ast.Compare) or not isinstance(test.ops[0], ast.Eq):
        return False
    left, right = test.left, test.comparators[0]
    zero = isinstance(right, ast.Constant) and right.value == 0
    return (
        zero
        and isinstance(left, ast.BinOp)
        and isinstance(left.op, ast.Mod)
        and is_name(left.left, number)
        and is_name(left.right, divisor)
    )


def _find_powers(tree: ast.Module) -> Iterator[RewriteEdits]:
    """`r = 1; for _ in range(n): r *= base`."""
    for block in blocks(tree):
        for before, loop in zip(block, block[1:]):
            start = assigned_name(before)
            if start is None or not isinstance(start[1], ast.Constant) or start[1].value != 1:
                continue
            if not isinstance(loop, ast.For) or len(loop.body) != 1 or loop.orelse:
                continue
            step, count = loop.body[0], _count_of(loop)
            if not isinstance(step, ast.AugAssign) or not isinstance(step.op, ast.Mult):
                continue
            base = step.value
            plain = isinstance(base, (ast.Name, ast.Constant)) and is_name(step.target, start[0])
            if count is None or not plain or mentions(base, ast.unparse(loop.target)):
                continue
            if mentions(base, start[0]):
                continue
            text = f"{start[0]} = {ast.unparse(base)} ** max(0, {ast.unparse(count)})"
            yield RewriteEdits((NodeEdit((before, loop), text),))


def _count_of(loop: ast.For) -> ast.expr | None:
    call = loop.iter
    if isinstance(call, ast.Call) and is_name(call.func, "range") and len(call.args) == 1:
        return call.args[0] if isinstance(loop.target, ast.Name) else None
    return None


def _find_counting_dicts(tree: ast.Module) -> Iterator[RewriteEdits]:
    """`if k in d: d[k] += v else: d[k] = v`."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.If) or len(node.body) != 1 or len(node.orelse) != 1:
            continue
        test, add, new = node.test, node.body[0], node.orelse[0]
        if not isinstance(test, ast.Compare) or not isinstance(test.ops[0], ast.In):
            continue
        table = _keyed(test.comparators[0])
        if not isinstance(add, ast.AugAssign) or not isinstance(add.op, ast.Add) or not table:
            continue
        place = f"{table}[{ast.unparse(test.left)}]"
        same_new = isinstance(new, ast.Assign) and ast.unparse(new.targets[0]) == place
        if not same_new or ast.unparse(add.target) != place:
            continue
        assert isinstance(new, ast.Assign)
        if ast.unparse(new.value) != ast.unparse(add.value) or not _is_number(new.value):
            continue
        value = ast.unparse(add.value)
        text = f"{place} = {table}.get({ast.unparse(test.left)}, 0) + {value}"
        yield RewriteEdits((NodeEdit((node,), text),))


def _keyed(node: ast.expr) -> str:
    """The d of `in d` and `in d.keys()`."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        node = node.func.value if node.func.attr == "keys" else node
    return node.id if isinstance(node, ast.Name) else ""


def _is_number(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, (int, float))


def _find_sorted_searches(tree: ast.Module) -> Iterator[RewriteEdits]:
    """A walk over a list that was just sorted, for the first item not below a bound."""
    for function in functions(tree):
        sorted_names = {
            found[0]
            for statement in ast.walk(function)
            if isinstance(statement, ast.stmt)
            and (found := assigned_name(statement)) is not None
            and isinstance(found[1], ast.Call)
            and is_name(found[1].func, "sorted")
            and len(found[1].args) == 1
            and not found[1].keywords
        }
        for node in ast.walk(function):
            if isinstance(node, ast.Call) and is_name(node.func, "sum") and len(node.args) == 1:
                found_bound = _counted_below(node.args[0], sorted_names)
                if found_bound is not None:
                    name, bound, side = found_bound
                    text = f"bisect_{side}({name}, {bound})"
                    needed = (f"from bisect import bisect_{side}",)
                    yield RewriteEdits((NodeEdit((node,), text),), needed)


def _counted_below(node: ast.expr, names: set[str]) -> tuple[str, str, str] | None:
    """(xs, bound, side) of `1 for x in xs if x < bound`."""
    if not isinstance(node, ast.GeneratorExp) or len(node.generators) != 1:
        return None
    part = node.generators[0]
    one = isinstance(node.elt, ast.Constant) and node.elt.value == 1
    if not one or not isinstance(part.iter, ast.Name) or len(part.ifs) != 1:
        return None
    test = part.ifs[0]
    if part.iter.id not in names or not isinstance(test, ast.Compare) or len(test.ops) != 1:
        return None
    sides = {ast.Lt: "left", ast.LtE: "right"}
    side = sides.get(type(test.ops[0]))
    own = isinstance(part.target, ast.Name) and is_name(test.left, part.target.id)
    bound = test.comparators[0]
    if side is None or not own or mentions(bound, ast.unparse(part.target)):
        return None
    return part.iter.id, ast.unparse(bound), side


TRIAL_DIVISION = Rewrite(
    name="stop at the square root",
    why="If n has a divisor, it has one no larger than its square root; looking further finds\n"
    "nothing new.",
    precondition="a search for any divisor of n by n % i == 0 from 2 upwards",
    find=_find_trial_division,
    applies=(
        (
            "def f(n):\n    for i in range(2, n):\n        if n % i == 0:\n"
            "            return False\n    return True\n",
            "from math import isqrt\ndef f(n):\n    for i in range(2, isqrt(n) + 1):\n"
            "        if n % i == 0:\n            return False\n    return True\n",
        ),
    ),
    refuses=(
        "def f(n):\n    t = 0\n    for i in range(2, n):\n        if n % i == 0:\n"
        "            t += i\n    return t\n",
        "def f(n):\n    for i in range(2, n):\n        if n % i == 1:\n            return False\n",
    ),
)

LOOP_TO_POWER = Rewrite(
    name="loop to power",
    why="** squares its way up in a few steps; the loop multiplies once for every count.",
    precondition="a product that starts at 1 and is multiplied by the same value each round",
    find=_find_powers,
    applies=(
        (
            "def f(b, n):\n    r = 1\n    for _ in range(n):\n        r *= b\n    return r\n",
            "def f(b, n):\n    r = b ** max(0, n)\n    return r\n",
        ),
    ),
    refuses=(
        "def f(n):\n    r = 1\n    for i in range(n):\n        r *= i\n    return r\n",
        "def f(b, n):\n    r = 2\n    for _ in range(n):\n        r *= b\n    return r\n",
    ),
)

DICT_GET = Rewrite(
    name="dict get",
    why="The key was hashed and looked up twice or three times; get() finds what is there or\n"
    "the start value in one look.",
    precondition="counting in a dict with the same number for a new and a known key",
    find=_find_counting_dicts,
    applies=(
        (
            "def f(xs):\n    d = {}\n    for x in xs:\n        if x in d:\n            d[x] += 1\n"
            "        else:\n            d[x] = 1\n    return d\n",
            "def f(xs):\n    d = {}\n    for x in xs:\n        d[x] = d.get(x, 0) + 1\n"
            "    return d\n",
        ),
    ),
    refuses=(
        "def f(d, x):\n    if x in d:\n        d[x] += 1\n    else:\n        d[x] = 2\n",
        "def f(d, e, x):\n    if x in d:\n        e[x] += 1\n    else:\n        e[x] = 1\n",
    ),
)

COUNT_TO_BISECT = Rewrite(
    name="bisect sorted data",
    why="In sorted data the border is found by halving: a handful of looks in place of a walk\n"
    "over everything.",
    precondition="counting what lies below a bound in a list made by sorted()",
    find=_find_sorted_searches,
    applies=(
        (
            "def f(xs, t):\n    ys = sorted(xs)\n    return sum(1 for y in ys if y < t)\n",
            "from bisect import bisect_left\ndef f(xs, t):\n    ys = sorted(xs)\n"
            "    return bisect_left(ys, t)\n",
        ),
    ),
    refuses=(
        "def f(ys, t):\n    return sum(1 for y in ys if y < t)\n",
        "def f(xs, t):\n    ys = sorted(xs)\n    return sum(1 for y in ys if y > t)\n",
    ),
)
