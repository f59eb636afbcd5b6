"""Under the limits that a user's shell sets (ulimit), programs run, or the limit is named."""

import json
import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
UNDER_A_LIMIT = """
import json, resource, sys, tempfile

from src.domain.errors import SandboxError
from src.domain.program_run import Limits, Program
from src.sandbox.sandbox import ConfinedSandbox

kind, bound, source = json.load(sys.stdin)
resource.setrlimit(kind, (bound, bound))
try:
    with ConfinedSandbox(Limits(), tiers=("B",)) as sandbox, tempfile.TemporaryDirectory() as out:
        with sandbox.open(Program(source, out_folder=out)) as session:
            result = session.run({})
    is_metered = result.metrics.start_ms > 0
    print(json.dumps([result.ending, result.reason, result.stdout, is_metered]))
except SandboxError as error:
    print(json.dumps([str(error), error.hint]))
"""
ORDINARY = {
    "memory": (resource.RLIMIT_AS, 4_000_000 << 10),
    "data": (resource.RLIMIT_DATA, 3_000_000 << 10),
    "files": (resource.RLIMIT_FSIZE, 500 << 10),
    "processes": (resource.RLIMIT_NPROC, 40),
    "descriptors": (resource.RLIMIT_NOFILE, 48),
    "signals": (resource.RLIMIT_SIGPENDING, 10),
    "processor time": (resource.RLIMIT_CPU, 8),
}


@pytest.mark.parametrize("name", ORDINARY)
def test_programs_run_under_an_ordinary_limit(name: str) -> None:
    if name == "processes" and os.geteuid() != 0:
        pytest.skip("a user's other processes count, and there may be more")

    said = run_under(ORDINARY[name], "print(1)")

    assert said == ["finished", "", "1\n", True]


def test_a_limit_that_leaves_less_than_the_settings_is_named() -> None:
    said = run_under((resource.RLIMIT_AS, 150 << 20), "held = bytearray(300 << 20)")

    assert said[0] == "out of memory" and "more than 1" in said[1] and "ulimit" in said[1], said


def test_a_limit_that_leaves_too_little_is_named_and_not_the_kernel() -> None:
    trouble, hint = run_under((resource.RLIMIT_DATA, 30 << 20), "print(1)")

    assert "ulimit -d" in trouble and "this limit" in hint and "Landlock" not in hint


def run_under(limit: tuple[int, int], source: str) -> list[Any]:
    """Return how a program ended whose host has the limit, or why no program runs."""
    done = subprocess.run(
        [sys.executable, "-c", UNDER_A_LIMIT],
        input=json.dumps([*limit, source]),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    said: list[Any] = json.loads(done.stdout)
    return said
