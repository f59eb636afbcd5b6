"""Does B do what A did? Each pair of functions with the answer, on the real sandbox."""

from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from src.domain.candidate import Candidate, Origin
from src.domain.errors import Declined
from src.domain.program_run import Limits
from src.domain.signature import function_ending
from src.domain.task import Specification, Task, TaskKind, Workload
from src.optimize.typed_workload import typed_workload
from src.sandbox.sandbox import ConfinedSandbox
from src.verify.equivalence import DifferentialEquivalence, with_edge_cases
from src.verify.run_comparison import same_text

NUMBERS = Workload(
    "import random\n"
    "def make_input(seed, size):\n"
    "    source = random.Random(seed)\n"
    "    return ([source.randrange(100) for _ in range(size)],)\n"
)
SENTENCES = Workload(
    'def make_input(seed, size):\n    return {"description": f"add {seed % 50 - 25} and {size}"}\n'
)
NODE = (
    "import json, re, sys\n"
    "text = json.load(sys.stdin)['description']\n"
    "n = [int(x) for x in re.findall(r'-?\\d+', text)]\n"
    "print(json.dumps({'result': RESULT}))\n"
)
SAME = [
    ("return sum(x)", "total = 0\n    for i in x:\n        total += i\n    return total"),
    ("return [i for i in x if i % 2]", "return list(filter(lambda i: i % 2, x))"),
    ("return sum(x) / 7", "return sum(i / 7 for i in x) + 0.0"),
    ("return set(x)", "return {i for i in reversed(x)}"),
    ("return float('nan')", "return float('inf') - float('inf')"),
    ("return x[0]", "first = x[0]\n    return first"),
    ("return [[x, i] for i in range(2)]", "return list(map(lambda i: [x, i], (0, 1)))"),
]
DIFFERENT = [
    ("return sorted(x)", "x.sort()\n    return list(x)"),
    ("return x[0]", "return x[0] if x else 0"),
    ("return x[0]", "return next(iter(x))"),
    ("return list(dict.fromkeys(x))", "return list(set(x))[::-1]"),
    ("return [1]", "return (1,)"),
    ("return 1", "return True"),
    ("return 1", "return 1.0"),
    ("return 0.0", "return -0.0"),
    ("return sum(x) * 1.0", "return sum(x) * (1 + 1e-6)"),
    ("return {'a': 1, 'b': 2}", "return {'b': 2, 'a': 1}"),
    ("return x", "return list(x)"),
    ("return (x, 1)", "return (list(x), 1)"),
    ("return [[0] for _ in x]", "return [[0]] * len(x)"),
    ("return len(x)", "print(len(x))\n    return len(x)"),
    ("return len(x)", "return len(x) if len(x) < 12 else 0"),
    ("return sum(i for i in x if i >= 0)", "return sum(x)"),
    ("return len(x)", "import sys\n    print(9, file=sys.stderr)\n    return len(x)"),
    ("return len(x)", "import warnings\n    warnings.warn('old')\n    return len(x)"),
    ("return len(x)", "import logging\n    logging.info('%s', len(x))\n    return len(x)"),
]
# What a call leaves behind for the next one.
KEEPING = [
    (
        "CALLS = 0\ndef f(x):\n    global CALLS\n    CALLS += 1\n    return sum(x)\n",
        "CALLS = 0\ndef f(x):\n    return sum(x)\n",
        "CALLS",
    ),
    (
        "def f(x):\n    return max(x, default=0)\n",
        "K = {}\ndef f(x):\n    return K.setdefault(len(x), max(x, default=0))\n",
        "called after others",
    ),
    (
        "def f(x):\n    return [1, 2]\n",
        "K = [1, 2]\ndef f(x):\n    return K\n",
        "called after others",
    ),
    (
        "class C:\n    n = 0\ndef f(x):\n    C.n = len(x)\n    return 1\n",
        "class C:\n    n = 0\ndef f(x):\n    return 1\n",
        "C.n",
    ),
    (
        "def f(x, seen=[]):\n    seen.append(1)\n    return len(seen)\n",
        "def f(x, seen=()):\n    return len(seen) + 1\n",
        "called after others",
    ),
]


def function(body: str) -> Candidate:
    return Candidate(f"def f(x):\n    {body}\n", Origin.WRITTEN)


@pytest.fixture(scope="module", name="equivalence")
def _equivalence() -> Iterator[DifferentialEquivalence]:
    with ConfinedSandbox(Limits(wall_seconds=20.0, cpu_seconds=0.5)) as sandbox:
        yield DifferentialEquivalence(sandbox, seed=lambda: 11)


@pytest.mark.parametrize(("a", "b"), SAME)
def test_programs_that_do_the_same_are_let_pass(
    a: str, b: str, equivalence: DifferentialEquivalence
) -> None:
    assert equivalence.check(function(a), function(b), NUMBERS, "f") is None


@pytest.mark.parametrize(("a", "b"), DIFFERENT)
def test_a_difference_is_found_and_shown(
    a: str, b: str, equivalence: DifferentialEquivalence
) -> None:
    found = equivalence.check(function(a), function(b), NUMBERS, "f")

    assert found is not None
    assert found.expected != found.got
    assert found.description.startswith("f([") and found.description.endswith((")", "..."))


FORGING = """import os, sys
def f(x):
    frame = sys._getframe()
    while frame:
        if frame.f_code.co_name == "_call_in_turn":
            os.write(1, b'{"series": [5]}')
            os._exit(0)
        frame = frame.f_back
    return sum(x)
"""


def test_a_version_that_prints_a_report_on_its_calls_is_different(
    equivalence: DifferentialEquivalence,
) -> None:
    forging = Candidate(FORGING, Origin.WRITTEN)

    found = equivalence.check(function("return sum(x)"), forging, NUMBERS, "f")

    assert found is not None and "in place of the report" in found.got


