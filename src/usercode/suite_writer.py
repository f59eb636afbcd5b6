"""Writes tests as pytest functions: from what was observed, and from doctests."""

import ast
import builtins
import re
import symtable
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from ..domain.replace import replace
from ..optimize.rewrites.ast_queries import Definition
from .module import UserModule
from .observation import Observation, call_of
from .pytest_options import pytest_options, words_of

if TYPE_CHECKING:
    import doctest


_LIBRARIES = frozenset(
    "asyncio collections datetime decimal fractions io numpy operator pathlib re uuid".split()
)


class WrittenTest(Struct, frozen=True):
    """A test function: its name, its source, and who thought of it."""

    name: str
    source: str
    by: str


def as_test(seen: Observation, number: int, module: UserModule) -> WrittenTest:
    """Return a test that expects what was observed."""
    case = seen.case
    changed = [name for name, after in zip(case.names, seen.after) if after]
    bound = [(n, v) for n, v in zip(case.names, case.values) if n in changed]
    lines = [f"{name} = {value}" for name, value in bound]
    instance = ""
    if case.owner and seen.state:
        instance = "instance"
        lines.append(f"instance = {case.owner}")
    inline = [name for name in case.names if name not in changed]
    call = call_of(case, instance, inline)
    expected = _expectation(seen, call, module)
    if seen.warns:
        is_known = hasattr(builtins, seen.warns) or seen.warns in _top_names(module)
        kind = seen.warns if is_known else "Warning"
        expected = [f"with pytest.warns({kind}):", *(f"    {line}" for line in expected)]
    lines += expected
    lines += [f"assert {n} == {after}" for n, after in zip(case.names, seen.after) if after]
    lines += [f"assert vars(instance) == {seen.state}"] if instance else []
    lines += [f"assert capsys.readouterr().out == {seen.printed!r}"] if seen.printed else []
    slug = re.sub(r"\W+", "_", case.target).lower()
    name = f"test_{slug}_{number}"
    return WrittenTest(name, _function(name, lines, capsys=bool(seen.printed)), case.by)


def documented_tests(module: UserModule, *, printing: bool = False) -> tuple[WrittenTest, ...]:
    """One test for each docstring with examples that state what comes of them.

    With `printing`, what a call prints is compared before its value is, as a doctest does.
    """
    flags = words_of(pytest_options(module.path)[1], "doctest_optionflags")
    tests: list[WrittenTest] = []
    for where, doc in docstrings(module.tree):
        examples = doctest_examples(doc)
        lines = [line for one in examples for line in _stated(one, flags, printing)]
        if any("assert" in line or "raises" in line for line in lines):
            name = f"test_documented_{re.sub(r'[^0-9a-zA-Z]+', '_', where).lower()}"
            capsys = any("capsys" in line for line in lines)
            # The file may have `from datetime import datetime`, the suite has `import datetime`.
            words = set(re.findall(r"\w+", "\n".join(lines)))
            own = sorted(_top_names(module) & _LIBRARIES & words)
            lines = [*([f"from {module.name} import {', '.join(own)}"] if own else []), *lines]
            tests.append(WrittenTest(name, _function(name, lines, capsys=capsys), "doctest"))
    return uniquely_named(tests)


def uniquely_named(tests: Iterable[WrittenTest]) -> tuple[WrittenTest, ...]:
    """Return the tests, those named like one before them under another name.

    Names of two functions may read the same: Box.area and box_area.
    """
    found: dict[str, WrittenTest] = {}
    for test in tests:
        name = test.name
        while name in found:
            name = f"{name}_too"
        source = test.source.replace(f"def {test.name}(", f"def {name}(", 1)
        found[name] = replace(test, name=name, source=source)
    return tuple(found.values())


