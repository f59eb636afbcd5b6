"""A function is called on a made input, metered alone, and its result written down exactly."""

import io
import json
import types
from collections import defaultdict, deque
from pathlib import Path
from typing import Any

import numpy
import pytest

from src.domain.program_run import Ending, Limits, Profile, Program
from src.sandbox.guest.result_encoding import describe
from src.sandbox.sandbox import ConfinedSandbox

SETUP = "def make_input(seed, size):\n    return (list(range(size, 0, -1)),)\n"


def call(sandbox: ConfinedSandbox, source: str, setup: str = SETUP, **given: Any) -> dict[str, Any]:
    program = Program(source, Profile.FUNCTION, function="f", setup=setup)
    with sandbox.open(program) as session:
        result = session.run({"seed": 1, "size": 3} | given)
    assert result.finished, result
    said: dict[str, Any] = json.loads(result.stdout)
    return said


def test_a_result_and_changed_arguments_are_written_down(sandbox: ConfinedSandbox) -> None:
    source = "def f(xs):\n    xs.sort()\n    print('sorted')\n    return xs"

    said = call(sandbox, source)

    assert said == {
        "result": "[1, 2, 3]",
        "arguments": "([1, 2, 3],)",
        "returned_argument": 0,
        "shared_parts": [],
        "printed": "sorted\n",
        "errors": "",
        "warnings": [],
        "log": [],
        "state": {},
        "names": said["names"],
    }
    assert {"f.__defaults__", "os.environ", "os.getcwd()"} <= set(said["names"])


@pytest.mark.parametrize(
    ("changing", "place"),
    [
        ("os.chdir('/')", "os.getcwd()"),
        ("os.environ['UNIT'] = 'm'", "os.environ"),
        ("sys.path[0] = 'here'", "sys.path"),
        ("sys.setrecursionlimit(5_000)", "sys.getrecursionlimit()"),
        ("decimal.getcontext().prec = 3", "decimal.getcontext()"),
        ("socket.setdefaulttimeout(1)", "socket.getdefaulttimeout()"),
        ("gc.disable()", "gc.isenabled()"),
    ],
)
def test_what_a_call_sets_for_the_whole_process_is_seen(
    sandbox: ConfinedSandbox, changing: str, place: str
) -> None:
    body = f"def f(xs):\n    {changing}\n    return str(decimal.Decimal(1) / len(xs))"

    said = call(sandbox, f"import decimal, gc, os, socket, sys\n{body}", series=[[1, 3], [1, 3]])

    assert [list(one["state"]) for one in said["series"]] == [[place], []]


def test_a_setting_that_cannot_be_read_costs_only_itself(sandbox: ConfinedSandbox) -> None:
    """The user may have a locale.py, which is not Python's."""
    source = "import sys, types\nsys.modules['locale'] = types.ModuleType('locale')\n"

    said = call(
        sandbox, f"{source}def f(xs):\n    sys.path[0] = 'here'\n    return xs", series=[[1, 3]]
    )

    (one,) = said["series"]
    assert (one["result"], list(one["state"])) == ("[3, 2, 1]", ["sys.path"])


def test_a_module_imported_by_the_call_changes_no_setting(sandbox: ConfinedSandbox) -> None:
    source = "def f(xs):\n    import decimal, gc, socket\n    return str(decimal.Decimal(1) / 3)"

    said = call(sandbox, source, series=[[1, 3]])

    assert [one["state"] for one in said["series"]] == [{}]


def test_an_exception_is_a_result(sandbox: ConfinedSandbox) -> None:
    said = call(sandbox, "def f(xs):\n    xs.pop()\n    raise KeyError('a', 1)")

    assert said["raised"] == "KeyError('a', 1,)"
    assert said["arguments"] == "([3, 2],)"


def test_a_generator_is_drawn(sandbox: ConfinedSandbox) -> None:
    said = call(sandbox, "def f(xs):\n    yield from xs")

    assert said["result"] == "<generator of [3, 2, 1]>"


def test_without_description_the_work_is_still_done(sandbox: ConfinedSandbox) -> None:
    said = call(
        sandbox, "def f(xs):\n    for x in xs:\n        print(x)\n        yield x", describe=False
    )

    assert said == {"result": "", "length": 3}


def test_making_the_input_is_not_metered(sandbox: ConfinedSandbox) -> None:
    setup = (
        "import time\n"
        "def make_input(seed, size):\n"
        "    end = time.process_time() + 0.2\n"
        "    while time.process_time() < end:\n        pass\n"
        "    return (bytearray(30 << 20),)\n"
    )
    source, limits = "def f(x):\n    pass", Limits(wall_seconds=20)
    program = Program(source, Profile.FUNCTION, function="f", setup=setup, limits=limits)

    with sandbox.open(program) as session:
        cost = session.run({"seed": 1, "size": 1, "describe": False}).metrics

    assert cost.cpu_ms < 50 and cost.latency_ms < 150
    assert cost.memory_mb < 5


