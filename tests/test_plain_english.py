"""Holds what people read to plain English: docstrings, comments, messages, README and docs."""

import ast
import functools
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

from tests.test_documentation import PAGES, ROOT

# Words that are overused, each a sign that a sentence should be rewritten.
SIGNS = re.compile(
    r"\b(?:told|tells|wish|wishes|mend|mends|mended|mending|beside|nobody|whoever|stands"
    r"|one of its own|(?<!there )is no)\b|, too\b",
    re.IGNORECASE,
)
# Keyword arguments whose text is shown, also in the packages that hold English as data.
SHOWN = {"hint", "limits", "title", "reason", "problem"}
# Their strings are words that users type, or that models read.
DATA = ("src/language/", "src/library/", "src/prompts/", "src/evolve/prompt")
ERROR = re.compile(
    r"(?:Error|Refused|Missing|Failed|Unavailable|Declined|Broken\w*|Unknown\w+|Bad\w+)$"
)
MOST_ALLOWED = 10
LONGEST = 100
"""Characters of a message without what is filled in."""

# Each with the reason why it stays.
ALLOWED = {
    "write a function that tells whether": "a task, as users word it",
}

Said = tuple[str, int, str]


@functools.cache
def nodes_of(path: Path) -> tuple[ast.AST, ...]:
    """Return all nodes of a module's syntax tree; the tests of this file share them."""
    return tuple(ast.walk(ast.parse(path.read_text("utf-8"))))


def sources() -> list[Path]:
    """Return the product's modules."""
    return [*sorted((ROOT / "src").rglob("*.py")), ROOT / "node_runtime.py", ROOT / "chat_cli.py"]


def comments_of(path: Path) -> Iterator[Said]:
    name = str(path.relative_to(ROOT))
    for token in tokenize.generate_tokens(io.StringIO(path.read_text("utf-8")).readline):
        if token.type == tokenize.COMMENT:
            yield name, token.start[0], token.string


def docstrings_of(path: Path) -> Iterator[Said]:
    name = str(path.relative_to(ROOT))
    for node in nodes_of(path):
        body = getattr(node, "body", None)
        for one in body if isinstance(body, list) else ():
            if isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant):
                if isinstance(one.value.value, str):
                    yield name, one.lineno, one.value.value


def messages_of(path: Path) -> Iterator[Said]:
    """Yield what errors and hints say, and other texts where a package holds no English as data."""
    name = str(path.relative_to(ROOT))
    docstrings = {text for _, _, text in docstrings_of(path)}
    for node in nodes_of(path):
        if isinstance(node, ast.Call):
            shown = [one.value for one in node.keywords if one.arg in SHOWN]
            if ERROR.search(ast.unparse(node.func)):
                shown += node.args
            for one in shown:
                yield from ((name, one.lineno, text) for text in templates_of(one))
        elif not name.startswith(DATA) and isinstance(node, (ast.JoinedStr, ast.Constant)):
            yield from (
                (name, node.lineno, text) for text in templates_of(node) if text not in docstrings
            )


def templates_of(node: ast.expr) -> Iterator[str]:
    """Yield the texts in an expression, with … for what is filled in."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(one.value if isinstance(one, ast.Constant) else "…" for one in node.values)
    elif isinstance(node, ast.IfExp):
        yield from templates_of(node.body)
        yield from templates_of(node.orelse)


def everything_said() -> Iterator[Said]:
    for path in sources():
        yield from comments_of(path)
        yield from docstrings_of(path)
        yield from messages_of(path)
    settings = (ROOT / "config.yaml", ROOT / "Makefile", *ROOT.glob("requirements*.txt"))
    texts = (*(ROOT / "tools").glob("*.yaml"), *(ROOT / "docs").glob("*.py"), *settings)
    for page in (*PAGES, *sorted((ROOT / "src" / "web" / "templates").glob("*.html")), *texts):
        for number, line in enumerate(page.read_text("utf-8").splitlines(), 1):
            yield str(page.relative_to(ROOT)), number, line


def test_signs_of_sentences_that_nobody_says_are_rare() -> None:
    found = {
        (where, line, text.strip()) for where, line, text in everything_said() if SIGNS.search(text)
    }

    assert len(ALLOWED) <= MOST_ALLOWED
    assert sorted(one for one in found if not any(part in one[2] for part in ALLOWED)) == []


def test_a_hint_that_begins_as_a_sentence_ends_with_a_full_stop() -> None:
    hints = [said for path in sources() for said in hints_of(path)]

    assert hints
    assert [one for one in hints if one[2][:1].isupper() and one[2][-1] not in ".!?…:`"] == []


def hints_of(path: Path) -> Iterator[Said]:
    name = str(path.relative_to(ROOT))
    for node in nodes_of(path):
        if isinstance(node, ast.keyword) and node.arg == "hint":
            yield from ((name, node.value.lineno, text) for text in templates_of(node.value))


def test_a_message_fits_a_line() -> None:
    said = {one for path in sources() for one in messages_in_calls(path)}

    assert said
    assert sorted(one for one in said if len(one[2]) > LONGEST) == []


def messages_in_calls(path: Path) -> Iterator[Said]:
    name = str(path.relative_to(ROOT))
    for node in nodes_of(path):
        if isinstance(node, ast.Call) and ERROR.search(ast.unparse(node.func)):
            for one in (*node.args, *(k.value for k in node.keywords if k.arg in SHOWN)):
                yield from ((name, one.lineno, text) for text in templates_of(one))
