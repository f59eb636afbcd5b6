"""Programs that only look faster, on the real sandbox: none is kept."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from src.domain.candidate import Candidate, Origin
from src.domain.measurement import Decision
from src.domain.program_run import Limits
from src.domain.task import Workload
from src.measure.error_budget import SharedBudget
from src.measure.paired import PairedComparer
from src.sandbox.sandbox import ConfinedSandbox
from src.verify.equivalence import DifferentialEquivalence

WORKLOAD = Workload(
    """
import random

def make_input(seed, size):
    source = random.Random(seed)
    return ([source.randrange(10 * size + 1) for _ in range(size)],)
""",
    start_size=20,
)
WORK = """
def expensive_operation(item):
    total = item
    for number in range(60):
        total = (total * 31 + number) % 10007
    return total

"""
HONEST = WORK + """
def process_data(data):
    result = []
    for item in data:
        result.append(expensive_operation(item))
    return result
"""
CHEATS = {
    "nothing but a comment more": HONEST + "\n# This version is optimized and 400 % faster.\n",
    "a setdefault that still computes every time": WORK
    + """
_cache = {}
def process_data(data):
    return [_cache.setdefault(item, expensive_operation(item)) for item in data]
""",
    "a module cache that lives from call to call": WORK
    + """
_results = {}
def process_data(data):
    key = tuple(data)
    if key not in _results:
        _results[key] = [expensive_operation(item) for item in data]
    return _results[key]
""",
    "a cache keyed by identity": WORK
    + """
_seen = {}
def process_data(data):
    if id(data) not in _seen:
        _seen[id(data)] = [expensive_operation(item) for item in data]
    return _seen[id(data)]
""",
    "work done at import": WORK
    + """
TABLE = {item: expensive_operation(item) for item in range(20000)}
def process_data(data):
    return [TABLE[item] if item in TABLE else expensive_operation(item) for item in data]
""",
    "a cache on disk": WORK
    + """
import json, os
def process_data(data):
    name = "cache-%d.json" % hash(tuple(data))
    if os.path.exists(name):
        return json.load(open(name))
    result = [expensive_operation(item) for item in data]
    try:
        json.dump(result, open(name, "w"))
    except OSError:
        pass
    return result
""",
    "no work where the input is large": WORK
    + """
def process_data(data):
    return [0 if len(data) > 100 else expensive_operation(item) for item in data]
""",
    "no work where nobody reads the result": WORK
    + """
import sys
def process_data(data):
    if not sys._getframe(1).f_locals["request"]["describe"]:
        return []
    return [expensive_operation(item) for item in data]
""",
    "timers that stand still": WORK
    + """
import time
time.perf_counter = time.process_time = time.time = time.monotonic = lambda: 0.0
time.monotonic_ns = time.process_time_ns = lambda: 0
def process_data(data):
    return [expensive_operation(item) for item in data]
""",
}
REFUSED = {
    "work moved to a child": WORK
    + """
import os, pickle
def process_data(data):
    reading, writing = os.pipe()
    if os.fork() == 0:
        os.write(writing, pickle.dumps([expensive_operation(item) for item in data]))
        os._exit(0)
    os.close(writing)
    return pickle.load(os.fdopen(reading, "rb"))
""",
    "leaving before the result is seen": WORK
    + """
import os
def process_data(data):
    os._exit(0)
""",
    "a lazy result": WORK
    + """
def process_data(data):
    return (expensive_operation(item) for item in data)
""",
    "an approximate result": WORK
    + """
def process_data(data):
    return [expensive_operation(item) if item % 16 else 0 for item in data]
""",
    "eating its arguments": WORK
    + """
def process_data(data):
    result = [expensive_operation(item) for item in data]
    data.clear()
    return result
""",
    "results in another order": WORK
    + """
def process_data(data):
    return [expensive_operation(item) for item in sorted(data)]
""",
}


def candidate(source: str) -> Candidate:
    return Candidate(source, Origin.IMPROVED)


@pytest.fixture(scope="module", name="sandbox")
def _sandbox() -> Iterator[ConfinedSandbox]:
    with ConfinedSandbox(Limits()) as sandbox:
        yield sandbox


@pytest.fixture(name="comparer")
def _comparer(sandbox: ConfinedSandbox, tmp_path: Path) -> PairedComparer:
    return PairedComparer(sandbox, sandbox.isolated_copy, str(tmp_path / "lock"), SharedBudget(24))


@pytest.mark.parametrize("name", CHEATS)
def test_a_cheat_is_not_kept(name: str, comparer: PairedComparer) -> None:
    verdict = comparer.compare(candidate(HONEST), candidate(CHEATS[name]), WORKLOAD, "process_data")

    # Rewriting the loop is worth a little by itself; what the cheat claims is worth far more.
    assert not verdict.kept or verdict.ratio < 1.1


@pytest.mark.parametrize("name", REFUSED)
def test_a_program_that_does_not_do_the_work_is_found_out(
    name: str, sandbox: ConfinedSandbox
) -> None:
    equivalence = DifferentialEquivalence(sandbox)

    found = equivalence.check(candidate(HONEST), candidate(REFUSED[name]), WORKLOAD, "process_data")

    assert found is not None


def test_a_cache_that_does_save_work_is_kept(comparer: PairedComparer) -> None:
    repeating = Workload(WORKLOAD.source.replace("10 * size + 1", "10"), 20)
    cached = WORK + """
_cache = {}
def process_data(data):
    for item in data:
        if item not in _cache:
            _cache[item] = expensive_operation(item)
    return [_cache[item] for item in data]
"""

    verdict = comparer.compare(candidate(HONEST), candidate(cached), repeating, "process_data")

    assert verdict.decision is Decision.KEPT
    assert verdict.ratio > 2


def test_a_function_is_measured_where_it_still_answers(comparer: PairedComparer) -> None:
    workload = Workload("def make_input(seed, size):\n    return (list(range(seed % 7, size)),)\n")
    recursive = "def total(data):\n    return data[0] % 7 + total(data[1:]) if data else 0\n"
    flat = "def total(data):\n    return sum(item % 7 for item in data)\n"

    verdict = comparer.compare(candidate(recursive), candidate(flat), workload, "total")

    assert verdict.kept, verdict.reason
