"""Makes mutants of a function: the same module with one thing in it done wrong."""

import ast
from collections.abc import Collection, Iterator

from msgspec import Struct

from ..optimize.rewrites.ast_queries import find_definition, span_of
from ..prompts.code_layout import parses

MOST = 60

_OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
}
_COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}


class Mutant(Struct, frozen=True):
    """A module's source with one change on a line, and the line's change as text."""

    source: str
    line: int
    before: str
    after: str

    def __str__(self) -> str:
        return f"line {self.line}: `{self.before}` made `{self.after}`"


def mutants_of(source: str, functions: Collection[str], most: int = MOST) -> tuple[Mutant, ...]:
    """Mutants of these functions, spread evenly over them where there are more than `most`."""
    tree = ast.parse(source)
    nodes = filter(None, (find_definition(tree, name) for name in functions))
    found = [_made(source, old, new) for node in nodes for old, new in _changes(node)]
    unique = list(
        {one.source: one for one in found if one.source != source and parses(one.source)}.values()
    )
    unique.sort(key=lambda one: one.line)
    if len(unique) <= most:
        return tuple(unique)
    return tuple(unique[round(place * len(unique) / most)] for place in range(most))


def _changes(function: ast.AST) -> Iterator[tuple[ast.expr | ast.stmt, str]]:
    """Yield each node to change, and the text that replaces it."""
    for node in _walk(function):
        if isinstance(node, ast.Constant):
            yield from ((node, text) for text in _constants(node.value))
        elif isinstance(node, ast.Compare):
            yield from _comparisons(node)
        elif isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
            other = ast.BinOp(node.left, _OPERATORS[type(node.op)](), node.right)
            yield node, f"({ast.unparse(other)})"
        elif isinstance(node, ast.BoolOp):
            op: ast.boolop = ast.Or() if isinstance(node.op, ast.And) else ast.And()
            yield node, f"({ast.unparse(ast.BoolOp(op, node.values))})"
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.Not, ast.USub)):
            yield node, f"({ast.unparse(node.operand)})"
        elif isinstance(node, (ast.If, ast.IfExp, ast.While)):
            yield node.test, f"(not ({ast.unparse(node.test)}))"
        elif isinstance(node, ast.AugAssign) and type(node.op) in _OPERATORS:
            other_step = ast.AugAssign(node.target, _OPERATORS[type(node.op)](), node.value)
            yield node, ast.unparse(other_step)
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            yield node, "pass"
        elif isinstance(node, ast.Return) and node.value is not None:
            if not (isinstance(node.value, ast.Constant) and node.value.value is None):
                yield node.value, "None"


def _walk(node: ast.AST) -> Iterator[ast.AST]:
    """All nodes that have a place of their own: no annotations, docstrings, texts of errors."""
    yield node
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list", "type_params"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, (ast.JoinedStr, ast.Raise)) or _is_text(child):
                continue
            if isinstance(child, ast.AST):
                yield from _walk(child)


def _is_text(node: object) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def _constants(value: object) -> tuple[str, ...]:
    if isinstance(value, bool):
        return (repr(not value),)
    if isinstance(value, (int, float)):
        return (f"{value + 1!r}",) if value in (0, 1) else (f"{value + 1!r}", f"{value - 1!r}")
    if isinstance(value, str):
        return (repr(value + "?"),) if value else (repr("?"),)
    return ()


def _comparisons(node: ast.Compare) -> Iterator[tuple[ast.expr, str]]:
    for place, op in enumerate(node.ops):
        for other in _COMPARISONS.get(type(op), ()):
            ops = [*node.ops[:place], other(), *node.ops[place + 1 :]]
            yield node, f"({ast.unparse(ast.Compare(node.left, ops, node.comparators))})"


def _made(source: str, node: ast.expr | ast.stmt, text: str) -> Mutant:
    raw = source.encode()
    first, last = span_of(raw, node)
    # The lines below keep their numbers, so that reports of them stay true.
    kept = raw[first:last].count(b"\n")
    new = (f"({text}\n" + "\n" * (kept - 1) + ")" if kept else text).encode()
    changed = raw[:first] + new + raw[last:]
    before = " ".join(raw[first:last].decode().split())
    shown = text[1:-1] if text.startswith("(") and text.endswith(")") else text
    return Mutant(changed.decode(), node.lineno, before, shown)
