"""Repairs common mistakes of small models without asking again; each repair has a name."""

import ast
from collections.abc import Callable

from ..prompts.imports_repair import add_missing_imports, drop_foreign_imports
from ..prompts.source_edits import TextEdit, apply, text_of, without
from .program_template import ENTRY, brings_frame, functions_of, is_guard, reads_stdin
from .returns_repair import bare_result, return_what_was_printed, take_description_plain

GUARD = '\n\nif __name__ == "__main__":\n    main()\n'
PARAMETER = "description"


def repair(source: str) -> tuple[str, tuple[str, ...]]:
    """The repaired program and the names of the repairs, in the order they were made.

    Source that does not parse is returned unchanged; a repair whose result does not parse is
    skipped.
    """
    done: list[str] = []
    for name, repair_one in REPAIRS:
        try:
            repaired = repair_one(source)
            ast.parse(repaired)
        except (SyntaxError, ValueError, RecursionError):
            continue
        if repaired != source:
            source = repaired
            done.append(name)
    return source, tuple(done)


def call_main(source: str) -> str:
    """Start a program that defines a main() which reads stdin, and forgot to call it."""
    tree = ast.parse(source)
    main = functions_of(tree).get("main")
    if main is None or not reads_stdin(main) or _calls_at_top(tree, "main"):
        return source
    return source.rstrip() + "\n" + GUARD


def wrap_script(source: str) -> str:
    """Make solve(description) of a script that asks with input() and prints its answer."""
    tree = ast.parse(source)
    reads_input = any(_is_call_of(node, "input") for node in ast.walk(tree))
    if ENTRY in functions_of(tree) or not reads_input or brings_frame(tree):
        return source
    keep = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef)
    script = [node for node in tree.body if not isinstance(node, keep) and not is_guard(node)]
    if not any(_is_call_of(part, "input") for node in script for part in ast.walk(node)):
        return source
    body = "\n".join(f"    {line}" for node in script for line in text_of(source, node).split("\n"))
    return without(source, script) + f"\n\ndef {ENTRY}({PARAMETER}: str):\n{body}\n"


def use_description_for_input(source: str) -> str:
    """Read the description where solve asks the keyboard; add the parameter if it has none."""
    tree = ast.parse(source)
    entry = functions_of(tree).get(ENTRY)
    if entry is None or brings_frame(tree):
        return source
    calls = [n for n in ast.walk(entry) if isinstance(n, ast.Call) and _is_call_of(n, "input")]
    arguments = entry.args.posonlyargs + entry.args.args
    name = arguments[0].arg if arguments else PARAMETER
    edits = [TextEdit.of(call, name) for call in calls]
    if not arguments and not entry.args.vararg:
        head = text_of(source, entry).split("\n", maxsplit=1)[0]
        column = entry.col_offset + len(head[: head.index("(") + 1].encode())
        edits.append(TextEdit(entry.lineno, column, entry.lineno, column, f"{PARAMETER}: str"))
    return apply(source, edits) if edits else source


def name_it_solve(source: str) -> str:
    """Let solve call the one function (or method) that takes the description."""
    tree = ast.parse(source)
    functions = functions_of(tree)
    if ENTRY in functions or brings_frame(tree):
        return source
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and _has_method(node, ENTRY):
            return _with_entry(source, f"{node.name}().{ENTRY}")
    candidates = [name for name, node in functions.items() if _required(node) == 1]
    uncalled = [name for name in candidates if not _called_by_others(functions, name)]
    return _with_entry(source, uncalled[-1]) if uncalled else source


def drop_demonstration(source: str) -> str:
    """Leave out calls, prints and tests that would run beside the program's answer."""
    tree = ast.parse(source)
    if brings_frame(tree) or ENTRY not in functions_of(tree):
        return source
    dropped = [node for node in tree.body if _is_demonstration(node)]
    return without(source, dropped) if dropped else source


def _is_demonstration(node: ast.stmt) -> bool:
    if isinstance(node, ast.FunctionDef):
        return node.name == "main" or node.name.startswith("test_")
    if isinstance(node, ast.Expr):
        return not isinstance(node.value, ast.Constant)
    calls = (part for part in ast.walk(node) if isinstance(part, ast.Call))
    if isinstance(node, (ast.Assign, ast.AnnAssign)):
        return any(_is_call_of(call, ENTRY) or _is_call_of(call, "input") for call in calls)
    return is_guard(node) or isinstance(node, (ast.Assert, ast.For, ast.While, ast.With))


def _with_entry(source: str, called: str) -> str:
    return (
        source.rstrip()
        + f"\n\n\ndef {ENTRY}({PARAMETER}: str):\n    return {called}({PARAMETER})\n"
    )


def _has_method(class_node: ast.ClassDef, name: str) -> bool:
    return any(isinstance(node, ast.FunctionDef) and node.name == name for node in class_node.body)


def _required(node: ast.FunctionDef) -> int:
    return len(node.args.posonlyargs) + len(node.args.args) - len(node.args.defaults)


def _called_by_others(functions: dict[str, ast.FunctionDef], name: str) -> bool:
    return any(
        _is_call_of(part, name)
        for other, node in functions.items()
        if other not in (name, "main")
        for part in ast.walk(node)
    )


def _calls_at_top(tree: ast.Module, name: str) -> bool:
    return any(
        _is_call_of(part, name)
        for node in tree.body
        if not isinstance(node, (ast.FunctionDef, ast.ClassDef))
        for part in ast.walk(node)
    )


def _is_call_of(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name


REPAIRS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("called main", call_main),
    ("made a function of a script", wrap_script),
    ("took the description for input()", use_description_for_input),
    ("named the function solve", name_it_solve),
    ("dropped the demonstration", drop_demonstration),
    ("took the description as text", take_description_plain),
    ("returned what was printed", return_what_was_printed),
    ("unwrapped the result", bare_result),
    ("dropped an import of what is not there", drop_foreign_imports),
    ("added a missing import", add_missing_imports),
)
"""In the order they are tried; later ones build on what earlier ones set right."""
