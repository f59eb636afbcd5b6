"""The parts of working on the user's code: reading it, splicing into it, breaking it."""

import datetime
import random
import sys
import types
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from src.domain.errors import BadArguments
from src.domain.task import Workload
from src.guest_code.argument_kinds import KindReader
from src.guest_code.import_report import targets_in
from src.optimize.optimizer import MIN_OWN_MS
from src.usercode.harness import below_future, measurable_size
from src.usercode.input_sources import Inputs, inputs_by_hand, inputs_for, kind_of_values
from src.usercode.module import UserModule, as_target, never_called, read_module
from src.usercode.mutants import mutants_of
from src.usercode.observation import call_of, cases_of
from src.usercode.patch import changed_signature, splice
from src.verify.subject_program import SubjectEnvironment
from tests.fakes.priced_runs import PricedSandbox

INT = ("int",)
FILE = '''"""Text."""
from __future__ import annotations
import   os   # odd

class Box:
    def __init__(self, size: int) -> None:
        self.size = size

    @staticmethod
    def f(xs):
        return [x for x in xs]   # old

    def g(self):
        return 1'''


def module_of(tmp_path: Path, source: str, name: str = "mine.py") -> UserModule:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(source.encode())
    module = read_module(path)
    # As the sandbox imports it, for what lies in no package.
    imported = types.ModuleType(module.name)
    sys.modules[module.name] = imported
    if not module.package:
        exec(compile(source, "subject.py", "exec", dont_inherit=True), imported.__dict__)
    targets = targets_in(imported.__dict__, "subject.py", KindReader)
    del sys.modules[module.name]
    return replace(module, targets=tuple(map(as_target, targets)))


def test_examples_say_which_values_there_are() -> None:
    assert kind_of_values([1, 2.5]) == ("float",)
    assert kind_of_values([[1], ["a"]]) == ("list", ("any", INT, ("str",)))
    assert kind_of_values([{"a": (1, "x")}]) == ("dict", ("str",), ("tuple", INT, ("str",)))
    assert kind_of_values([]) is None


def test_an_argument_that_nobody_knows_is_named(tmp_path: Path) -> None:
    module = module_of(tmp_path, "def f(n: int, thing):\n    return n\n")

    with pytest.raises(BadArguments, match="argument thing of f has no known values: it has no"):
        inputs_for(module, module.target("f"))


def test_what_is_guessed_takes_no_other_arguments_place(tmp_path: Path) -> None:
    source = "def f(a=print, *rest, n=1, **named): ...\ndef g(a=1, *rest): ...\n"
    module = module_of(tmp_path, source)

    found = [inputs_for(module, module.target(name)) for name in "fg"]

    assert [[p.name for p in one.parameters] for one in found] == [["n", "named"], ["a", "rest"]]
    assert "'a'" not in repr(found[0].kinds)


@pytest.mark.parametrize("start_ms", [0.3, 3.0, 4.9])
@pytest.mark.parametrize("seed", range(20))
def test_a_function_is_measured_well_above_the_least_whatever_a_run_costs(
    tmp_path: Path, seed: int, start_ms: float
) -> None:
    module = module_of(tmp_path, "cost = 10\ndef f(xs: list[int]) -> int:\n    return len(xs)\n")
    inputs = inputs_for(module, module.target("f"))
    sandbox = PricedSandbox(random.Random(seed), start_ms=start_ms)

    size, own_ms = measurable_size(sandbox, SubjectEnvironment(), module, inputs)

    assert own_ms >= 2 * MIN_OWN_MS
    assert 800 <= size <= 5000


def test_what_is_drawn_is_the_same_every_time_and_can_be_read(tmp_path: Path) -> None:
    source = "def f(xs: list[int], *, way: str = 'a') -> int:\n    return 0\n"
    module = module_of(tmp_path, source)
    inputs = inputs_for(module, module.target("f"))

    first, second = cases_of(inputs), cases_of(inputs)

    assert first == second and len(first) > 10
    assert {case.words for case in first} == {("", "way"), ("",)}


