"""What the user's own Python text in a task fixes: a signature, and cases from its doctests."""

import ast
import codeop
import re
import textwrap
from collections.abc import Iterator, Sequence

from msgspec import Struct

from ..domain.json_value import MOST_DEPTH, JSONObject, JSONValue
from ..domain.signature import call_text, read_signature
from ..domain.task import Example, GivenFunction
from .slot_values import as_json

_CODE_STARTS = re.compile(r"\s*(?:def\s+\w+\s*\(|from\s+[\w.]+\s+import\s|import\s+\w|@\w)")
_NO_PLAIN_FUNCTION = re.compile(r"^\s*(?:class\s+\w+\s*[:(]|async\s+def\s)", re.MULTILINE)
_HEADER = re.compile(r"def\s+\w+\s*\(.*", re.DOTALL)
_CASE_LINE = re.compile(
    r"(?P<call>\w+\(.*\))\s*(?:==|=>|➞|->|→|returns|should\s+return)\s*(?P<want>.+)"
)
_DOCTEST = re.compile(
    r"^ *>>> (?P<call>.*(?:\n *\.\.\. ?.*)*)(?:\n|\Z)(?P<want>(?: *(?!>>>)\S.*(?:\n|\Z))*)",
    re.MULTILINE,
)
_TYPED_CODE = re.compile(
    r"^(?:def\s+\w+\s*\(|@\w+\s*$|from\s+[\w.]+\s+import\s).*\Z", re.MULTILINE | re.DOTALL
)
_LONGEST_CODE = 20_000
_MOST_LINES = 400
_LONGEST_HEADER = 500
LONGEST_LINE = 1_000
"""Characters of a line that states a result; the pattern takes the square of them."""
_LONGEST_LITERAL = 2_000
_DEEPEST = 12
_MOST_NOTES = 20
_UNREADABLE = (SyntaxError, ValueError, RecursionError, MemoryError)


class GivenCode(Struct, frozen=True):
    """A function that the user's text fixes, its cases, and what it does in words.

    `words` are the lines around the code and those of the docstring, without its examples.
    """

    function: GivenFunction
    cases: tuple[Example, ...]
    words: str


def read_given_code(typed: str) -> GivenCode | None:
    """Return the function that a task's text gives as Python: the last one, which has no body yet.

    None where there is no Python, or where the functions in it are complete. Nothing of it is
    ever run.
    """
    if "def " not in typed or len(typed) > _LONGEST_CODE or _NO_PLAIN_FUNCTION.search(typed):
        return None
    found = _code_in(typed.expandtabs(4).splitlines()[:_MOST_LINES]) or _inline_header(typed)
    if found is None:
        return None
    source, words = found
    functions = [node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)]
    if not functions:
        return None
    stub = functions[-1]
    first = min([stub.lineno, *(d.lineno for d in stub.decorator_list)])
    before = "\n".join(source.splitlines()[: first - 1]).strip()
    try:
        return given_code(stub, before, words) if has_no_body(stub) else None
    except (ValueError, RecursionError):
        return None


def given_code(stub: ast.FunctionDef, context: str, words: str = "", place: str = "") -> GivenCode:
    """Return what a function without a body fixes; `context` is before it, `words` are around it.

    Raises ValueError with a sentence unless it is a plain function.
    """
    read_signature(ast.unparse(stub), stub.name)
    cases, notes = _examples_of(stub)
    _annotate(stub, cases)
    signature = read_signature(ast.unparse(ast.fix_missing_locations(stub)), stub.name)
    docstring = ast.get_docstring(stub) or ""
    given = GivenFunction(stub.name, str(signature), docstring, context, notes, place)
    described = docstring.partition(">>>")[0].splitlines()
    prose = "\n".join(line for line in described if not _case_line(line))
    return GivenCode(given, cases, f"{words}\n{prose}".strip())


def has_code(typed: str) -> bool:
    """Return True if a line of what was typed begins a function, or what comes before one."""
    return _TYPED_CODE.search(typed) is not None


def goes_on(typed: str) -> bool:
    """Tell whether what was typed is incomplete Python: a header, an open docstring.

    Behind imports and complete functions more is expected, until two empty lines are typed.
    """
    found = _TYPED_CODE.search(typed)
    if found is None or typed.endswith("\n\n\n") or len(typed) > _LONGEST_CODE:
        return False
    try:
        if codeop.compile_command(found.group(), symbol="exec") is None:
            return True
        last = ast.parse(found.group()).body[-1]
    except (*_UNREADABLE, OverflowError):
        return False
    if not isinstance(last, ast.FunctionDef):
        return True
    return not has_no_body(last)


def call_arguments(text: str, function: str, names: Sequence[str]) -> JSONObject | None:
    """Return the arguments of a call written as Python, `f(3, b="x")`, all of them literals.

    None unless the text is such a call of the function with these parameters.
    """
    call = _parsed(text)
    if not isinstance(call, ast.Call) or ast.unparse(call.func) != function:
        return None
    if len(call.args) > len(names) or any(one.arg not in names for one in call.keywords):
        return None
    named = {str(one.arg): one.value for one in call.keywords}
    given = dict(zip(names, call.args)) | named
    if len(given) < len(call.args) + len(named):
        return None
    try:
        return {name: literal_json(value) for name, value in given.items()}
    except ValueError:
        return None


def literal_json(node: ast.expr) -> JSONValue:
    """Return a literal as JSON: tuples and sorted sets as lists. Raises ValueError."""
    try:
        if _depth(node) <= _DEEPEST:
            return as_json(ast.literal_eval(node))
    except (TypeError, RecursionError, MemoryError) as problem:
        raise ValueError(f"no literal that can be read: {problem}") from problem
    raise ValueError("the literal is nested too deeply")


