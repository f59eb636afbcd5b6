"""Reads cases of a function from the assert statements of a model's reply."""

import ast
from collections.abc import Iterator

from ..documents.literals import json_of, literal_value
from ..domain.errors import BrokenReply
from ..domain.json_value import JSONObject, JSONValue
from ..domain.signature import Signature, call_text
from ..domain.task import Example
from .code_layout import broken_line
from .code_replies import read_code

MOST_CASES = 12


def read_cases(
    text: str, signature: Signature, *, called: str = "", thinking: str = ""
) -> tuple[Example, ...]:
    """Return the cases, in order; contradictory and non-literal cases are left out.

    `called` is the name that the reply has for the function, where it is another. Raises
    BrokenReply where nothing is left.
    """
    tree = ast.parse(_parsing(read_code(text, thinking=thinking).source))
    found: dict[str, Example] = {}
    contradicted: set[str] = set()
    named = called or signature.name
    for node in ast.walk(tree):
        case = _case(node.test, signature, named) if isinstance(node, ast.Assert) else None
        if case is None:
            continue
        known = found.setdefault(case.description, case)
        if known.expected != case.expected:
            contradicted.add(case.description)
    cases = tuple(case for text, case in found.items() if text not in contradicted)[:MOST_CASES]
    if not cases:
        raise BrokenReply(f"the reply has no `assert {signature.name}(...) == value`")
    return cases


def _parsing(source: str) -> str:
    """Return the lines that are Python, one broken line after the other left out."""
    lines = source.splitlines()
    for _ in range(MOST_CASES):
        broken = broken_line("\n".join(lines))
        if not broken:
            return "\n".join(lines)
        del lines[min(broken, len(lines)) - 1]
    return ""


def _case(test: ast.expr, signature: Signature, named: str) -> Example | None:
    """Read a claim as a case: f(x) == value, f(x) is True; of a bool also f(x), not f(x)."""
    for call, expected in _claims(test, may_be_bool=signature.returns in ("bool", "")):
        try:
            if not (isinstance(call, ast.Call) and ast.unparse(call.func) == named):
                continue
            arguments = _arguments(call, signature)
            value = expected if isinstance(expected, bool) else json_of(literal_value(expected))
        except (ValueError, RecursionError):
            return None
        return Example(call_text(signature.name, arguments), value, arguments)
    return None


def _claims(test: ast.expr, may_be_bool: bool) -> Iterator[tuple[ast.expr, ast.expr | bool]]:
    if isinstance(test, ast.Compare) and len(test.ops) == 1:
        left, right = test.left, test.comparators[0]
        if isinstance(test.ops[0], (ast.Eq, ast.Is)):
            yield left, right
            yield right, left
    elif may_be_bool and isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        yield test.operand, False
    elif may_be_bool:
        yield test, True


def _arguments(call: ast.Call, signature: Signature) -> JSONObject:
    """Get the call's arguments by name. Raises ValueError where they do not fit the signature."""
    names = [parameter.name for parameter in signature.parameters]
    written = [*zip(names, call.args), *((one.arg or "", one.value) for one in call.keywords)]
    given: dict[str, JSONValue] = {name: json_of(literal_value(node)) for name, node in written}
    wrong = len(call.args) > len(names) or len(given) < len(written) or given.keys() - set(names)
    if wrong or set(signature.required) - given.keys():
        raise ValueError("the arguments do not fit")
    return given
