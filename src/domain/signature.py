"""The signature of a function: name, typed parameters, result and summary, read from source."""

import ast
from collections.abc import Iterator, Mapping

from msgspec import Struct


class FunctionParameter(Struct, frozen=True):
    """A parameter as it is written; `default` is the source of its default ("" for none)."""

    name: str
    annotation: str
    default: str = ""
    is_keyword_only: bool = False

    def __str__(self) -> str:
        typed = f"{self.name}: {self.annotation}" if self.annotation else self.name
        return f"{typed} = {self.default}" if self.default else typed


class Signature(Struct, frozen=True):
    """How a function is called; `returns` is the source of its result's annotation.

    Calls give arguments by name, and so a `/` of the source is left out.
    """

    name: str
    parameters: tuple[FunctionParameter, ...] = ()
    returns: str = ""
    summary: str = ""

    def __str__(self) -> str:
        result = f" -> {self.returns}" if self.returns else ""
        named = [str(one) for one in self.parameters if one.is_keyword_only]
        placed = [str(one) for one in self.parameters if not one.is_keyword_only]
        marker = ["*"] if named else []
        return f"{self.name}({', '.join([*placed, *marker, *named])}){result}"

    @property
    def required(self) -> tuple[str, ...]:
        """The names of the parameters without a default."""
        return tuple(one.name for one in self.parameters if not one.default)


def read_signature(source: str, name: str = "") -> Signature:
    """Read the signature of a module's function: `name`, or the one that `main(...)` is given.

    Raises ValueError with a sentence if the source does not parse, has no such function, or the
    function is not a plain one (asynchronous, a generator, with *args or **kwargs).
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as problem:
        raise ValueError(f"the source does not parse: {problem}") from problem
    wanted = name or entry_name(tree)
    for node in tree.body:
        if isinstance(node, ast.AsyncFunctionDef) and node.name == wanted:
            raise ValueError(f"{wanted} is asynchronous; a plain function is needed")
        if isinstance(node, ast.FunctionDef) and node.name == wanted:
            try:
                return _signature(node)
            except RecursionError as problem:
                raise ValueError(f"the signature of {wanted} is nested too deeply") from problem
    raise ValueError(
        f"the source has no function {wanted}" if wanted else "the source has no public function"
    )


def entry_name(tree: ast.Module) -> str:
    """Return the name of the function that `main(...)` gets, else of the only public one."""
    for node in tree.body:
        if isinstance(node, ast.If) and "__name__" in ast.unparse(node.test):
            for call in ast.walk(node):
                if isinstance(call, ast.Call) and ast.unparse(call.func) == "main" and call.args:
                    return ast.unparse(call.args[0])
    public = [n.name for n in tree.body if isinstance(n, ast.FunctionDef) and n.name[0] != "_"]
    return public[0] if len(public) == 1 else ""


def _signature(node: ast.FunctionDef) -> Signature:
    given = node.args
    if given.vararg or given.kwarg:
        raise ValueError(f"{node.name} takes any number of arguments; each needs a name")
    if any(isinstance(one, (ast.Yield, ast.YieldFrom)) for one in own_nodes(node)):
        raise ValueError(f"{node.name} is a generator; a result is needed")
    plain = [*given.posonlyargs, *given.args]
    missing: list[ast.expr | None] = [None] * (len(plain) - len(given.defaults))
    defaults = [*missing, *given.defaults, *given.kw_defaults]
    parameters = tuple(
        FunctionParameter(
            one.arg, _written(one.annotation), _written(default), one in given.kwonlyargs
        )
        for one, default in zip([*plain, *given.kwonlyargs], defaults, strict=True)
    )
    summary = (ast.get_docstring(node) or "").strip().partition("\n")[0]
    return Signature(node.name, parameters, _written(node.returns), summary)


def own_nodes(function: ast.FunctionDef | ast.Module) -> Iterator[ast.AST]:
    """Yield the nodes of the function, or module, without those of functions inside it."""
    ahead: list[ast.AST] = list(function.body)
    while ahead:
        node = ahead.pop()
        yield node
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)):
            ahead += ast.iter_child_nodes(node)


def _written(node: ast.expr | None) -> str:
    return ast.unparse(node) if node is not None else ""


def call_text(name: str, arguments: Mapping[str, object]) -> str:
    """Return a call as users read it: is_prime(n=17)."""
    return f"{name}({', '.join(f'{key}={value!r}' for key, value in arguments.items())})"


def without_ending(source: str) -> str:
    """Return a typed function's module without what makes a program of it."""
    return source.partition('\n\nif __name__ == "__main__":')[0].strip() + "\n"


def function_ending(name: str) -> str:
    """Return what is put behind a typed function to make a program of its module."""
    return (
        f'\n\nif __name__ == "__main__":\n    from node_runtime import main\n\n    main({name})\n'
    )
