"""Parses a model's tests into examples and property tests, and rejects unusable ones."""

import ast
import builtins
from collections.abc import Iterator
from dataclasses import dataclass

from ..domain.json_value import JSONValue, to_json
from ..domain.task import Example

_ANSWER_FUNCTIONS = frozenset({"answer", "solve"})
_SAFE_CALLS = frozenset(
    "abs all any bool enumerate float int isinstance len list max min range repr reversed round"
    " set sorted str sum tuple zip dict".split()
)
_SAFE_METHODS = frozenset(
    "strip lower upper split startswith endswith count isdigit isalpha splitlines keys values"
    " items get approx isupper islower title replace join index".split()
)


@dataclass(frozen=True, slots=True)
class ParsedCases:
    """What one test function states: plain examples, or its source if it is more than that.

    `problem` says why it cannot be used ("" if it can); `descriptions` are those it asks about;
    `types` are the built-in types it allows for the answer (() if it does not restrict them).
    """

    name: str
    examples: tuple[Example, ...] = ()
    source: str = ""
    descriptions: tuple[str, ...] = ()
    problem: str = ""
    types: tuple[str, ...] = ()


def parse_cases(source: str) -> tuple[ParsedCases, ...]:
    """One for each test function, methods of test classes included; source must parse."""
    return tuple(_parse_case(node) for node in _test_functions(ast.parse(source)))


def _test_functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    for node in tree.body:
        body = node.body if isinstance(node, ast.ClassDef) else [node]
        for inner in body:
            if isinstance(inner, ast.FunctionDef) and inner.name.startswith("test"):
                yield inner


def _parse_case(function: ast.FunctionDef) -> ParsedCases:
    pairs = list(_parametrized(function))
    statements = [s for s in function.body if not _is_docstring(s)]
    plain = [_plain_example(statement) for statement in statements]
    examples = tuple(pairs) or tuple(e for e in plain if e is not None)
    if pairs or (plain and len(examples) == len(plain)):
        descriptions = tuple(dict.fromkeys(e.description for e in examples))
        return ParsedCases(function.name, examples, descriptions=descriptions)
    descriptions = tuple(dict.fromkeys(_descriptions(function)))
    problem = _problem(function, descriptions)
    source = "" if problem else _as_source(function)
    types = _allowed_types(function)
    return ParsedCases(
        function.name, source=source, descriptions=descriptions, problem=problem, types=types
    )


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _plain_example(statement: ast.stmt) -> Example | None:
    """`assert answer("...") == value`, in the ways models write it."""
    if isinstance(statement, ast.Assert):
        test = statement.test
        if isinstance(test, ast.Compare) and isinstance(test.ops[0], (ast.Eq, ast.Is)):
            return _example(test.left, test.comparators[0]) if len(test.ops) == 1 else None
        if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
            return _example(test.operand, ast.Constant(False))
        return _example(test, ast.Constant(True))
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        call = statement.value
        named = isinstance(call.func, ast.Attribute) and call.func.attr in (
            "assertEqual",
            "assertEquals",
        )
        return _example(call.args[0], call.args[1]) if named and len(call.args) >= 2 else None
    return None


def _example(left: ast.expr, right: ast.expr) -> Example | None:
    for call_side, value_side in ((left, right), (right, left)):
        description = _description(call_side)
        if description is not None:
            known, value = _value(value_side)
            return Example(description, value) if known else None
    return None


def _description(node: ast.expr) -> str | None:
    """The text in answer("..."), answer({"description": "..."}) or answer("...")["result"]."""
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        return _description(node.value) if node.slice.value == "result" else None
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
        return None
    if node.func.id not in _ANSWER_FUNCTIONS or len(node.args) != 1:
        return None
    given = node.args[0]
    if isinstance(given, ast.Dict) and len(given.values) == 1:
        given = given.values[0]
    if isinstance(given, ast.Constant) and isinstance(given.value, str):
        return given.value
    return None


def _value(node: ast.expr) -> tuple[bool, JSONValue]:
    """(known, the value) of a literal, pytest.approx(literal) or arithmetic on literals."""
    if isinstance(node, ast.Call) and ast.unparse(node.func) in (
        "approx",
        "pytest.approx",
        "float",
    ):
        return _value(node.args[0]) if node.args else (False, None)
    if isinstance(node, ast.BinOp):
        return _computed(node)
    try:
        return True, _as_json(ast.literal_eval(node))
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        return False, None


