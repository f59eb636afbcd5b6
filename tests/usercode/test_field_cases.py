"""Modules on which tools like this one failed in the field: what `test` makes of each."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from src.domain.errors import BadArguments
from src.domain.program_run import Limits
from src.sandbox.sandbox import ConfinedSandbox
from src.usercode.import_probe import ImportProbe
from src.usercode.module import folder_to_read, read_module
from src.usercode.requests import StepReporter
from src.usercode.suite_growth import Grown, SuiteGrowth
from src.verify.subject_program import SubjectEnvironment

# Module, what the suite must hold, what it must not.
CASES = {
    "dates": (
        "from datetime import date, timedelta\n"
        "def workdays(start: date, days: int) -> date:\n"
        "    return start + timedelta(days=days)\n",
        ["workdays(datetime.date("],
        [],
    ),
    "a TypedDict": (
        "from typing import TypedDict\n"
        "class Movie(TypedDict):\n    title: str\n    year: int\n"
        "def is_old(movie: Movie) -> bool:\n    return movie['year'] < 1980\n",
        ["year="],
        ["KeyError"],
    ),
    "an inherited constructor": (
        "class Shape:\n    def __init__(self, width: int, height: int) -> None:\n"
        "        self.width = width\n        self.height = height\n"
        "class Box(Shape):\n    def area(self) -> int:\n        return self.width * self.height\n",
        ["Box(width="],
        ["TypeError"],
    ),
    "imported names": (
        "from decimal import Decimal\n"
        "def with_tax(net: Decimal, percent: int) -> Decimal:\n"
        "    return net + net * percent / 100\n",
        ["decimal.Decimal("],
        ["NameError"],
    ),
    "sets": (
        "def letters(text: str) -> set[str]:\n    return set(text)\n",
        ["== {'"],
        [],
    ),
    "a name that a doctest takes for granted": (
        'def f(n: int) -> int:\n    """\n    >>> f(first([1, 2]))\n    2\n    """\n'
        "    return n + 1\n",
        ["f("],
        ["first("],
    ),
    "a lazy result that raises": (
        "from collections.abc import Iterator\ndef upto(n: int) -> Iterator[int]:\n"
        "    if n < 3:\n        raise ValueError('too few')\n    yield from range(n)\n",
        ["    list(upto(", "pytest.raises(ValueError"],
        [],
    ),
    "an exit": (
        "import sys\ndef port(text: str) -> int:\n    if not text.isdigit():\n"
        "        sys.exit('not a port')\n    return int(text)\n",
        ["pytest.raises(SystemExit"],
        [],
    ),
    "any number of arguments": (
        "def total(*values: int, start: int = 0) -> int:\n    return sum(values, start)\n",
        ["total("],
        ["assert total() == 0\n\n\ndef test_total_2"],
    ),
    "a warning": (
        "import warnings\ndef old(n: int) -> int:\n    warnings.warn('old', DeprecationWarning)\n"
        "    return n + 1\n",
        ["pytest.warns(DeprecationWarning)"],
        [],
    ),
    "overloads": (
        "from typing import overload\n@overload\ndef half(x: int) -> int: ...\n"
        "@overload\ndef half(x: float) -> float: ...\n"
        "def half(x: int | float) -> int | float:\n    return x // 2 if x == int(x) else x / 2\n",
        ["half("],
        [],
    ),
    "a blank line in a doctest": (
        'def boxed(text: str) -> None:\n    """\n    >>> boxed(\'a\')\n    a\n    <BLANKLINE>\n'
        '    end\n    """\n    print(text)\n    print()\n    print(\'end\')\n',
        ["test_documented_boxed"],
        ["BLANKLINE"],
    ),
    "a doctest of what prints one line": (
        'def hi(name: str) -> None:\n    """\n    >>> hi("b")\n    hi b\n    """\n'
        "    print(f'hi {name}')\n",
        ["test_documented_hi", "capsys.readouterr()"],
        ["repr("],
    ),
    "doctests of what prints a number, and of what returns one": (
        'def tell(n: int) -> int:\n    """\n    >>> tell(3)\n    3\n    4\n    >>> tell(4)\n    4\n'
        '    5\n    """\n    print(n)\n    return n + 1\n'
        'def say(n: int) -> None:\n    """\n    >>> say(3)\n    4\n    """\n    print(n + 1)\n'
        'def add(n: int) -> int:\n    """\n    >>> add(3)\n    4\n    """\n    return n + 1\n',
        ["test_documented_tell", "test_documented_say", "assert add(3) == 4"],
        ["assert say(3) == 4"],
    ),
    "the constants it looks for": (
        "def action(word: str) -> int:\n    if word == 'start':\n        return 1\n"
        "    if word == 'stop':\n        return 2\n    return 0\n",
        ["action('start')", "action('stop')"],
        [],
    ),
    "operators": (
        "class Vector:\n    def __init__(self, x: int) -> None:\n        self.x = x\n"
        "    def __len__(self) -> int:\n        return abs(self.x)\n"
        "    def __call__(self, n: int) -> int:\n        return self.x * n\n",
        ["Vector(x=", ".__call__("],
        [],
    ),
    "a nested class": (
        "class Outer:\n    class Inner:\n        def __init__(self, n: int) -> None:\n"
        "            self.n = n\n        def twice(self) -> int:\n            return 2 * self.n\n",
        ["Outer.Inner(n="],
        [],
    ),
    "a nested function": (
        "def outer(n: int) -> int:\n    def inner(k: int) -> int:\n        return k * k + 1\n"
        "    return inner(n)\n",
        ["outer("],
        ["inner("],
    ),
    "under if and try": (
        "try:\n    import json\nexcept ImportError:\n    json = None\n"
        "if json:\n    def size(n: int) -> int:\n        return n + 2\n",
        ["size("],
        [],
    ),
    "a coroutine": (
        "import asyncio\nasync def later(n: int) -> int:\n    await asyncio.sleep(0)\n"
        "    return n * 3\n",
        ["asyncio.run(later("],
        [],
    ),
    "numpy": (
        "import numpy as np\ndef trace(matrix: np.ndarray) -> float:\n"
        "    return float(matrix[0][0] + matrix.sum())\n",
        ["numpy.array([["],
        ["IndexError"],
    ),
    "what only type checkers import": (
        "from __future__ import annotations\nTYPE_CHECKING = False\nif TYPE_CHECKING:\n"
        "    from collections.abc import Iterable\n    import nowhere\n"
        "    import datetime as dt\n"
        "def days(dates: Iterable[dt.date]) -> int:\n    return sum(one.day for one in dates)\n",
        ["datetime.date("],
        [],
    ),
    "paths, functions, new types": (
        "from collections.abc import Callable\nfrom pathlib import Path\n"
        "from typing import NewType\n"
        "UserId = NewType('UserId', int)\n"
        "def ending(path: Path, user: UserId, map_to: Callable[[int], int]) -> str:\n"
        "    return f'{path.suffix}{map_to(user) + 1}'\n",
        ["pathlib.Path(", "abs"],
        [],
    ),
}
QUICK = ("a nested class", "an exit", "a doctest of what prints one line")
LAYOUTS = {
    "a namespace package, from the project's folder": {
        "app/core/mine.py": "from app.core.util import norm\n"
        "def size(n: int) -> int:\n    return norm(n) + 1\n",
        "app/core/util.py": "def norm(n):\n    return abs(n)\n",
    },
    "a relative import without __init__": {
        "core/mine.py": "from .util import norm\n"
        "def size(n: int) -> int:\n    return norm(n) + 1\n",
        "core/util.py": "def norm(n):\n    return abs(n)\n",
    },
    "a package that imports the module": {
        "kit/__init__.py": "from .mine import size\nEDGE = 2\n",
        "kit/mine.py": "import kit\ndef size(n: int) -> int:\n    return n * kit.EDGE + 1\n",
    },
    "the import path of the ini file": {
        "pytest.ini": "[pytest]\npythonpath = src\n",
        "src/kit/mine.py": "from kit.util import norm\n"
        "def size(n: int) -> int:\n    return norm(n) + 1\n",
        "src/kit/util.py": "def norm(n):\n    return abs(n)\n",
    },
    "a file beside it, read when it is imported": {
        "mine.py": "EDGE = int(open('edge.txt').read())\n"
        "def size(n: int) -> int:\n    return n + EDGE\n",
        "edge.txt": "7",
    },
}