@pytest.mark.parametrize(("a", "b", "named"), KEEPING)
def test_what_a_call_keeps_for_the_next_is_compared(
    a: str, b: str, named: str, equivalence: DifferentialEquivalence
) -> None:
    first, second = Candidate(a, Origin.WRITTEN), Candidate(b, Origin.WRITTEN)

    found = equivalence.check(first, second, NUMBERS, "f")

    assert found is not None and named in f"{found.description} {found.expected}"


def test_a_table_that_a_version_keeps_for_itself_is_no_difference(
    equivalence: DifferentialEquivalence,
) -> None:
    cached = "K = {}\ndef f(x):\n    return K.setdefault(tuple(x), sum(x))\n"

    assert (
        equivalence.check(
            function("return sum(x)"), Candidate(cached, Origin.WRITTEN), NUMBERS, "f"
        )
        is None
    )


def test_a_node_is_compared_by_what_it_prints(equivalence: DifferentialEquivalence) -> None:
    first = Candidate(NODE.replace("RESULT", "sum(n)"), Origin.WRITTEN)
    same = Candidate(NODE.replace("RESULT", "n[0] + n[1]"), Origin.WRITTEN)
    other = Candidate(NODE.replace("RESULT", "abs(n[0]) + abs(n[1])"), Origin.WRITTEN)

    assert equivalence.check(first, same, SENTENCES) is None
    assert equivalence.check(first, other, SENTENCES) is not None


TYPED = "def f({signature}:\n    {body}\n" + function_ending("f")
TYPED_PAIRS = [
    # The first two differ only from call to call, the third at a word, the last at an empty list.
    (
        "n: int, start: int = 0) -> int",
        "return n + start",
        "global K\n    K = globals().get('K', n)\n    return K + start",
    ),
    (
        "values: list[int]) -> int",
        "return max(values, default=0)",
        "known = f.__dict__\n    return known.setdefault(len(values), max(values, default=0))",
    ),
    ("text: str) -> bool", "return text == 'stop'", "return False"),
    ("values: list[int]) -> float", "return sum(values) / 1.0", "return sum(values) / len(values)"),
]


@pytest.mark.parametrize("signature, a, b", TYPED_PAIRS)
def test_functions_of_typed_nodes_are_called_in_turn_with_values_of_their_kinds(
    equivalence: DifferentialEquivalence, signature: str, a: str, b: str
) -> None:
    values = {"n": 4, "start": 1} if signature[0] == "n" else {"values": [3, 4]}
    values = {"text": "go on"} if signature.startswith("text") else values
    plan = Specification(
        Task("f", "f"), TaskKind.ALGORITHM, "f", "f", function="f", signature=f"f({signature}"
    )
    plan = replace(plan, arguments=values)
    first, second = (
        Candidate(TYPED.format(signature=signature, body=body), Origin.WRITTEN) for body in (a, b)
    )
    workload = typed_workload(plan, first.source)

    assert equivalence.check(first, first, workload) is None
    assert equivalence.check(first, second, workload) is not None


def test_what_the_first_cannot_reach_for_want_of_stack_is_not_asked_of_the_other(
    equivalence: DifferentialEquivalence,
) -> None:
    endless = function("return f(x) if len(x) == 3 else sum(x)")

    assert equivalence.check(endless, function("return sum(x)"), NUMBERS, "f") is None


@pytest.mark.parametrize(
    "body",
    [
        "import random\n    return random.random()",
        "import time\n    return time.time()",
        "import os\n    return os.getpid()",
        "return id(object()) + hash(id(x)) if False else __import__('uuid').uuid4().hex",
    ],
)
def test_what_is_random_or_depends_on_the_time_is_refused(
    body: str, equivalence: DifferentialEquivalence
) -> None:
    with pytest.raises(Declined, match="not deterministic"):
        equivalence.check(function(body), function(body), NUMBERS, "f")


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("raise ValueError('never')", "never"),
        ("import no_such_module", "no_such_module"),
        ("while True:\n        pass", "0.5 s"),
    ],
)
def test_a_program_that_fails_already_is_refused_with_the_reason(
    body: str, why: str, equivalence: DifferentialEquivalence
) -> None:
    with pytest.raises(Declined, match=why):
        equivalence.check(function(body), function(body), NUMBERS, "f")


@pytest.mark.parametrize(
    ("a", "b", "agree"),
    [
        ("[1.0, 2.0]", "[1.0000000000001, 2.0]", True),
        ("[1.0, 2.0]", "[1.00001, 2.0]", False),
        ("0.0", "-0.0", False),
        ("nan", "nan", True),
        ("1", "1.0", False),
        ("'nano'", "'nand'", False),
        ("[1.5]", "[1.5, 1.5]", False),
        ("1e-320", "0.0", False),
        ("inf", "-inf", False),
        ("<row #>", "<row 1.5>", False),
        ("Decimal('1.5')", "Decimal('1.5000000000001')", False),
        ("['0.3', 0.3]", "['0.3', 0.30000000000000004]", True),
    ],
)
def test_floats_agree_within_the_tolerance_and_all_else_exactly(
    a: str, b: str, agree: bool
) -> None:
    assert same_text(a, b) is agree


def test_unusual_inputs_change_one_thing_and_keep_the_types() -> None:
    names: dict[str, object] = {}
    exec(with_edge_cases(NUMBERS).source, names)  # pylint: disable=exec-used
    make = names["make_input"]
    assert callable(make)

    made = [make(seed, 5) for seed in range(60)]

    assert all(isinstance(one, tuple) and isinstance(one[0], list) for one in made)
    assert any(not one[0] for one in made)
    assert any(any(number < 0 for number in one[0]) for one in made)