def literal_values(text: str) -> tuple[JSONValue, ...] | None:
    """Return the literals that a text consists of; None if it is anything else."""
    parsed = _parsed(f"({text},)")
    if not isinstance(parsed, ast.Tuple) or not parsed.elts:
        return None
    try:
        return tuple(map(literal_json, parsed.elts))
    except ValueError:
        return None


def _code_in(lines: list[str]) -> tuple[str, str] | None:
    """Return the block of Python from the first line that looks like code, and the rest."""
    start = next((n for n, line in enumerate(lines) if _CODE_STARTS.match(line)), None)
    if start is None:
        return None
    end = len(lines)
    while end > start:
        block = textwrap.dedent("\n".join(lines[start:end])).rstrip()
        for source in (block, f"{block}\n    ...", f"{block}:\n    ..."):
            if (last := _last_line(source)) is not None:
                last = min(last, end - start)
                rest = "\n".join([*lines[:start], *lines[start + last :]])
                return "\n".join(source.splitlines()[: last + 1]), rest.strip()
        end = start + min(_line_of_error(block), end - start) - 1
    return None


def _last_line(source: str) -> int | None:
    """Return the line on which the last function of a module ends; None if there is none."""
    try:
        ends = [n.end_lineno or 0 for n in ast.parse(source).body if isinstance(n, ast.FunctionDef)]
    except _UNREADABLE:
        return None
    return ends[-1] if ends else None


def _line_of_error(source: str) -> int:
    try:
        ast.parse(source)
    except SyntaxError as error:
        return error.lineno or 1
    except _UNREADABLE:
        pass
    return 1


def _inline_header(typed: str) -> tuple[str, str] | None:
    """Return a signature within a sentence: "write def f(a: int) -> int that doubles a"."""
    found = _HEADER.search(typed)
    if found is None:
        return None
    text = found.group()[:_LONGEST_HEADER]
    for end in (match.end() for match in re.finditer(r"[\])\w]", text)):
        rest = text[end:].lstrip("`:")
        result_follows = rest.lstrip().startswith("->")
        if not result_follows and _last_line(f"{text[:end]}: ...") is not None:
            if not rest or rest[0] in " ,.\n":
                words = f"{typed[: found.start()].rstrip('` ')} {rest.strip(' :')}"
                return f"{text[:end]}: ...", words.strip()
    return None


def has_no_body(node: ast.FunctionDef) -> bool:
    """Return True for a docstring, `...`, `pass`, or raising NotImplementedError."""
    return all(
        isinstance(one, ast.Pass)
        or (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant))
        or (isinstance(one, ast.Raise) and "NotImplementedError" in ast.unparse(one))
        for one in node.body
    )


def _examples_of(stub: ast.FunctionDef) -> tuple[tuple[Example, ...], tuple[str, ...]]:
    """Return the cases of a docstring, and what is an example in it but no case."""
    names = [one.arg for one in (*stub.args.posonlyargs, *stub.args.args, *stub.args.kwonlyargs)]
    # Two results of one call are both kept: they contradict each other, which is refused.
    cases: dict[tuple[str, str], Example] = {}
    notes: list[str] = []
    for call, want in _stated(ast.get_docstring(stub) or ""):
        case = _case(call, want, stub.name, names)
        if case is None:
            notes.append(f"{call} gives {want}" if want else call)
        else:
            cases.setdefault((case.description, repr(case.expected)), case)
    return tuple(cases.values()), tuple(notes[:_MOST_NOTES])


def _case_line(line: str) -> re.Match[str] | None:
    return _CASE_LINE.search(line) if len(line) <= LONGEST_LINE else None


def _stated(docstring: str) -> Iterator[tuple[str, str]]:
    """Return each call that a docstring states a result of, as texts."""
    for example in _DOCTEST.finditer(docstring):
        yield re.sub(r"\n *\.\.\. ?", "\n", example["call"]).strip(), example["want"].strip()
    for line in docstring.splitlines():
        found = _case_line(line)
        if found is not None and ">>>" not in line:
            yield found["call"], found["want"].strip().rstrip(".,;")


def _case(call: str, want: str, function: str, names: Sequence[str]) -> Example | None:
    arguments = call_arguments(call, function, names)
    expected = _parsed(want)
    if arguments is None or expected is None:
        return None
    try:
        return Example(call_text(function, arguments), literal_json(expected), arguments)
    except ValueError:
        return None


def _annotate(stub: ast.FunctionDef, cases: Sequence[Example]) -> None:
    """Give parameters without annotation the type that the cases show, else `object`."""
    for one in (*stub.args.posonlyargs, *stub.args.args, *stub.args.kwonlyargs):
        given = [case.arguments or {} for case in cases]
        shown = [arguments[one.arg] for arguments in given if one.arg in arguments]
        one.annotation = one.annotation or ast.Name(_type_of(shown))
    stub.returns = stub.returns or ast.Name(_type_of([case.expected for case in cases]))


def _type_of(values: Sequence[JSONValue]) -> str:
    kinds = {type(value).__name__ for value in values}
    if kinds == {"int", "float"}:
        return "float"
    return kinds.pop() if len(kinds) == 1 and kinds != {"NoneType"} else "object"


def _parsed(text: str) -> ast.expr | None:
    """Return an expression; None for other text, and for what is too long or too deep."""
    if not text or len(text) > _LONGEST_LITERAL:
        return None
    try:
        parsed = ast.parse(text.strip(), mode="eval").body
        return parsed if _depth(parsed) <= MOST_DEPTH else None
    except _UNREADABLE:
        return None


def _depth(node: ast.AST) -> int:
    return 1 + max(map(_depth, ast.iter_child_nodes(node)), default=0)
