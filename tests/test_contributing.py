"""Checks the list of CONTRIBUTING.md for a new backend, and its figures."""

import ast
import re
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "CONTRIBUTING.md").read_text()


def test_the_median_sizes_are_about_what_the_page_says() -> None:
    sources = [path.read_text() for path in (ROOT / "src").rglob("*.py")]
    functions = [
        (node.end_lineno or 0) - node.lineno + 1
        for source in sources
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    said = re.search(r"Files have about (\d+) lines .*?functions (\d+)", TEXT)

    assert said is not None
    assert abs(median(source.count("\n") for source in sources) - int(said[1])) <= 15
    assert abs(median(functions) - int(said[2])) <= 1


def test_every_file_that_tells_backends_apart_is_named_for_a_new_one() -> None:
    _, _, rest = TEXT.partition("A model backend")
    table, _, _ = rest.partition("\n\nWhat such")
    deciding = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "src").rglob("*.py")
        if re.search(r"\bBackendKind\.[A-Z]", path.read_text())
    }

    assert deciding
    assert {path for path in deciding if f"`{path}`" not in table} == set()
