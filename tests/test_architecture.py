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
FEATURES = frozenset("tasks optimize usercode autoevolve evolve".split())
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
    "cluster": GROUND | {"config", "sandbox", "app"} | FEATURES,
    "cli": GROUND | {"config", "app", "cluster"} | FEATURES,
    "serving": GROUND | {"config", "app"},
    "web": GROUND | {"config", "app", "cli"},
    "__init__": frozenset({"cli", "config", "app", "domain"}),
    "__main__": frozenset({"cli", "config", "app", "serving", "web"}),
}
HOME_OF_LIBRARY = {
    "yaml": {"documents"},
    "msgspec": {"documents", "config"},
    "ollama": {"models"},
    "httpx": {"models"},
    "qdrant_client": {"memory"},
    "numpy": {"memory", "measure"},
    "distributed": {"evolve"},
    "rich": {"cli"},
    "prompt_toolkit": {"cli"},
    "mcp": {"toolbox", "serving"},
    "anyio": {"toolbox", "serving"},
    "jsonschema": {"toolbox", "serving"},
    "starlette": {"web"},
    "uvicorn": {"web"},
    "jinja2": {"web"},
    "pygments": {"web"},
}
VALUES = ("msgspec.Struct", "msgspec.field", "msgspec.structs.")
"""What values are made with, in all of src."""
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
        and not name.startswith(VALUES)
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


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_text_in_a_file_holds_more_than_20_lines_of_python(path: Path) -> None:
    assert python_texts(ast.parse(path.read_text())) == []


PROGRAM = "def f():\n" + "    g()\n" * 20
TEMPLATE = "def {f}():\n" + "    {g}(\n" * 20


@pytest.mark.parametrize(
    ("source", "found"),
    [
        (f"X = {PROGRAM!r}", True),
        (f"X = f{TEMPLATE!r}", True),
        (f"X = {TEMPLATE!r}.format(f=1)", True),
        ("X = " + " + ".join(f"{line + chr(10)!r}" for line in PROGRAM.splitlines()), True),
        (f"X = '\\n'.join({PROGRAM.splitlines()!r})", True),
        (f"X = b{PROGRAM!r}", True),
        (f"X = {PROGRAM[:150]!r}", False),
        (f"def g():\n    {'Words of a docstring.' + chr(10) * 30!r}", False),
        ("X = " + repr("create table x (\n" * 30), False),
        ("X = " + repr("word\n" * 30), False),
    ],
)
def test_python_is_found_in_texts_however_they_are_written(source: str, found: bool) -> None:
    assert bool(python_texts(ast.parse(source))) is found


def python_texts(tree: ast.Module) -> list[int]:
    """The lines where a text begins that holds more than 20 lines of Python, blank ones aside."""
    texts = [(getattr(node, "lineno", 0), _text_of(node)) for node in ast.walk(tree)]
    return [line for line, text in texts if _python_lines(text) > 20]


def _text_of(node: ast.AST) -> str:
    """What the expression is as a text, a name where a value is put in; "" if it is no text."""
    if isinstance(node, ast.Constant):
        value = node.value
        return value.decode("latin-1") if isinstance(value, bytes) else str(value or "")
    if isinstance(node, ast.JoinedStr):
        return "".join(_text_of(part) or "name" for part in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return _text_of(node.left) + _text_of(node.right)
    if isinstance(node, (ast.List, ast.Tuple)):
        lines = [_text_of(part).removesuffix("\n") for part in node.elts]
        # Several texts of several lines each are examples, not the lines of one.
        return "" if any("\n" in line for line in lines) else "\n".join(lines)
    return ""


def _python_lines(text: str) -> int:
    """How many lines of a text are Python: all if it parses, or if some can be nothing else."""
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) <= 20:
        return 0
    try:
        statements = ast.parse(text).body
    except (SyntaxError, ValueError):
        return len(lines) if any(_STATEMENT.match(line) for line in lines) else 0
    # Words, one on each line, parse too.
    return len(lines) if any(not isinstance(s, ast.Expr) for s in statements) else 0


_STATEMENT = re.compile(
    r"\s*(?:(?:async )?def [\w{}]+\(|class [\w{}]+[(:]|import [\w.{}]+(?: as \w+)?$"
    r"|from [\w.{}]+ import )"
)