def test_instances_of_the_files_own_classes_are_drawn_as_calls_that_make_them(
    tmp_path: Path,
) -> None:
    source = (
        "from __future__ import annotations\nfrom dataclasses import dataclass\n"
        "from enum import Enum\n\n@dataclass\nclass Point:\n    x: int\n    way: Way\n\n"
        "class Way(Enum):\n    UP = 1\n\n"
    )
    module = module_of(tmp_path, source + "def f(points: list[Point]) -> int:\n    return 0\n")

    cases = cases_of(inputs_for(module, module.target("f")))

    texts = [case.values[0] for case in cases if "Point" in case.values[0]]
    assert texts and all("way=Way.UP)" in text and "Point(x=" in text for text in texts)


def test_a_date_is_drawn_as_a_call_that_makes_it(tmp_path: Path) -> None:
    module = module_of(
        tmp_path, "import datetime\n\ndef f(day: datetime.date) -> int:\n    return 0\n"
    )

    cases = cases_of(inputs_for(module, module.target("f")))

    made = [eval(case.values[0], {"datetime": datetime}) for case in cases]
    assert len(made) > 10 and all(isinstance(one, datetime.date) for one in made)


def test_what_takes_any_number_of_arguments_is_called_with_several(tmp_path: Path) -> None:
    source = "def f(*values: int, start: int = 0, **named: str) -> int:\n    return start\n"
    module = module_of(tmp_path, source)

    calls = [
        call_of(case, "", case.names) for case in cases_of(inputs_for(module, module.targets[0]))
    ]

    names: dict[str, Any] = {}
    exec(source, names)
    assert len(calls) > 10 and {eval(call, names) for call in calls} > {0, 1}
    assert any(call.startswith("f(*(") and "**{" in call and "start=" in call for call in calls)


def test_inputs_can_be_bounded_by_a_size_and_limited_to_the_samples(tmp_path: Path) -> None:
    source = 'def f(n: int) -> int:\n    """F.\n\n    >>> f(71)\n    71\n    """\n    return n\n'
    module = module_of(tmp_path, source)
    module = replace(module, samples={"f": ({"n": 71},)})
    inputs = inputs_for(module, module.target("f"))

    sized, only = inputs.sized(100), inputs.only_samples

    assert sized.workload.start_size == 100
    assert made_by(sized, 1, 125) != (71,)
    with pytest.raises(ValueError, match="takes too long"):
        made_by(sized, 1, 126)
    assert {made_by(only, seed, 9) for seed in range(9)} == {(71,)}
    assert only.source == "its doctests and tests, as they are"


def test_an_inputs_file_is_left_as_it_is_when_it_is_sized(tmp_path: Path) -> None:
    module = module_of(tmp_path, "def f(n):\n    return n\n")
    own = "LARGEST = 7\ndef make_input(seed, size):\n    return (LARGEST,)\n"

    sized = inputs_by_hand(module.target("f"), Workload(own)).sized(50)

    assert sized.workload == Workload(own, 50)


def made_by(inputs: Inputs, seed: int, size: int) -> object:
    names: dict[str, Any] = {"__name__": "workload"}
    exec(inputs.workload.source, names)
    return names["make_input"](seed, size)


def test_only_the_function_is_taken_from_a_proposal() -> None:
    proposed = "import os\nimport heapq\n\nLIMIT = 3\n\nclass Box:\n    @staticmethod\n"
    proposed += "    def f(xs):\n        return heapq.nsmallest(LIMIT, xs)\n\n    def g(self):\n"
    proposed += "        return 2\n"

    whole = splice(FILE, proposed, "Box.f")

    assert whole == FILE.replace("annotations\n", "annotations\nimport heapq\n").replace(
        "class Box", "LIMIT = 3\n\n\nclass Box"
    ).replace("return [x for x in xs]   # old", "return heapq.nsmallest(LIMIT, xs)")