@pytest.fixture(name="sandboxes", scope="module")
def _sandboxes() -> Iterator[tuple[ConfinedSandbox, ConfinedSandbox]]:
    with ConfinedSandbox(Limits()) as sandbox, sandbox.isolated_copy() as apart:
        yield sandbox, apart


def grown(
    sandboxes: tuple[ConfinedSandbox, ConfinedSandbox], file: Path, python: str = ""
) -> Grown:
    folder = folder_to_read(read_module(file))
    probe = ImportProbe(*sandboxes, SubjectEnvironment(python, folder, (folder,)))
    steps = StepReporter(lambda event: None, lambda: 0.0)
    return SuiteGrowth(probe, sandboxes[1], steps, most_mutants=6).grow(file)


def in_soak(names: dict[str, object], quick: tuple[str, ...]) -> list[object]:
    """Each takes a second of two processors: some always, the others by `make soak`."""
    return [n if n in quick else pytest.param(n, marks=pytest.mark.soak) for n in names]


@pytest.mark.parametrize("name", in_soak(dict(CASES), QUICK))
def test_the_suite_holds_what_the_function_does(
    sandboxes: tuple[ConfinedSandbox, ConfinedSandbox], tmp_path: Path, name: str
) -> None:
    source, wanted, unwanted = CASES[name]
    (tmp_path / "mine.py").write_text(source)

    # Packages are those of the user's Python, where one is named.
    python = sys.executable if name == "numpy" else ""
    found = grown(sandboxes, tmp_path / "mine.py", python)

    assert all(text in found.text for text in wanted), (found.text, found.dropped)
    assert not any(text in found.text for text in unwanted), found.text
    assert not found.disagreements
    names = [test.name for test in found.tests]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("name", in_soak(dict(LAYOUTS), ("a package that imports the module",)))