def test_a_node_gets_what_make_input_returns(sandbox: ConfinedSandbox) -> None:
    setup = "def make_input(seed, size):\n    return {'description': f'{seed} of {size}'}\n"
    source = "import json, sys\nprint(json.dumps({'result': json.load(sys.stdin)['description']}))"

    with sandbox.open(Program(source, Profile.FUNCTION, setup=setup)) as session:
        result = session.run({"seed": 4, "size": 9})

    assert result.stdout == '{"result": "4 of 9"}\n'


def test_a_broken_make_input_is_a_failed_run(sandbox: ConfinedSandbox) -> None:
    for function in ("f", ""):
        program = Program("def f(x): pass", Profile.FUNCTION, function=function, setup="x = 1")

        with sandbox.open(program) as session:
            result = session.run({"seed": 1, "size": 1})

        assert result.ending is Ending.FAILED and "make_input" in result.stderr


def test_a_missing_function_is_an_exception_of_the_call(sandbox: ConfinedSandbox) -> None:
    said = call(sandbox, "def g(x): pass")

    assert said["raised"] == "KeyError('f',)"


def nested(levels: int, value: object) -> object:
    for _ in range(levels):
        value = [value]
    return value


def read(file: io.BytesIO) -> io.BytesIO:
    file.read()
    return file


def asked(path: Path) -> Path:
    hash(path)
    return path if str(path) else Path()


class Point:
    """A thing with attributes."""

    def __init__(self, x: object) -> None:
        self.x = x


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, True),
        (1, 1.0),
        (0.0, -0.0),
        ("1", 1),
        ([1], (1,)),
        (b"a", "a"),
        (b"a", bytearray(b"a")),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
        (None, "None"),
        ({1}, frozenset({1})),
        (Point(1), Point(2)),
        (Point(1), Point(1.0)),
        (iter([1]), [1]),
        (ValueError("a"), ValueError("b")),
        (10**400, 10**400 + 1),
        (types.MappingProxyType({"a": 1}), types.MappingProxyType({"a": 2})),
        (deque([1]), deque([1], 9)),
        (defaultdict(int), defaultdict(list)),
        (numpy.zeros(0), numpy.zeros(0, int)),
        (numpy.zeros(0), numpy.zeros((0, 3))),
        (Path("a"), Path("b")),
        (io.StringIO("a"), io.StringIO("b")),
        (read(io.BytesIO(b"a")), io.BytesIO(b"a")),
        (nested(250, 1), nested(250, 2)),
        (nested(9000, 1), nested(9000, 2)),
    ],
)
def test_different_values_are_written_differently(one: object, other: object) -> None:
    assert describe(one) != describe(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (float("nan"), float("nan")),
        ({"b", "a"}, {"a", "b"}),
        (Point([1]), Point([1])),
        ((n for n in range(3)), (n for n in [0, 1, 2])),
        (["x" * 500_000], ["x" * 500_000]),
        (Path("a"), Path(str(Path("a")))),
        (asked(Path("a")), Path("a")),
        (nested(900, 1), nested(900, 1)),
    ],
)
def test_equal_values_are_written_equally(one: object, other: object) -> None:
    assert describe(one) == describe(other)


def test_a_number_too_long_for_decimal_digits_can_be_written() -> None:
    assert describe(10**5000) == describe(10**5000) != describe(10**5000 + 1)


def test_a_value_that_holds_itself_can_be_written() -> None:
    ring: list[object] = [1]
    ring.append(ring)

    assert describe(ring) == "[1, <the same as 1 above>]"


@pytest.mark.parametrize(
    "cheat",
    [
        "os.write(4, bytes(8)); os.read(4, 1)",
        "os.write(4, b'\\x7f' * 100)",
        "os.write(4, (1 << 60).to_bytes(8, 'little')); os.read(4, 1)",
        "sys._getframe(1).f_locals['request']['starts'] = lambda: None",
        "resource.setrlimit(resource.RLIMIT_CPU, (9, 9))",
        "time.monotonic_ns = time.process_time_ns = lambda: 1 << 60",
    ],
)
def test_no_input_maker_makes_its_program_look_cheaper(
    sandbox: ConfinedSandbox, cheat: str
) -> None:
    setup = (
        f"import os, resource, sys, time\ndef make_input(seed, size):\n    {cheat}\n    return ()\n"
    )
    source = "def f():\n    return len(b'x' * (20 << 20)) + sum(n * n for n in range(300_000))\n"
    limits = Limits(wall_seconds=20)
    program = Program(source, Profile.FUNCTION, function="f", setup=setup, limits=limits)

    with sandbox.open(program) as session:
        result = session.run({"seed": 1, "size": 3})

    assert result.finished, result
    assert result.metrics.cpu_ms > 2 and result.metrics.latency_ms > 2
    assert result.metrics.memory_mb > 10


def test_a_deep_result_is_written_down_as_deep_as_it_is_bounded() -> None:
    deep: list[object] = []
    for _ in range(199):
        deep = [deep]

    assert describe(deep) == "[" * 200 + "]" * 200
    # What lies deeper is written apart: it counts as well.
    assert describe([[deep]]) == "[" * 201 + "<deeper 1>" + "]" * 201 + "; <deeper 1> = []"