def test_a_method_in_tabs_is_taken_from_a_bare_reply_and_keeps_its_docstring() -> None:
    before = 'class Box:\n\tdef f(self, x):\n\t\t"""Old."""\n\t\treturn x\n'

    after = splice(before, 'def f(self, x):\n    """New."""\n    return +x\n', "Box.f")

    assert after == before.replace("return x", "return +x")


def test_an_import_is_put_below_the_comments_at_the_top() -> None:
    before = "#!/usr/bin/env python3\n# A licence.\nimport sys\ndef f(n):\n    return n\n"

    after = splice(before, "import math\ndef f(n):\n    return math.floor(n)\n", "f")

    assert after.startswith("#!/usr/bin/env python3\n# A licence.\nimport math\nimport sys\n")


@pytest.mark.parametrize(
    ("after", "changed"),
    [
        ("def f(a: int, b=1): return a", False),
        ("@cache\n@old\ndef f(a, b=1): return a", False),
        ("@old\ndef f(a, b=1, c=None): return a", True),
        ("@old\ndef f(a, b=2): return a", True),
        ("@old\nasync def f(a, b=1): return a", True),
        ("@old\ndef f(a, *, b=1): return a", True),
    ],
)
def test_a_signature_differs_if_calls_do(after: str, changed: bool) -> None:
    before = "@old\ndef f(a, b=1): return a" if "@" in after else "def f(a, b=1): return a"

    assert (changed_signature(before, after, "f") is not None) is changed


def test_line_ends_stay_as_they_are() -> None:
    before = "X = 1\r\ndef f(n):\r\n    return n + 1\r\nY = 2\r\n"

    after = splice(before, "def f(n):\n    return 1 + n\n", "f")

    assert after == before.replace("n + 1", "1 + n")


@pytest.mark.parametrize("proposed", ["def g(n):\n    return 1\n", "def f(n:\n", "f = 3\n"])
def test_a_proposal_without_the_function_is_none(proposed: str) -> None:
    assert splice("def f(n):\n    return n\n", proposed, "f") == ""


@pytest.mark.parametrize(
    ("body", "seen"),
    [
        ("return a + b", {"a + b -> a - b", "a + b -> None"}),
        (
            "return a < 3",
            {"a < 3 -> a <= 3", "a < 3 -> a >= 3", "3 -> 4", "3 -> 2", "a < 3 -> None"},
        ),
        ("a -= 1\n    return a", {"a -= 1 -> a += 1", "1 -> 2", "a -> None"}),
        (
            "if a and b:\n        return a",
            {"a and b -> not (a and b)", "a and b -> a or b", "a -> None"},
        ),
        ("raise ValueError('no')", set()),
        ("print(a)", {"print(a) -> pass"}),
    ],
)
def test_a_mutant_differs_in_one_thing_and_keeps_its_line(body: str, seen: set[str]) -> None:
    source = f'"""é."""\nX = 1\n\n\ndef f(a: int, b: int):\n    """Text 1."""\n    {body}\n'

    mutants = mutants_of(source, ["f"])

    assert {f"{one.before} -> {one.after}" for one in mutants} == seen
    assert all(one.source.count("\n") == source.count("\n") for one in mutants)


def test_a_package_is_imported_by_its_whole_name(tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "__init__.py").write_text("")
    module = module_of(tmp_path, "from .prices import x\nimport json\n", "shop/basket.py")

    assert (module.name, module.root) == ("shop.basket", tmp_path)
    assert module.imports == ("shop.prices", "json")


def test_what_cannot_be_called_by_its_name_is_named(tmp_path: Path) -> None:
    source = (
        "sq = lambda n: n * n\ndef outer(n):\n    if n:\n        def inner(k): return k\n"
        "        by = lambda k: k\n    return inner(n)\n_hidden = lambda n: n\n"
        "class Box:\n    def __init__(self): self.n = {}\n"
        "    def __setitem__(self, k, v): self.n[k] = v\n    def __enter__(self): return self\n"
        "    def size(self): return len(self.n)\n    def _own(self): return 1\n"
        "    by = lambda self: 2\n"
    )

    assert never_called(module_of(tmp_path, source)) == (
        "sq (a lambda)",
        "inner (nested in outer)",
        "Box.__setitem__ (called by an operator or a statement)",
        "Box.__enter__ (called by an operator or a statement)",
    )


