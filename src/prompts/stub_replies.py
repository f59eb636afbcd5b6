"""Reads a plan from a model's reply: the stub of a typed function and one call of it."""

import ast
import builtins
import keyword
import re
from contextlib import suppress

from msgspec import Struct

from ..documents.function_arguments import check_arguments
from ..documents.literals import annotation_of, json_of, literal_value
from ..domain.errors import BadArguments, BrokenReply
from ..domain.json_value import JSONObject
from ..domain.replace import replace
from ..domain.signature import FunctionParameter, Signature, read_signature
from .code_layout import parses
from .code_replies import code_pieces, read_code
from .demonstrations import is_trial
from .stub_calls import call_of, called_name, fit

_NAMES = (
    "List:list Dict:dict Tuple:tuple Set:set FrozenSet:frozenset Text:str string:str String:str"
    " integer:int number:float boolean:bool array:list any:object Any:object"
)
_MODERN = {old: new for old, _, new in (pair.partition(":") for pair in _NAMES.split())}
_KNOWN = frozenset(
    "int float bool str None list dict set frozenset tuple object Decimal date datetime time"
    " timedelta UUID Path Literal Optional Union Sequence Iterable Mapping Collection".split()
)
LOOSE = frozenset(
    {"", "object", "list", "dict", "set", "frozenset", "tuple", "Sequence", "Iterable"}
)
"""Annotations that leave open what is inside, so that a value says more."""
_RESERVED = frozenset({*dir(builtins), *keyword.kwlist, *keyword.softkwlist, "main"})
_AVOIDED = {"description": "text", "arguments": "values"}
"""Parameter names that the input object of a node gives a meaning of its own."""

_TOOLS = re.compile(r"^\s*#\s*tools?\s*:\s*(.+)$", re.IGNORECASE | re.MULTILINE)
_MENTIONED = re.compile(r"`([^`\n]+)`|(?:#|>>>)[ \t]*(.+)$", re.MULTILINE)
_ASYNC = re.compile(r"^async (?=def )", re.MULTILINE)
_LONGEST_SUMMARY = 300


class StubReply(Struct, frozen=True):
    """A planned function: how it is called, what it does, and this task's arguments.

    `called` is the name that the reply gives the function. `arguments` is None where the reply
    has no call. `tools` are the names that it asks for; `repairs` name what was changed to make
    the plan usable.
    """

    signature: Signature
    called: str
    arguments: JSONObject | None = None
    tools: tuple[str, ...] = ()
    repairs: tuple[str, ...] = ()


def read_stub(text: str, task: str = "", *, thinking: str = "") -> StubReply:
    """Read the stub and its call: of several calls the one that has the values of the task.

    Raises BrokenReply with a sentence on what is missing.
    """
    code = read_code(text, thinking=thinking)
    try:
        source = _ASYNC.sub("", code.source)
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as problem:
        reason = problem.msg if isinstance(problem, SyntaxError) else str(problem)
        raise BrokenReply(f"the plan is not valid Python: {reason}") from problem
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    if not functions:
        raise BrokenReply(
            "the reply has a class; write one plain function"
            if any(isinstance(node, ast.ClassDef) for node in tree.body)
            else "the reply has no function"
        )
    functions = [one for one in functions if not is_trial(one)] or functions
    names = {function.name for function in functions}
    call = call_of(tree, names, task) or _call_beside(text, names, task)
    name = called_name(call) if call else functions[0].name
    try:
        written = read_signature(source, name)
    except ValueError as problem:
        raise BrokenReply(f"the stub cannot be used: {problem}") from problem
    written, added = _with_all_values(written, call) if call else (written, ())
    given = _bound(written, call) if call else None
    signature, arguments, repairs = _usable(written, given)
    tools = _TOOLS.search(text)
    asked_for = tuple(re.findall(r"[\w-]+", tools.group(1))) if tools else ()
    return StubReply(signature, name, arguments, asked_for, (*code.repairs, *added, *repairs))


def _call_beside(text: str, names: set[str], task: str) -> ast.Call | None:
    """Return the call with the task's values in another block, a comment, or between backticks."""
    said = [*code_pieces(text), *(a or b for a, b in _MENTIONED.findall(text))]
    call = call_of(ast.parse("\n".join(filter(parses, said))), names, task)
    return call if call and fit(call, task)[0] else None


def _with_all_values(signature: Signature, call: ast.Call) -> tuple[Signature, tuple[str, ...]]:
    """Get the signature with a parameter for each value that the call has and the stub forgot."""
    known = signature.parameters
    if len(call.args) > len(known) and any(one.default for one in known):
        raise BrokenReply(f"the call has {len(call.args)} arguments, {signature} takes fewer")
    names = [f"value_{number}" for number in range(len(known) + 1, len(call.args) + 1)]
    added = tuple(FunctionParameter(name, "") for name in names)
    repairs = tuple(f"{name} was added" for name in names)
    return replace(signature, parameters=known + added), repairs


