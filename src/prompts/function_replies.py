"""Makes a node's module of the function in a model's reply, and repairs what usually is wrong."""

import ast
from collections.abc import Iterator

from msgspec import Struct

from ..documents.source_edits import TextEdit, apply, text_of, without
from ..domain.errors import BrokenReply
from ..domain.model_request import Reply
from ..domain.replace import replace
from ..domain.signature import Signature, function_ending, own_nodes, read_signature
from .code_replies import read_code
from .demonstrations import is_trial, names_in, without_demonstration
from .imports_repair import add_missing_imports, drop_foreign_imports, drop_unused_types
from .stub_replies import plain_annotation


class FunctionReply(Struct, frozen=True):
    """A planned function's module, the repairs made, and the parameters that its code ignores."""

    source: str
    repairs: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()


def read_function(reply: Reply, signature: Signature) -> FunctionReply:
    """Return the planned function as the reply defines it.

    The given signature is kept, whatever names and annotations the reply has. Raises BrokenReply
    where the reply has no plain function that takes as many parameters.
    """
    code = read_code(reply.text, (signature.name,), thinking=reply.thinking)
    source, renamed = _named(_as_function(code.source, signature.name), signature)
    written = _written(source, signature)
    if signature.returns == "object":
        # The plan does not say what comes back, so the reply may.
        signature = replace(signature, returns=plain_annotation(written.returns) or "object")
    bare = without_demonstration(source, signature.name)
    returning = _returning_what_it_prints(bare, signature.name)
    _check_body(returning, signature)
    planned, header = _with_signature(returning, written, signature)
    repairs = [*code.repairs, *renamed, *header]
    if returning != bare:
        repairs.append("it returns what it printed")
    complete = add_missing_imports(drop_foreign_imports(planned))
    if complete != planned:
        repairs.append("imports were completed")
    complete = drop_unused_types(complete)
    module = complete.strip() + "\n" + function_ending(signature.name)
    return FunctionReply(module, tuple(repairs), _unread(returning, written, signature))


def _as_function(source: str, name: str) -> str:
    """Return the source with a function for the method of this name, or for a class's only one."""
    body = _tree(source).body
    functions = [node.name for node in body if isinstance(node, ast.FunctionDef)]
    if name in functions:
        return source
    for owner in (node for node in body if isinstance(node, ast.ClassDef)):
        methods = [node for node in owner.body if isinstance(node, ast.FunctionDef)]
        public = [node.name for node in methods if not node.name.startswith("_")]
        for method in methods:
            if method.name == name or [method.name] == public and not functions:
                if "staticmethod" not in map(ast.unparse, method.decorator_list):
                    del method.args.args[:1]
                given = ", ".join(one.arg for one in method.args.args)
                header = f"def {name}({ast.unparse(method.args)}):"
                call = f"{owner.name}().{method.name}({given})"
                return f"{source.rstrip()}\n\n\n{header}\n    return {call}\n"
    return source


def _named(source: str, signature: Signature) -> tuple[str, list[str]]:
    """Return the source with its last fitting function under the planned name."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    defined = [node for node in _tree(source).body if isinstance(node, kinds)]
    named = [node for node in defined if node.name == signature.name]
    if named:
        return without(source, named[:-1]) if named[1:] else source, []
    functions = {node.name: node for node in defined if isinstance(node, ast.FunctionDef)}
    count = len(signature.parameters)
    fitting = [name for name, node in functions.items() if _takes(node, count)]
    if len(fitting) > 1:
        users = [one for one in defined if not is_trial(one)]
        used = set().union(*(names_in(one, ast.Load) - {one.name} for one in users))
        fitting = [name for name in fitting if name not in used]
    if len(fitting) != 1:
        others = ", ".join(node.name for node in defined) or "none"
        raise BrokenReply(f"the reply has no function {signature.name} (it defines: {others})")
    tree = _tree(source)
    names = [n for n in ast.walk(tree) if isinstance(n, ast.Name) and n.id == fitting[0]]
    source = apply(source, [TextEdit.of(name, signature.name) for name in names])
    head = f"def {fitting[0]}("
    return (
        source.replace(head, f"def {signature.name}(", 1),
        [f"{fitting[0]} was renamed {signature.name}"],
    )


def _takes(function: ast.FunctionDef, count: int) -> bool:
    """Return True if it can be called with so many arguments."""
    given = function.args
    most = len([*given.posonlyargs, *given.args, *given.kwonlyargs])
    return most - len([*given.defaults, *filter(None, given.kw_defaults)]) <= count <= most


def _written(source: str, signature: Signature) -> Signature:
    """Return the signature in the reply. Raises BrokenReply where the planned call does not fit."""
    try:
        written = read_signature(source, signature.name)
    except ValueError as problem:
        raise BrokenReply(f"the reply cannot be used: {problem}") from problem
    planned, names = (", ".join(p.name for p in s.parameters) for s in (signature, written))
    if not len(written.required) <= len(signature.parameters) <= len(written.parameters):
        raise BrokenReply(f"the reply's {signature.name} takes {names or 'nothing'}, not {planned}")
    return written


def _with_signature(source: str, written: Signature, signature: Signature) -> tuple[str, list[str]]:
    """Get the source with the planned signature; other parameter names are kept as local names."""
    if str(written) == str(signature):
        return source, []
    planned = [one.name for one in signature.parameters]
    names = [one.name for one in written.parameters]
    lines = source.split("\n")
    node = _function(source, signature.name)
    if len(names) > len(planned):
        start = min([node.lineno, *(one.lineno for one in node.decorator_list)]) - 1
        around = _around(node, written, signature)
        repaired = "\n".join([*lines[:start], *around, *lines[node.end_lineno :]])
        return repaired, ["the signature was put back"]
    body = _body_lines(lines, node)
    # The same names in another order mean what they say.
    aliases = [] if set(names) == set(planned) else _aliases(names, planned)
    rest = lines[node.end_lineno or len(lines) :]
    header = [f"def {signature}:", *_docstring_first(body, aliases)]
    start = node.lineno - 1
    return "\n".join([*lines[:start], *header, *rest]), ["the signature was put back"]


def _around(node: ast.FunctionDef, written: Signature, signature: Signature) -> list[str]:
    """Return the planned function with the reply's, which has more parameters, inside it."""
    planned = [one.name for one in signature.parameters]
    by_name = set(written.required) <= set(planned) <= {one.name for one in written.parameters}
    given = ", ".join(f"{name}={name}" if by_name else name for name in planned)
    (outer,) = ast.parse(f"def {signature}:\n    return {signature.name}({given})").body
    assert isinstance(outer, ast.FunctionDef)
    documented = ast.get_docstring(node) is not None
    outer.body = [*node.body[:documented], node, *outer.body]
    node.body = node.body[documented:]
    return ast.unparse(outer).split("\n")