def docstrings(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Yield (name, docstring) of the module, its classes, functions and methods."""
    yield "module", ast.get_docstring(tree) or ""
    for node in tree.body:
        if isinstance(node, Definition):
            yield node.name, ast.get_docstring(node) or ""
        if isinstance(node, ast.ClassDef):
            for member in node.body:
                if isinstance(member, Definition):
                    yield f"{node.name}.{member.name}", ast.get_docstring(member) or ""


def doctest_examples(doc: str) -> "tuple[doctest.Example, ...]":
    """Return the examples of a docstring; () where it cannot be read as a doctest."""
    # Imported here: it loads the debugger and the unittest package.
    import doctest

    try:
        return tuple(doctest.DocTestParser().get_examples(doc))
    except ValueError:
        return ()


def whole_file(module: UserModule, tests: Sequence[WrittenTest]) -> str:
    """Return the test file: what the tests need imported, and the tests."""
    body = "\n\n\n".join(test.source for test in tests)
    try:
        used = {node.id for node in ast.walk(ast.parse(body)) if isinstance(node, ast.Name)}
    except SyntaxError:
        used = set()
    own = sorted(_top_names(module) & used - (_LIBRARIES - module.names))
    groups = (
        [f'"""Tests of {module.path.name}, grown by Code Evolver."""'],
        [f"import {name}" for name in sorted(_LIBRARIES & used - module.names)],
        ["import pytest"] if "pytest" in used else [],
        [f"from {module.name} import {', '.join(own)}"] if own else [],
    )
    head = "\n\n".join("\n".join(group) for group in groups if group)
    return f"{head}\n\n\n{body}\n"


def _expectation(seen: Observation, call: str, module: UserModule) -> list[str]:
    if seen.raised:
        return _raising(seen, call, module)
    if seen.how == "float":
        return [f"assert {call} == pytest.approx({seen.value})"]
    if seen.how == "tolist":
        return [f"assert {call}.tolist() == {seen.value}"]
    if seen.how in ("list", "repr"):
        return [f"assert {seen.how}({call}) == {seen.value}"]
    if seen.value in ("None", "True", "False"):
        return [f"assert {call} is {seen.value}"]
    return [f"assert {call} == {seen.value}"]


def _raising(seen: Observation, call: str, module: UserModule) -> list[str]:
    call = f"list({call})" if seen.how == "list" else call
    first = seen.raised.partition(".")[0]
    known = hasattr(builtins, first) or first in _top_names(module)
    kind = seen.raised if known else "Exception"
    # Only the module's own words are its contract; Python's differ between versions.
    own_words = f"raise {seen.raised}(" in module.source and seen.message
    match = f", match={'^' + re.escape(seen.message) + '$'!r}" if own_words else ""
    return [f"with pytest.raises({kind}{match}):", f"    {call}"]


def _stated(example: "doctest.Example", flags: Collection[str], printing: bool) -> list[str]:
    # Imported here: it loads the debugger and the unittest package.
    import doctest

    source, want = example.source.rstrip("\n"), example.want.rstrip("\n")
    # As doctest reads it: a line of nothing ends what is wanted, so it has a name.
    want = re.sub(r"(?m)^\s*<BLANKLINE>\s*?$", "", want)
    lines = source.splitlines()

    def is_set(name: str) -> bool:
        return bool(example.options.get(doctest.OPTIONFLAGS_BY_NAME.get(name, 0), name in flags))

    if is_set("SKIP"):
        return []
    # What is not compared must not be read as if the next call had printed it.
    unchecked = [*lines, "capsys.readouterr()"] if printing and want else lines
    if not want or _is_loose(want, is_set):
        return unchecked
    if example.exc_msg is not None:
        kind = example.exc_msg.partition(":")[0].strip().rpartition(".")[2]
        return [f"with pytest.raises({kind}):", *(f"    {line}" for line in lines)]
    # A comment would end the assertion that the call becomes a part of.
    call = source if len(lines) == 1 and "#" not in source else _in_one_line(source)
    return _compared(call, want, printing) or unchecked


def _is_loose(want: str, is_set: Callable[[str], bool]) -> bool:
    """Return whether an option of doctest allows another text than the one that is written."""
    return (
        (is_set("ELLIPSIS") and "..." in want)
        or (is_set("NORMALIZE_WHITESPACE") and re.search(r"\s", want) is not None)
        or (is_set("NUMBER") and re.search(r"\d\.", want) is not None)
    )


def _in_one_line(source: str) -> str:
    """Return an expression of several lines and comments in one; other source as it is."""
    try:
        return ast.unparse(ast.parse(source.strip(), mode="eval"))
    except SyntaxError:
        return source


def _compared(call: str, want: str, printing: bool) -> list[str]:
    """Return what an expression should be; [] where it is none."""
    try:
        expression = ast.parse(call, mode="eval").body
    except SyntaxError:
        return []
    if call.startswith("print("):
        return [call, f"assert capsys.readouterr().out == {want + chr(10)!r}"]
    if printing or "\n" in want:
        # It prints, and then its value is shown.
        shown = 'capsys.readouterr().out + ("" if result is None else f"{result!r}\\n")'
        return [f"result = {call}", f"assert {shown} == {want + chr(10)!r}"]
    try:
        value = ast.literal_eval(want)
    except (ValueError, SyntaxError):
        return [f"assert repr({call}) == {want!r}"]
    if value is None or isinstance(value, bool):
        return [f"assert ({call}) is {want}"]
    is_call = isinstance(expression, (ast.Call, ast.Attribute))
    return [f"assert {call} == {want}" if is_call else f"assert ({call}) == {want}"]


def _function(name: str, lines: Iterable[str], *, capsys: bool = False) -> str:
    head = f"def {name}({'capsys' if capsys else ''}):"
    return "\n".join([head, *(f"    {line}" if line else "" for line in lines)])


def _top_names(module: UserModule) -> set[str]:
    names = set(module.names | _assigned(module.source))
    for node in module.tree.body:
        if isinstance(node, ast.ImportFrom) and node.module != "__future__":
            names |= {alias.asname or alias.name for alias in node.names}
    return names


@lru_cache(maxsize=4)
def _assigned(source: str) -> frozenset[str]:
    """Return what a module assigns at its top level, also under an `if`, not in its functions."""
    table = symtable.symtable(source, "subject", "exec")
    return frozenset(one.get_name() for one in table.get_symbols() if one.is_assigned())