def test_what_is_sent_into_the_sandbox_imports_nothing_of_ours() -> None:
    import sys

    foreign = [
        f"{path.name}:{line} {name}"
        for path in (ROOT / "src" / "guest_code").glob("*.py")
        for line, name in imported_modules(path)
        # The text of a neighbour goes with the text that imports it: see guest_source.py.
        if name.split(".")[0] not in sys.stdlib_module_names
        and not name.startswith("src.guest_code.")
    ]

    assert foreign == []


def test_the_domain_imports_the_standard_library_and_structs_only() -> None:
    import sys

    foreign = [
        f"{path.name}:{line} {name}"
        for part in STANDARD_ONLY
        for path in (ROOT / "src" / part).glob("*.py")
        for line, name in imported_modules(path)
        if name.split(".")[0] not in sys.stdlib_module_names | {"src"}
        and not name.startswith(VALUES)
    ]

    assert foreign == []


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_pytest_would_collect_nothing_of_a_file(path: Path) -> None:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    named = [node.name for node in ast.parse(path.read_text()).body if isinstance(node, kinds)]

    assert [name for name in named if name.startswith(("test", "Test"))] == []


SAME_NAME = {
    "__init__.py": "what the package is",
    "catalogue.py": "what there is of the package's kind, one line each",
}


def test_no_file_name_stands_in_two_packages() -> None:
    folders: dict[str, list[str]] = {}
    for path in FILES:
        folders.setdefault(path.name, []).append(str(path.parent.relative_to(ROOT)))

    twice = {name: found for name, found in folders.items() if len(found) > 1}

    assert {name: twice[name] for name in twice.keys() - SAME_NAME.keys()} == {}


def test_no_public_class_name_stands_twice() -> None:
    homes: dict[str, list[str]] = {}
    for path in FILES:
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                homes.setdefault(node.name, []).append(str(path.relative_to(ROOT)))

    assert {name: found for name, found in homes.items() if len(found) > 1} == {}


def test_every_place_that_the_architecture_names_exists_and_its_name_fits() -> None:
    text = (ROOT / "docs" / "ARCHITECTURE.md").read_text()
    section = text.partition("## 2. Where is ...?")[2].partition("\n## 3.")[0]
    rows = re.findall(r"^\| ([^|]+\?) \| `(src/[\w/.]+)`", section, re.MULTILINE)

    missing = [path for _, path in rows if not (ROOT / path).exists()]

    assert len(rows) >= 16
    assert missing == []


def test_every_function_on_the_two_walks_through_the_code_exists() -> None:
    text = (ROOT / "docs" / "ARCHITECTURE.md").read_text()
    section = text.partition("## 3. Two walks")[2].partition("\n## 4.")[0]
    named = re.findall(r"`([\w.]+)`\s\(`(src/[\w/]+\.py)`\)", section)

    missing = [(name, path) for name, path in named if name not in defined_names(ROOT / path)]

    assert re.findall(r"^(\d+)\. ", section, re.MULTILINE) == [str(n) for n in range(1, 11)] * 2
    assert len(named) >= 30
    assert missing == []


def test_the_recipe_that_the_architecture_shows_is_the_pipeline_s() -> None:
    text = (ROOT / "docs" / "ARCHITECTURE.md").read_text()
    shown = re.search(r"```python\n(def _solve.*?)```", text, re.DOTALL)
    pipeline = ast.parse((ROOT / "src" / "tasks" / "pipeline.py").read_text())
    methods = [n for n in ast.walk(pipeline) if getattr(n, "name", "") == "_solve"]

    assert shown is not None
    assert ast.unparse(ast.parse(shown[1])) == ast.unparse(methods[0])


def test_every_port_and_its_methods_that_the_architecture_shows_exist() -> None:
    text = (ROOT / "docs" / "ARCHITECTURE.md").read_text()
    section = text.partition("## 7. Ports")[2].partition("Write a port only")[0]
    named = re.findall(r"\b([A-Z]\w+)\.(\w+)((?: / \w+)*)", section)
    shown = {f"{port}.{one}" for port, *rest in named for one in re.findall(r"\w+", " ".join(rest))}

    assert len(shown) >= 13
    assert shown - defined_names(ROOT / "src" / "domain" / "ports.py") == set()


def defined_names(path: Path) -> frozenset[str]:
    """The functions and classes of a file, and `Class.method` of each class."""
    tree = ast.parse(path.read_text()) if path.exists() else ast.Module([], [])
    found: set[str] = set()
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            found.add(node.name)
        if isinstance(node, ast.ClassDef):
            members = [m.name for m in node.body if isinstance(m, ast.FunctionDef)]
            found |= {f"{node.name}.{member}" for member in members}
    return frozenset(found)