def _aliases(names: list[str], planned: list[str]) -> list[str]:
    pairs = [(own, given) for own, given in zip(names, planned) if own != given]
    if not pairs:
        return []
    left, right = (", ".join(part) for part in zip(*pairs))
    return [f"    {left} = {right}"]


def _body_lines(lines: list[str], node: ast.FunctionDef) -> list[str]:
    first = node.body[0]
    start = min([first.lineno, *(d.lineno for d in getattr(first, "decorator_list", []))]) - 1
    if lines[start].encode()[: first.col_offset].strip():
        return ast.unparse(node).split("\n")[len(node.decorator_list) + 1 :]
    # Comments in front of the first statement belong to the body.
    while lines[start - 1].lstrip()[:1] in ("", "#"):
        start -= 1
    return lines[start : node.end_lineno]


def _docstring_first(body: list[str], aliases: list[str]) -> list[str]:
    if not aliases:
        return body
    node = ast.parse("def f():\n" + "\n".join(body)).body[0]
    assert isinstance(node, ast.FunctionDef)
    has_docstring = ast.get_docstring(node) is not None
    end = (node.body[0].end_lineno or 1) - 1 if has_docstring else 0
    return [*body[:end], *aliases, *body[end:]]


def _returning_what_it_prints(source: str, name: str) -> str:
    """Make the function return the last thing it prints, if it returns nothing."""
    node = _function(source, name)
    if _returns(node):
        return source
    edits = []
    for block in _blocks(node):
        last = block[-1]
        if isinstance(last, ast.Expr) and _is_print(last.value):
            assert isinstance(last.value, ast.Call)
            edits.append(TextEdit.of(last, f"return {text_of(source, last.value.args[-1])}"))
    return apply(source, edits) if edits else source


def _blocks(function: ast.FunctionDef) -> Iterator[list[ast.stmt]]:
    """Yield every list of statements in which the function may end."""
    yield function.body
    for node in own_nodes(function):
        if isinstance(node, (ast.If, ast.Try, ast.With)):
            parts = [node.body, getattr(node, "orelse", []), getattr(node, "finalbody", [])]
            parts += [handler.body for handler in getattr(node, "handlers", [])]
            yield from filter(None, parts)


def _is_print(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "print"
        and bool(node.args)
        and not isinstance(node.args[-1], ast.Starred)
    )


def _check_body(source: str, signature: Signature) -> None:
    """Raise BrokenReply for a function that is only a stub, or that asks the keyboard."""
    node, name = _function(source, signature.name), signature.name
    for part in ast.walk(node):
        if isinstance(part, ast.Call) and ast.unparse(part.func) == "input":
            raise BrokenReply(f"{name} asks the keyboard; its values are its arguments")
    if signature.returns != "None" and not _returns(node):
        stub = all(isinstance(one, (ast.Pass, ast.Expr)) for one in node.body)
        raise BrokenReply(f"{name} has no body" if stub else f"{name} returns nothing")


def _unread(source: str, written: Signature, signature: Signature) -> tuple[str, ...]:
    """Return the planned parameters that the reply's function never reads."""
    body = _function(source, signature.name).body
    if any("locals" in names_in(one, ast.Load) for one in body):
        return ()
    planned = [one.name for one in signature.parameters]
    names = [one.name for one in written.parameters]
    own = planned if set(planned) <= set(names) else names
    return tuple(name for name, used in zip(planned, own) if not _is_read(body, used))


def _is_read(body: list[ast.stmt], name: str) -> bool:
    for statement in body:
        if name in names_in(statement, ast.Load):
            return True
        assigns = isinstance(statement, (ast.Assign, ast.AnnAssign))
        if assigns and name in names_in(statement, ast.Store):
            return False
    return False


def _returns(node: ast.FunctionDef) -> bool:
    """Tell whether the function returns anything; a generator's function does not come here."""
    own = own_nodes(node)
    return any(isinstance(one, ast.Return) and one.value is not None for one in own)


def _function(source: str, name: str) -> ast.FunctionDef:
    body = _tree(source).body
    return next(n for n in body if isinstance(n, ast.FunctionDef) and n.name == name)


def _tree(source: str) -> ast.Module:
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as problem:
        raise BrokenReply(f"the reply does not parse: {problem}") from problem