def test_a_module_is_tested_where_its_project_has_it(
    sandboxes: tuple[ConfinedSandbox, ConfinedSandbox], tmp_path: Path, name: str
) -> None:
    for place, text in LAYOUTS[name].items():
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).write_text(text)

    found = grown(sandboxes, next(tmp_path.rglob("mine.py")))

    assert "size(" in found.text and found.killed


DAILY = {
    "date.today": "from datetime import date\ndef f(d: date) -> int:\n"
    "    return (d - date.today()).days\n",
    "datetime.now": "import datetime as dt\ndef f(n: int) -> int:\n"
    "    return dt.datetime.now().year + n\n",
    "strftime": "import time\ndef f(n: int) -> str:\n    return time.strftime('%Y') + str(n)\n",
    "time": "from time import time\ndef f(n: int) -> int:\n    return int(time() // 86400) + n\n",
    "localtime": "import time\ndef f(n: int) -> int:\n    return time.localtime().tm_year + n\n",
}


@pytest.mark.parametrize("what", in_soak(dict(DAILY), ("date.today",)))
def test_what_depends_on_the_day_is_dropped_with_the_reason(
    sandboxes: tuple[ConfinedSandbox, ConfinedSandbox], tmp_path: Path, what: str
) -> None:
    (tmp_path / "mine.py").write_text(
        DAILY[what] + "import datetime\ndef known(d: datetime.date) -> str:\n"
        "    assert isinstance(datetime.datetime(2020, 1, 2).date(), datetime.date)\n"
        "    return f'{d!r} {d + datetime.timedelta(1)}'\n"
    )

    found = grown(sandboxes, tmp_path / "mine.py")

    daily = [one.name for one in found.dropped if "on another day" in one.reason]
    assert daily and all(name.startswith("test_f_") for name in daily)
    assert not any(test.name.startswith("test_f_") for test in found.tests)


def test_what_only_this_user_or_this_zone_gives_is_dropped_with_the_reason(
    sandboxes: tuple[ConfinedSandbox, ConfinedSandbox], tmp_path: Path
) -> None:
    (tmp_path / "mine.py").write_text(
        "import sys\nimport time\n\n\n"
        "def zone(n: int) -> str:\n    return time.tzname[0] * (n % 2)\n\n\n"
        "def given(n: int) -> list[str]:\n    return sys.argv[1:] + [str(n)]\n"
    )

    found = grown(sandboxes, tmp_path / "mine.py")

    assert any("for another user" in one.reason for one in found.dropped)
    assert "UTC" not in found.text


REASONS = {
    "what raised, though its message is another each time": (
        "import random\ndef f(n: int) -> str:\n"
        "    return open(f'/gone/{random.random()}').read()\n",
        "it raises FileNotFoundError",
    ),
    "what differs, though nothing is drawn": (
        "import os\ndef f(n: int) -> str:\n    return f'{os.getcwd()} {n}'\n",
        "not the same every time: '/",
    ),
}


@pytest.mark.parametrize("what", REASONS)
def test_the_reason_is_what_happened(
    sandboxes: tuple[ConfinedSandbox, ConfinedSandbox], tmp_path: Path, what: str
) -> None:
    source, reason = REASONS[what]
    (tmp_path / "mine.py").write_text(source)

    with pytest.raises(BadArguments) as caught:
        grown(sandboxes, tmp_path / "mine.py")

    assert reason in str(caught.value)


def test_a_nested_function_is_named_with_the_one_around_it(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text("def outer():\n    def inner():\n        pass\n")

    with pytest.raises(BadArguments) as caught:
        read_module(tmp_path / "mine.py").target("outer.inner")

    assert "nested in outer" in caught.value.hint


def test_a_value_that_cannot_be_made_is_dropped_with_what_it_raises(
    sandboxes: tuple[ConfinedSandbox, ConfinedSandbox], tmp_path: Path
) -> None:
    (tmp_path / "mine.py").write_text(
        "class Age:\n    def __init__(self, n: int) -> None:\n        if n < 0:\n"
        "            raise ValueError('no age')\n        self.n = n\n\n\n"
        "def f(a: Age) -> int:\n    return a.n + 1\n\n\nsq = lambda n: n * n\n"
    )

    found = grown(sandboxes, tmp_path / "mine.py")

    reasons = [one.reason for one in found.dropped]
    assert any(one.startswith("it raises ValueError") for one in reasons), reasons
    assert not any("ended finished" in one for one in reasons)
    assert found.notes == ("not tested by name: sq (a lambda)",)
