"""Which bundled functions may do what a stub of the user's asks for, under its own signature?"""

import ast
import builtins
import re
from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct

from ..documents.source_edits import TextEdit, apply, with_imports
from ..domain.errors import Declined
from ..domain.replace import replace
from ..domain.signature import Signature, function_ending, read_signature, without_ending
from ..domain.task import GivenFunction, Specification, Task, TaskKind
from ..domain.understanding import BY_EXAMPLES
from .function_book import FunctionBook

_MOST_NEAR = 8
_NUMBERS = frozenset({"int", "float", "Decimal"})
_ANYTHING = frozenset({"object", "Any", "Optional", "Union"})
_WORD = re.compile(r"[A-Za-z_]+")


class StubMatch(Struct, frozen=True):
    """A bundled function for a stub; `fixed` is what it is always called with, as source."""

    name: str
    source: str
    kind: TaskKind
    fixed: tuple[tuple[str, str], ...] = ()
    is_described: bool = True

    @property
    def signature(self) -> Signature:
        """How the bundled function itself is called."""
        return read_signature(self.source, self.name)


def stub_matches(
    task: Task, book: FunctionBook, described: Callable[[str], StubMatch | None]
) -> tuple[StubMatch, ...]:
    """Return the functions that can be called as the task's stub is, the surest first, each once.

    `described` reads what a function does to any values. A function that the stub's words do not
    describe needs examples that tell functions apart: two with different results.
    """
    given = task.given
    assert given is not None
    stub = read_signature(f"def {given.signature}: ...", given.name)
    own_names = {given.name, *_defined(given.context)}
    has_telling_examples = len({repr(example.expected) for example in task.examples}) > 1
    fit: dict[str, StubMatch] = {}
    for match in _possible(task, given, book, described):
        is_said = match.is_described or has_telling_examples
        helpers = _defined(match.source) - {match.name}
        if is_said and not helpers & own_names and _fits(match, stub, bool(task.examples)):
            fit.setdefault(match.name, match)
    return tuple(fit.values())


def _possible(
    task: Task,
    given: GivenFunction,
    book: FunctionBook,
    described: Callable[[str], StubMatch | None],
) -> Iterator[StubMatch]:
    for wording, is_all in _wordings(given):
        match = described(wording)
        if match is not None:
            yield replace(match, is_described=is_all)
    named = book.functions.get(given.name)
    near = book.nearest(task.text, _MOST_NEAR) if task.examples else ()
    for one in filter(None, (named, *near)):
        if not one.entry.tool_reply:
            yield StubMatch(one.name, one.source, one.entry.kind, is_described=False)


def _wordings(given: GivenFunction) -> Iterator[tuple[str, bool]]:
    """Return what the stub says that its function does, and whether that is all that it says.

    That is its docstring, if it is one sentence; a name, or the first of several, says less.
    """
    summary, _, more = given.docstring.partition(">>>")[0].strip().partition("\n")
    summary = summary.strip().rstrip(".")
    if summary:
        lowered = summary[0].lower() + summary[1:]
        is_all = not more.strip() and not given.notes
        yield from ((lowered, is_all), (f"returns {lowered}", is_all))
    yield given.name.replace("_", " ").strip(), False


def plan_stub(task: Task, match: StubMatch) -> Specification:
    """Return the plan of the stub's function; its cases are the stub's own."""
    given = task.given
    assert given is not None
    return Specification(
        task,
        match.kind,
        title=given.name.replace("_", " "),
        goal=given.docstring or task.text,
        pattern=match.name,
        by="library" if match.is_described else BY_EXAMPLES,
        function=given.name,
        signature=given.signature,
        function_only=True,
    )


def stub_source(plan: Specification, matches: Sequence[StubMatch]) -> str:
    """Write a module whose function is the stub's: it calls the bundled one.

    Raises Declined if the plan's function is not among the matches any more.
    """
    given = plan.task.given
    match = next((one for one in matches if one.name == plan.pattern), None)
    if match is None or given is None:
        raise Declined(f"no bundled function does what {plan.function} asks for")
    own = f"_{match.name}"
    bundled = re.sub(rf"(?<![.\w]){match.name}(?=\()", own, without_ending(match.source)).rstrip()
    bundled = _without_name(bundled, given.name)
    stub = read_signature(f"def {given.signature}: ...", given.name)
    call = _typed_call(own, match, stub)
    if "typing.cast(" in call:
        bundled = with_imports(bundled, ["import typing"])
    context = f"{given.context}\n\n\n" if given.context else ""
    docstring = given.docstring.strip() or f"{given.name.replace('_', ' ').capitalize()}."
    node = ast.parse(f"def {given.signature}:\n    return {call}").body[0]
    assert isinstance(node, ast.FunctionDef)
    is_long = "\n" in docstring
    indented = re.sub(r"\n(?=.)", "\n    ", docstring) + ("\n    " if is_long else "")
    node.body.insert(0, ast.Expr(ast.Constant(indented)))
    written = ast.unparse(ast.fix_missing_locations(node))
    return f"{bundled}\n\n\n{context}{written}\n{function_ending(given.name)}"


