"""`compare` on two files of the user's own, as scripts call it."""

import json
from pathlib import Path

from tests.e2e.program import run_script

SLOW = """
def unique(xs):
    out = []
    for x in xs:
        if x not in out:
            out.append(x)
    return out
"""
FAST = "def unique(xs):\n    return list(dict.fromkeys(xs))\n"
OTHER = "def unique(xs):\n    return sorted(set(xs))\n"
INPUTS = """
import random


def make_input(seed, size):
    source = random.Random(seed)
    return ([source.randrange(10 * size + 1) for _ in range(20 * size)],)
"""


def compare(folder: Path, second: str) -> tuple[int, dict[str, object]]:
    for name, text in (("a.py", SLOW), ("b.py", second), ("inputs.py", INPUTS)):
        (folder / name).write_text(text)
    ended = run_script(
        folder / "home",
        "compare",
        str(folder / "a.py"),
        str(folder / "b.py"),
        "--function",
        "unique",
        "--inputs",
        str(folder / "inputs.py"),
        "--json",
    )
    return ended.returncode, json.loads(ended.stdout)


def test_a_faster_program_that_does_the_same_is_kept(tmp_path: Path) -> None:
    code, said = compare(tmp_path, FAST)

    assert (code, said["kept"], said["equivalent"]) == (0, True, True)
    assert isinstance(said["ratio"], float) and said["ratio"] > 2


def test_a_program_that_does_something_else_is_refused_with_the_input(tmp_path: Path) -> None:
    code, said = compare(tmp_path, OTHER)

    assert (code, said["kept"], said["equivalent"]) == (1, False, False)
    assert said["counterexample"]


def test_a_function_that_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    code, said = compare(tmp_path, "def other(xs):\n    return xs\n")

    assert code == 2 and "has no function unique" in str(said["error"])