def _bound(signature: Signature, call: ast.Call) -> dict[str, object]:
    """Return the call's arguments by name."""
    names = [parameter.name for parameter in signature.parameters]
    bound: dict[str, object] = {}
    written = [*zip(names, call.args), *((k.arg or "**", k.value) for k in call.keywords)]
    for name, node in written:
        if name not in names or name in bound:
            raise BrokenReply(f"the call gives {name}, which {signature} does not take once")
        try:
            bound[name] = literal_value(node)
            json_of(bound[name])
        except ValueError as problem:
            shown = name
            with suppress(RecursionError):
                shown = ast.unparse(node)[:60]
            raise BrokenReply(
                f"the call's argument {shown} is not a literal value; write the value there"
            ) from problem
    return bound


def _usable(
    written: Signature, given: dict[str, object] | None
) -> tuple[Signature, JSONObject | None, tuple[str, ...]]:
    """Return the signature with usable names and annotations that fit this task's arguments."""
    name = usable_name(written)
    repairs = [f"{written.name} was renamed {name}"] if name != written.name else []
    parameters: list[FunctionParameter] = []
    arguments: JSONObject = {}
    taken = {one.name for one in written.parameters}
    for one in written.parameters:
        called = _AVOIDED.get(one.name, one.name)
        if called != one.name and called in taken:
            called += "_"
        annotation = plain_annotation(one.annotation) or "object"
        if given is not None and one.name in given:
            arguments[called] = json_of(given[one.name])
            annotation = _fitting(annotation, given[one.name])
        if annotation != one.annotation:
            repairs.append(f"{called} was annotated {annotation}")
        parameters.append(replace(one, name=called, annotation=annotation))
    returns = plain_annotation(written.returns) or "object"
    summary = " ".join(written.summary.split())[:_LONGEST_SUMMARY]
    signature = Signature(name, tuple(parameters), returns, summary)
    if given is None:
        return signature, None, tuple(repairs)
    missing = [one for one in signature.required if one not in arguments]
    if missing:
        raise BrokenReply(f"the call lacks {missing[0]}, which {signature} needs")
    return signature, arguments, tuple(repairs)


def _fitting(annotation: str, value: object) -> str:
    """Return the annotation, or the value's own where the written one is loose or does not fit."""
    if annotation in LOOSE:
        return annotation_of(value)
    probe = Signature("probe", (FunctionParameter("value", annotation),), "")
    try:
        check_arguments(probe, "", {"value": json_of(value)})
    except (BadArguments, SyntaxError, TypeError):
        return annotation_of(value)
    return annotation


def usable_name(written: Signature) -> str:
    """Get the function's name, or one made of it where it would shadow a builtin or a keyword."""
    name = written.name.lstrip("_") or "answer"
    if name not in _RESERVED and not name.startswith("test_"):
        return name
    first = written.parameters[0].name if written.parameters else "values"
    return f"{name.removeprefix('test_')}_of_{first}"


def plain_annotation(text: str) -> str:
    """Return the annotation with builtin generics and `X | None`; "" for an unknown one."""
    if not text:
        return ""
    try:
        node = ast.parse(text, mode="eval").body
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node = ast.parse(node.value, mode="eval").body
        return ast.unparse(_Modern().visit(node))
    except (_Unknown, SyntaxError, ValueError, RecursionError):
        return ""


class _Unknown(Exception):
    """A name that is not a type which JSON can carry."""


class _Modern(ast.NodeTransformer):
    """Rewrites names of `typing` as builtins. Raises _Unknown for a name it does not know."""

    # ast.NodeTransformer finds its methods by the nodes' names.
    # pylint: disable=invalid-name

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        return self.visit_Name(ast.Name(node.attr))

    def visit_Name(self, node: ast.Name) -> ast.expr:
        name = _MODERN.get(node.id, node.id)
        if name not in _KNOWN:
            raise _Unknown(name)
        return ast.Name(name)

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        name = ast.unparse(node.value).rpartition(".")[2]
        if name == "Literal":
            return ast.Subscript(ast.Name(name), node.slice)
        items = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        inside = [self.visit(item) for item in items]
        if name in ("Optional", "Union"):
            parts = inside if name == "Union" else [*inside, ast.Constant(None)]
            return ast.parse(" | ".join(map(ast.unparse, parts)), mode="eval").body
        slice_ = inside[0] if len(inside) == 1 else ast.Tuple(inside)
        return ast.Subscript(self.visit(node.value), slice_)