def _without_name(source: str, name: str) -> str:
    """Return the source with another name for what it imports, or takes from Python, as `name`.

    The stub is defined below it, under that name.
    """
    tree = list(ast.walk(ast.parse(source)))
    uses = [one for one in tree if isinstance(one, ast.Name) and one.id == name]
    imports = [
        one for one in tree if isinstance(one, ast.alias) and (one.asname or one.name) == name
    ]
    if not imports and not hasattr(builtins, name) or not uses:
        return source
    if any(isinstance(one.ctx, ast.Store) for one in uses):
        return source  # A variable of its own.
    other = f"_imported_{name}" if imports else f"builtins.{name}"
    edits = [TextEdit.of(one, other) for one in uses]
    for one in imports:
        end = one.end_lineno or one.lineno, one.end_col_offset or 0
        edits.append(TextEdit(one.lineno, one.col_offset, *end, f"{one.name} as {other}"))
    edited = apply(source, edits)
    return edited if imports else with_imports(edited, ["import builtins"])


def _typed_call(own: str, match: StubMatch, stub: Signature) -> str:
    """Return the call of the bundled function, cast where its types are not the stub's."""
    wanted = {one.name: one.annotation for one in match.signature.parameters}
    given = {one.name: one.annotation for one in stub.parameters}
    passed = []
    for name, value in _passed(match, stub):
        is_taken = value not in given or _is_within(given[value], wanted[name])
        passed.append(f"{name}={value if is_taken else f'typing.cast(typing.Any, {value})'}")
    call = f"{own}({', '.join(passed)})"
    returns = match.signature.returns
    if not stub.returns or returns != "Any" and _is_within(returns, stub.returns):
        return call
    return f"typing.cast({stub.returns!r}, {call})"


def _is_within(given: str, wanted: str) -> bool:
    """Return True where a type checker is sure to take a value of one type for the other."""
    allowed = set(wanted.split(" | "))
    allowed |= {"int"} if "float" in allowed else set()
    is_plain = "[" not in given + wanted
    return given in ("", "Any", wanted) or is_plain and set(given.split(" | ")) <= allowed


def _defined(source: str) -> set[str]:
    kinds = (ast.FunctionDef, ast.ClassDef)
    return {one.name for one in ast.parse(source).body if isinstance(one, kinds)}


def _passed(match: StubMatch, stub: Signature) -> list[tuple[str, str]]:
    """Return which parameter of the bundled function is given what."""
    names = [one.name for one in stub.parameters]
    fixed = dict(match.fixed)
    own = [one.name for one in match.signature.parameters if one.name not in fixed]
    if not set(names) <= set(own):
        return [*zip(own, names), *match.fixed]
    return [*((name, name) for name in names), *match.fixed]


def _fits(match: StubMatch, stub: Signature, has_examples: bool) -> bool:
    """Return whether the bundled function takes the stub's parameters and gives its result."""
    signature = match.signature
    passed = dict(_passed(match, stub))
    names = [one.name for one in stub.parameters]
    is_complete = set(signature.required) <= set(passed) and set(names) <= set(passed.values())
    given = {one.name: one.annotation for one in stub.parameters}
    own = {one.name: one.annotation for one in signature.parameters}
    pairs = [(own[name], given[value]) for name, value in passed.items() if value in given]
    pairs.append((signature.returns, stub.returns))
    if not is_complete or not all(_alike(*pair) for pair in pairs):
        return False
    in_order = len(names) < 2 or set(names) <= set(own)
    return in_order or has_examples


def _alike(one: str, other: str) -> bool:
    """Tell whether two annotations allow the same kind of value, roughly."""
    kinds = [
        {"float" if word in _NUMBERS else word for word in _WORD.findall(text.partition("[")[0])}
        for text in (one, other)
    ]
    return bool(kinds[0] & kinds[1]) or any(not kind or kind & _ANYTHING for kind in kinds)