def _as_json(value: object) -> JSONValue:
    if isinstance(value, (tuple, list)):
        return [_as_json(item) for item in value]
    if isinstance(value, (set, frozenset, bytes, complex)):
        raise ValueError("no JSON value")
    return to_json(value)


def _computed(node: ast.BinOp) -> tuple[bool, JSONValue]:
    left, right = _value(node.left), _value(node.right)
    numbers = [v for known, v in (left, right) if known and isinstance(v, (int, float))]
    if len(numbers) < 2 or max(map(abs, numbers)) > 10**9:
        return False, None
    a, b = numbers
    match node.op:
        case ast.Add():
            return True, a + b
        case ast.Sub():
            return True, a - b
        case ast.Mult():
            return True, a * b
        case ast.Div() if b:
            return True, a / b
    return False, None


def _parametrized(function: ast.FunctionDef) -> Iterator[Example]:
    """The cases of @pytest.mark.parametrize("text, expected", [(..., ...), ...])."""
    for decorator in function.decorator_list:
        if not isinstance(decorator, ast.Call) or not ast.unparse(decorator.func).endswith(
            "parametrize"
        ):
            continue
        if len(decorator.args) < 2 or not isinstance(decorator.args[1], (ast.List, ast.Tuple)):
            continue
        for case in decorator.args[1].elts:
            if isinstance(case, ast.Tuple) and len(case.elts) == 2:
                text, (known, value) = case.elts[0], _value(case.elts[1])
                if isinstance(text, ast.Constant) and isinstance(text.value, str) and known:
                    yield Example(text.value, value)


def _allowed_types(function: ast.FunctionDef) -> tuple[str, ...]:
    """The T of `assert isinstance(answer, T)`; () if there is no such assert."""
    for node in ast.walk(function):
        test = node.test if isinstance(node, ast.Assert) else None
        if isinstance(test, ast.Call) and ast.unparse(test.func) == "isinstance":
            wanted = test.args[1] if len(test.args) == 2 else ast.Tuple([])
            parts = wanted.elts if isinstance(wanted, ast.Tuple) else [wanted]
            return tuple(ast.unparse(part) for part in parts)
    return ()


def _descriptions(function: ast.FunctionDef) -> Iterator[str]:
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            description = _description(node)
            if description is not None:
                yield description


def _problem(function: ast.FunctionDef, descriptions: tuple[str, ...]) -> str:
    """Why a test that is more than plain examples cannot be used ("" if it can)."""
    if not any(isinstance(node, ast.Assert) for node in ast.walk(function)):
        return "it asserts nothing"
    if not descriptions:
        return "it never asks for an answer"
    if [a.arg for a in function.args.args] not in (["answer"], ["self", "answer"]):
        return "it needs more than the program's answer"
    stored = {n.id for n in ast.walk(function) if isinstance(n, ast.Name) and not _loads(n)}
    for node in ast.walk(function):
        problem = _forbidden(node, stored)
        if problem:
            return problem
    return ""


def _loads(node: ast.Name) -> bool:
    return isinstance(node.ctx, ast.Load)


def _forbidden(node: ast.AST, stored: set[str]) -> str:
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return "it imports something"
    if isinstance(node, (ast.While, ast.With, ast.Try, ast.Lambda, ast.Global)):
        return "it does more than compare answers"
    if isinstance(node, ast.Attribute) and node.attr not in _SAFE_METHODS:
        return f"it uses .{node.attr}"
    if isinstance(node, ast.Name) and node.id not in stored | _SAFE_CALLS | {"answer"}:
        known = "the built-in" if hasattr(builtins, node.id) else "the unknown name"
        return f"it uses {known} {node.id}"
    return ""


def _as_source(function: ast.FunctionDef) -> str:
    """The function alone, without `self`, decorators and annotations."""
    bare = ast.FunctionDef(
        name=function.name,
        args=ast.arguments([], [ast.arg("answer")], None, [], [], None, []),
        body=function.body,
        decorator_list=[],
        lineno=1,
    )
    return ast.unparse(ast.fix_missing_locations(bare)) + "\n"
