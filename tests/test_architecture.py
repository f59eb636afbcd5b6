"""Holds the imports, sizes and names of every file to the rules of docs/ARCHITECTURE.md."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FILES = sorted((ROOT / "src").rglob("*.py"))
GROUND = frozenset({"domain", "documents", "language"})
CORE_LIBRARIES = frozenset({"prompts", "verify", "measure", "guest_code"})
ADAPTERS = frozenset("config models library sandbox memory analyzers toolbox nodes".split())
FEATURES = frozenset("tasks optimize usercode autoevolve".split())
MAY_IMPORT = {
    "domain": frozenset(),
    "documents": frozenset({"domain"}),
    "language": frozenset({"domain"}),
    "guest_code": frozenset(),
    "prompts": GROUND,
    "verify": GROUND | {"guest_code"},
    "measure": GROUND | {"verify", "guest_code"},
    **{adapter: GROUND for adapter in ADAPTERS - {"sandbox"}},
    "sandbox": GROUND | {"guest_code"},
    "optimize": GROUND | CORE_LIBRARIES,
    **{feature: GROUND | CORE_LIBRARIES | {"optimize"} for feature in FEATURES - {"optimize"}},
    "app": GROUND | CORE_LIBRARIES | ADAPTERS | FEATURES,
    "cli": GROUND | {"config", "app"} | FEATURES,
    "serving": GROUND | {"config", "app"},
    "__init__": frozenset({"cli", "config", "app", "domain"}),
}
HOME_OF_LIBRARY = {
    "yaml": {"documents"},
    "msgspec": {"documents"},
    "ollama": {"models"},
    "httpx": {"models"},
    "qdrant_client": {"memory"},
    "numpy": {"memory", "measure"},
    "libcst": {"optimize"},
    "rich": {"cli"},
    "prompt_toolkit": {"cli"},
    "mcp": {"toolbox", "serving"},
    "anyio": {"toolbox", "serving"},
    "jsonschema": {"toolbox", "serving"},
}
STANDARD_ONLY = ("domain",)


def part_of(path: Path) -> str:
    return path.relative_to(ROOT / "src").parts[0].removesuffix(".py")


def imported_modules(path: Path) -> Iterator[tuple[int, str]]:
    """(line, dotted name) of every import, absolute or relative, at any depth of the file."""
    package = list(path.relative_to(ROOT).parts[:-1])
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            stem = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            module = ".".join(filter(None, (stem, node.module)))
            names = [alias.name for alias in node.names]
            yield from ((node.lineno, f"{module}.{name}") for name in names)


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_file_imports_only_what_its_package_may(path: Path) -> None:
    part = part_of(path)
    allowed = MAY_IMPORT[part] | {part}

    wrong = [
        f"{path.name}:{line} imports {name}"
        for line, name in imported_modules(path)
        if name.startswith("src.") and name.split(".")[1] not in allowed
    ]

    assert wrong == []


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_library_is_imported_in_its_own_folder_only(path: Path) -> None:
    part = part_of(path)

    wrong = [
        f"{path.name}:{line} imports {name}"
        for line, name in imported_modules(path)
        if part not in HOME_OF_LIBRARY.get(name.split(".")[0], {part})
    ]

    assert wrong == []


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_file_is_short_and_says_which_question_it_answers(path: Path) -> None:
    text = path.read_text()
    tree = ast.parse(text)
    functions = [
        n for n in ast.walk(tree) if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef))
    ]
    classes = [n for n in ast.walk(tree) if isinstance(n, ast.ClassDef)]

    too_long = [f.name for f in functions if (f.end_lineno or 0) - f.lineno >= 60]
    too_long += [c.name for c in classes if (c.end_lineno or 0) - c.lineno >= 220]

    assert ast.get_docstring(tree), "the first line says which question the file answers"
    assert text.count("\n") <= 350
    assert too_long == []


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_public_names_say_what_the_caller_may_rely_on(path: Path) -> None:
    tree = ast.parse(path.read_text())
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    named = [n for n in tree.body if isinstance(n, kinds)]
    named += [
        member
        for owner in tree.body
        if isinstance(owner, ast.ClassDef) and not owner.name.startswith("_")
        for member in owner.body
        if isinstance(member, kinds)
    ]

    silent = [
        n.name
        for n in named
        if not n.name.startswith("_") and not ast.get_docstring(n) and not _is_stub(n)
    ]

    assert silent == []


def _is_stub(node: ast.AST) -> bool:
    """A protocol's property written on one line, `...` its body."""
    body = getattr(node, "body", [])
    return len(body) == 1 and isinstance(body[0], ast.Expr) and ast.unparse(body[0]) == "..."


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_error_is_swallowed_and_no_work_is_left_for_later(path: Path) -> None:
    text = path.read_text()

    swallowed = [
        node.lineno
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or ast.unparse(node.type) in ("Exception", "BaseException"))
        and all(isinstance(s, (ast.Pass, ast.Continue)) for s in node.body)
    ]

    assert swallowed == []
    assert re.search(r"\b(TODO|FIXME|XXX|HACK)\b", text) is None


def test_the_domain_imports_the_standard_library_only() -> None:
    import sys

    foreign = [
        f"{path.name}:{line} {name}"
        for part in STANDARD_ONLY
        for path in (ROOT / "src" / part).glob("*.py")
        for line, name in imported_modules(path)
        if name.split(".")[0] not in sys.stdlib_module_names | {"src"}
    ]

    assert foreign == []
