"""Every promise of SECURITY.md names tests, and they exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "SECURITY.md").read_text("utf-8")
_NAMED = re.compile(r"`(tests/[\w/.]+(?:::\w+)?)`")


def promises(page: str) -> dict[str, tuple[str, ...]]:
    """Each promise with the tests that it names."""
    found: dict[str, tuple[str, ...]] = {}
    for table in re.findall(
        r"^\| promise \| tests \|\n\|[- |]+\n((?:\|.*\n?)*)", page, re.MULTILINE
    ):
        for row in table.splitlines():
            promise, _, tests = row.strip("| ").rpartition(" | ")
            found[promise] = tuple(_NAMED.findall(tests))
    return found


def is_there(name: str) -> bool:
    """True if the name is a file with tests or probes, or one of the tests in a file."""
    path, _, function = name.partition("::")
    file = ROOT / path
    text = file.read_text("utf-8") if file.is_file() else ""
    if function:
        return re.search(rf"^(async )?def {function}\(", text, re.MULTILINE) is not None
    return "\ndef test_" in text or (file.name.endswith("_probes.py") and "probes(" in text)


PROMISES = promises(PAGE)


def test_all_promises_are_read() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("| ") and "tests/" in line]

    assert len(PROMISES) == len(rows) >= 20


@pytest.mark.parametrize("promise", PROMISES)
def test_a_promise_names_tests_that_exist(promise: str) -> None:
    assert PROMISES[promise] != ()
    assert [name for name in PROMISES[promise] if not is_there(name)] == []


def test_a_test_that_does_not_exist_is_noticed() -> None:
    page = "| promise | tests |\n| --- | --- |\n| All. | `tests/gone.py`, `tests/x.py::test_y` |"

    assert promises(page) == {"All.": ("tests/gone.py", "tests/x.py::test_y")}
    names = ("tests/gone.py", "tests/escape/probe.py", "tests/test_security_page.py::test_gone")
    assert [is_there(name) for name in names] == [False] * 3
    assert is_there("tests/test_security_page.py::test_all_promises_are_read")
