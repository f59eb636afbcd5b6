"""The parts of working on the user's code: reading it, splicing into it, breaking it."""

import datetime
from pathlib import Path
from typing import Any

import pytest

from src.domain.errors import BadArguments
from src.domain.task import Workload
from src.usercode.argument_types import kind_of_annotation, kind_of_values
from src.usercode.call_drawing import cases_of
from src.usercode.example_calls import samples_of
from src.usercode.harness import below_future
from src.usercode.input_sources import Inputs, inputs_by_hand, inputs_for
from src.usercode.module import UserModule, read_module
from src.usercode.mutants import mutants_of
from src.usercode.patch import splice
from src.verify.drawn_inputs import draw_values

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
    return read_module(path)


@pytest.mark.parametrize(
    ("annotation", "kind"),
    [
        ("int", INT),
        ("list[int]", ("list", INT)),
        ("'Sequence[str]'", ("list", ("str",))),
        ("dict[str, list[int]]", ("dict", ("str",), ("list", INT))),
        ("tuple[int, str]", ("tuple", INT, ("str",))),
        ("tuple[int, ...]", ("tuples", INT)),
        ("int | None", ("any", INT, ("none",))),
        ("Optional[float]", ("any", ("float",), ("none",))),
        ("Literal['a', 'b']", ("literal", "a", "b")),
        ("Rows", ("list", ("list", INT))),
        ("T", INT),
        ("Point", ("made", "Point", (("x", INT), ("y", ("float",))))),
        ("Color", ("names", "Color.RED", "Color.BLUE")),
        ("Callable[[int], int]", None),
        ("Connection", None),
        ("list[Connection]", None),
    ],
)
def test_an_annotation_says_which_values_there_are(
    tmp_path: Path, annotation: str, kind: object
) -> None:
    module = module_of(
        tmp_path,
        "Rows = list[list[int]]\nT = TypeVar('T')\n\n@dataclass\nclass Point:\n    x: int\n"
        "    y: float\n    z: int = 0\n\nclass Color(Enum):\n    RED = 1\n    BLUE = 2\n",
    )

    assert kind_of_annotation(annotation, module) == kind


def test_examples_say_which_values_there_are() -> None:
    assert kind_of_values([1, 2.5]) == ("float",)
    assert kind_of_values([[1], ["a"]]) == ("list", ("any", INT, ("str",)))
    assert kind_of_values([{"a": (1, "x")}]) == ("dict", ("str",), ("tuple", INT, ("str",)))
    assert kind_of_values([]) is None


def test_calls_in_doctests_and_in_tests_beside_it_are_examples(tmp_path: Path) -> None:
    source = 'class Box:\n    """A box.\n\n    >>> box = Box(3)\n    >>> box.has([1], deep=True)\n'
    source += '    False\n    """\n\n    def __init__(self, size):\n        pass\n\n'
    source += "    def has(self, xs, deep=False):\n        return deep\n"
    module = module_of(tmp_path, source)
    (tmp_path / "test_mine.py").write_text("def test_it():\n    assert Box(4).has([2])\n")

    found = samples_of(module, module.target("Box.has"))

    assert found == (
        {"self.size": 3, "xs": [1], "deep": True},
        {"self.size": 4, "xs": [2]},
    )


def test_an_argument_that_nobody_knows_is_named(tmp_path: Path) -> None:
    module = module_of(tmp_path, "def f(n: int, thing):\n    return n\n")

    with pytest.raises(BadArguments, match="its argument thing has no known values"):
        inputs_for(module, module.target("f"))


def test_what_hypothesis_draws_is_the_same_every_time_and_can_be_read(tmp_path: Path) -> None:
    source = "def f(xs: list[int], *, way: str = 'a') -> int:\n    return 0\n"
    module = module_of(tmp_path, source)
    inputs = inputs_for(module, module.target("f"))

    first, second = cases_of(inputs, draw_values), cases_of(inputs, draw_values)

    assert first == second and len(first) > 10
    assert {case.words for case in first} == {("", "way"), ("",)}
    assert not (tmp_path / ".hypothesis").exists() and not Path(".hypothesis").exists()


def test_instances_of_the_files_own_classes_are_drawn_as_calls_that_make_them(
    tmp_path: Path,
) -> None:
    source = (
        "@dataclass\nclass Point:\n    x: int\n    way: Way\n\nclass Way(Enum):\n    UP = 1\n\n"
    )
    module = module_of(tmp_path, source + "def f(points: list[Point]) -> int:\n    return 0\n")

    cases = cases_of(inputs_for(module, module.target("f")), draw_values)

    texts = [case.values[0] for case in cases if "Point" in case.values[0]]
    assert texts and all("way=Way.UP)" in text and "Point(x=" in text for text in texts)


def test_a_date_is_drawn_as_a_call_that_makes_it(tmp_path: Path) -> None:
    module = module_of(tmp_path, "def f(day: datetime.date) -> int:\n    return 0\n")

    cases = cases_of(inputs_for(module, module.target("f")), draw_values)

    made = [eval(case.values[0], {"datetime": datetime}) for case in cases]
    assert len(made) > 10 and all(isinstance(one, datetime.date) for one in made)


def test_inputs_can_be_bounded_by_a_size_and_limited_to_the_samples(tmp_path: Path) -> None:
    source = 'def f(n: int) -> int:\n    """F.\n\n    >>> f(71)\n    71\n    """\n    return n\n'
    module = module_of(tmp_path, source)
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