LAYOUTS = [
    # Namespace packages, imported from the project's folder by their whole name, or relatively.
    ("app/core/a.py", "from app.core.util import norm\n", {"app/core/util.py": ""}, "app.core.a"),
    ("app/core/a.py", "import app.core.util\n", {"app/core/util.py": ""}, "app.core.a"),
    ("app/core/a.py", "from app.core import util\n", {"app/core/util.py": ""}, "app.core.a"),
    ("app/core/a.py", "from .util import norm\n", {}, "core.a"),
    ("app/core/a.py", "from ..base import norm\n", {}, "app.core.a"),
    # The import path of the ini file, in its forms.
    ("src/kit/a.py", "", {"pytest.ini": "[pytest]\npythonpath = src lib\n"}, "kit.a"),
    (
        "src/kit/a.py",
        "",
        {"pyproject.toml": '[tool.pytest.ini_options]\npythonpath = ["src"]\n'},
        "kit.a",
    ),
    ("src/kit/a.py", "", {"setup.cfg": "[tool:pytest]\naddopts = -q\n"}, "a"),
    # A folder that is named like what is imported says nothing.
    ("json/a.py", "import json\nfrom json import loads\n", {}, "a"),
    ("requests/a.py", "import requests\n", {}, "a"),
    # A script that imports from the folder of the project, or of what is beside it.
    ("scripts/a.py", "from lib.x import y\n", {"lib/x.py": "", "setup.py": ""}, "scripts.a"),
    ("scripts/a.py", "import lib\n", {"lib.py": "", "pyproject.toml": ""}, "scripts.a"),
    ("scripts/a.py", "import lib\n", {"lib.py": ""}, "a"),
    (
        "scripts/a.py",
        "import lib, other\n",
        {"lib.py": "", "setup.py": "", "scripts/other.py": ""},
        "a",
    ),
    ("scripts/a.py", "import json\n", {"json.py": "", "setup.py": ""}, "a"),
]


@pytest.mark.parametrize("file, source, others, name", LAYOUTS)
def test_a_module_is_named_as_it_is_imported(
    tmp_path: Path, file: str, source: str, others: dict[str, str], name: str
) -> None:
    for place, text in {file: source, **others}.items():
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).write_text(text)

    module = read_module(tmp_path / file)

    assert module.name == name
    assert (module.root / name.replace(".", "/")).with_suffix(".py") == tmp_path / file


def test_a_script_is_imported_from_the_working_folder_where_its_imports_lie(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in ("lib/x.py", "tools/deep/a.py"):
        (tmp_path / place).parent.mkdir(parents=True)
        (tmp_path / place).write_text("from lib.x import y\n")
    monkeypatch.chdir(tmp_path)

    assert read_module(Path("tools/deep/a.py")).name == "tools.deep.a"


@pytest.mark.parametrize(
    ("head", "rest"),
    [
        ("", "x = 1\n"),
        ("from __future__ import annotations\n", "import os\n"),
        ("from __future__ import (\n    annotations,\n    division,\n)\n", "import os\n"),
        ("# one\n\nfrom __future__ import annotations; y = 2\n", "x = 1\n"),
        ("from __future__ import division\nfrom __future__ import annotations\n", "x = 1\n"),
        (
            "'''As in:\nfrom __future__ import x\n'''\nfrom __future__ import annotations\n",
            "x = 1\n",
        ),
        ("", "'''As in:\nfrom __future__ import annotations\n'''\nx = 1\n"),
    ],
)
def test_what_is_put_in_stands_below_the_imports_from_the_future(head: str, rest: str) -> None:
    whole = below_future(head + rest, "PUT = 1\n")

    assert whole == head + "PUT = 1\n" + rest
    compile(whole, "whole.py", "exec")
