"""The arguments of a module's tests are those of the calls they make, fixtures included."""

from pathlib import Path

from src.domain.program_run import Limits
from src.sandbox.sandbox import ConfinedSandbox
from src.usercode.import_probe import ImportProbe
from src.usercode.module import read_module
from src.usercode.suite_runner import with_samples
from src.verify.subject_program import BARE

MODULE = '''def slug(title, glue="-"):
    """A slug.

    >>> slug("A b")
    'a-b'
    """
    return title.lower().replace(" ", glue)


class Box:
    def __init__(self, size):
        self.size = size

    def has(self, number):
        return number < self.size
'''
TESTS = """import unittest
import pytest
from mine import Box, slug


@pytest.mark.parametrize("title, want", [("Hello World", "hello-world"), ("x", "x")])
def test_slug(title, want):
    assert slug(title) == want


class BoxTest(unittest.TestCase):
    def test_has(self):
        limit = 3
        self.assertTrue(Box(limit).has(limit - 1))


def test_of_a_fixture(sample):
    assert slug(sample, "_") == "from_conftest"
"""
FIXTURES = """import pytest


@pytest.fixture
def sample():
    return "from conftest"
"""


def test_calls_of_doctests_parameters_cases_and_fixtures_are_examples(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(MODULE)
    (tmp_path / "test_mine.py").write_text(TESTS)
    (tmp_path / "conftest.py").write_text(FIXTURES)
    with ConfinedSandbox(Limits(60.0, 60.0, 512)) as sandbox:
        probe = ImportProbe(sandbox, sandbox, BARE)

        module = with_samples(probe, read_module(tmp_path / "mine.py"))

    titles = [(one["title"], one["glue"]) for one in module.samples["slug"]]
    assert set(titles) == {("A b", "-"), ("Hello World", "-"), ("x", "-"), ("from conftest", "_")}
    assert module.samples["Box.has"] == ({"self.size": 3, "number": 2},)


def test_forged_calls_are_no_examples(tmp_path: Path) -> None:
    forged = 'os.write(2, b\'\\n@lines@{"lines": [[1]], "calls": [5]}\\n\'); os.close(2)'
    end = f"\n@atexit.register\ndef forge():\n    {forged}\n"
    (tmp_path / "mine.py").write_text(f"import atexit, os\n{MODULE}{end}")
    with ConfinedSandbox(Limits(60.0, 60.0, 512)) as sandbox:
        looker = ImportProbe(sandbox, sandbox, BARE)

        module = with_samples(looker, read_module(tmp_path / "mine.py"))

    assert not any(module.samples.values())
