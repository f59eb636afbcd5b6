"""The tests that a user's file has already: which hold a new version to account, and which not."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from src.domain.candidate import Candidate, Origin
from src.domain.program_run import Limits
from src.sandbox.sandbox import ConfinedSandbox
from src.usercode.import_probe import ImportProbe
from src.usercode.module import read_module
from src.usercode.suite_runner import UserSuites, UserTests
from src.usercode.user_files import readable_folders
from src.verify.subject_program import SubjectEnvironment
from tests.usercode.test_field_cases import in_soak

DOCUMENTED = 'def f(n):\n    """\n    >>> f(1)\n    2\n    """\n    return n + 1\n'
PASSING = "from mine import f\ndef test_two():\n    assert f(2) == 3\n"
BROKEN = DOCUMENTED.replace("n + 1", "n - 1")
INI = "[pytest]\nfilterwarnings =\n    error:old:DeprecationWarning\n"

# Files, how many tests count, what is said of the others.
CASES = {
    "an import that is not there": (
        {"test_mine.py": "import gone\n" + PASSING},
        1,
        ["its own tests in test_mine.py cannot be run here: ModuleNotFoundError"],
    ),
    "a skipped file": (
        {"test_mine.py": "import pytest\npytest.importorskip('gone')\n" + PASSING},
        1,
        ["its own tests in test_mine.py are skipped here"],
    ),
    "no Python": (
        {"test_mine.py": "def test_two(:\n"},
        1,
        ["its own tests in test_mine.py cannot be run here: SyntaxError: test_mine.py is not"],
    ),
    "no test": (
        {"test_mine.py": "from mine import f\n"},
        1,
        ["test_mine.py holds no tests"],
    ),
    "tests that fail, are skipped, and pass": (
        {
            "test_mine.py": f"import pytest\n{PASSING}\n\ndef test_three():\n    assert f(3) == 3\n"
            "\n\n@pytest.mark.skip\ndef test_four():\n    pass\n"
            "\n\n@pytest.mark.xfail\ndef test_five():\n    assert False\n"
        },
        2,
        [
            "its own test test_five is skipped",
            "its own test test_four is skipped",
            "its own test test_three fails already",
        ],
    ),
    "what ends pytest": (
        {"test_mine.py": f"{PASSING}\n\ndef test_end():\n    import os\n    os._exit(3)\n"},
        2,
        ["its own tests in test_mine.py end early: the program failed with exit code 3"],
    ),
    "a helper and a file beside it": (
        {
            "test_mine.py": f"import json\nfrom pathlib import Path\nimport helper\n{PASSING}"
            "    given = json.loads((Path(__file__).parent / 'data.json').read_text())\n"
            "    assert f(given) == helper.WANT\n",
            "helper.py": "WANT = 8\n",
            "data.json": "7",
        },
        2,
        [],
    ),
    "a helper and a file in the folder of tests": (
        {
            "src/mine.py": DOCUMENTED,
            "tests/test_mine.py": f"from pathlib import Path\nfrom helper import WANT\n{PASSING}"
            "    assert f(int(open(Path(__file__).with_name('data.txt')).read())) == WANT\n",
            "tests/helper.py": "WANT = 8\n",
            "tests/data.txt": "7",
        },
        2,
        [],
    ),
    "a script that its test imports by its own name": (
        {
            "setup.py": "",
            "lib/x.py": "STEP = 1\n",
            "scripts/mine.py": "from lib.x import STEP\n" + DOCUMENTED.replace("n + 1", "n + STEP"),
            "scripts/test_mine.py": PASSING,
        },
        2,
        [],
    ),
    "a module with the name of its package": (
        {
            "mine/__init__.py": "from .step import STEP\n",
            "mine/step.py": "STEP = 1\n",
            "mine/mine.py": "from .step import STEP\n" + DOCUMENTED.replace("n + 1", "n + STEP"),
            "tests/test_mine.py": PASSING.replace("from mine", "from mine.mine"),
        },
        2,
        [],
    ),
    "an option of doctest": (
        {
            "mine.py": DOCUMENTED.replace("2", "2...", 1),
            "tox.ini": "[pytest]\ndoctest_optionflags = ELLIPSIS\n",
            "test_mine.py": PASSING,
        },
        2,
        [],
    ),
    "the filters of the project": (
        {
            "pytest.ini": INI,
            "test_mine.py": f"import warnings, pytest\n{PASSING}"
            "    with pytest.raises(DeprecationWarning):\n"
            "        warnings.warn('old', DeprecationWarning)\n",
        },
        2,
        [],
    ),
}
QUICK = (
    "an import that is not there",
    "tests that fail, are skipped, and pass",
    "a helper and a file beside it",
    "a module with the name of its package",
)


@pytest.fixture(name="sandbox", scope="module")
def _sandbox() -> Iterator[ConfinedSandbox]:
    with ConfinedSandbox(Limits(60.0, 60.0, 512)) as sandbox:
        yield sandbox


@pytest.mark.parametrize("what", in_soak(dict(CASES), QUICK))
def test_only_tests_that_pass_on_the_file_as_it_is_count(
    sandbox: ConfinedSandbox, tmp_path: Path, what: str
) -> None:
    files, count, unusable = CASES[what]
    is_given = any(place.endswith("/mine.py") for place in files)
    given = files if is_given else {"mine.py": DOCUMENTED, **files}
    for place, text in given.items():
        (tmp_path / place).parent.mkdir(exist_ok=True)
        (tmp_path / place).write_text(text)
    module = read_module(next(tmp_path.rglob("mine.py")))
    readable = readable_folders(module)
    probe = ImportProbe(sandbox, sandbox, SubjectEnvironment("", readable[0], readable))

    tests = UserTests(UserSuites(probe, module), module)

    assert tests.count == count
    pairs = zip(tests.unusable, unusable, strict=True)
    assert all(want in said for said, want in pairs), tests.unusable
    assert tests(Candidate(module.source, Origin.EDITED)) == ""
    assert tests(Candidate(BROKEN, Origin.EDITED))
