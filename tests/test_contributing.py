"""Checks that the files CONTRIBUTING.md names exist and that its list for a backend is complete."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "CONTRIBUTING.md").read_text()


def test_every_file_that_is_named_exists() -> None:
    named = re.findall(r"`((?:src|tests|docs|tools|bench)/[\w./]*)`", TEXT)

    assert named
    assert [path for path in named if not (ROOT / path).exists()] == []


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
