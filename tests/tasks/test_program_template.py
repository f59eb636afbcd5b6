"""The frame is put around what was written, once, and only where there is none."""

import json
import subprocess
import sys

import pytest

from src.domain.errors import BrokenReply
from src.tasks.program_template import frame

SOLVE = "def solve(description):\n    return len(description)\n"


def run(source: str, description: str) -> object:
    given = json.dumps({"description": description})
    ran = subprocess.run(
        [sys.executable, "-c", source], input=given, capture_output=True, text=True, timeout=20
    )
    return json.loads(ran.stdout)


def test_a_framed_function_keeps_the_contract_of_a_node() -> None:
    node = frame(SOLVE, "count the letters")

    assert run(node, "abc") == {"result": 3}
    assert node.startswith('"""Count the letters."""\n\nimport json\nimport sys\n')


def test_a_refusal_becomes_an_error_sentence() -> None:
    node = frame("def solve(d):\n    raise ValueError('no number')\n", "x")

    assert run(node, "abc") == {"error": "no number"}


def test_a_program_that_brings_the_frame_is_taken_as_it_is() -> None:
    whole = frame(SOLVE, "count")

    assert frame(whole, "another title") == whole


def test_imports_that_are_there_are_not_doubled() -> None:
    node = frame("import json\nimport sys, re\n" + SOLVE, "count")

    assert node.count("import json") == 1
    assert node.count("sys") == 2


def test_future_imports_stay_first() -> None:
    node = frame('"""Mine."""\nfrom __future__ import annotations\n' + SOLVE, "count")

    assert run(node, "ab") == {"result": 2}
    assert node.startswith('"""Mine."""\nfrom __future__')


@pytest.mark.parametrize("title", ['say """hi""" \\', "", "über-große Zahl", "x" * 300])
def test_any_title_makes_a_docstring(title: str) -> None:
    assert run(frame(SOLVE, title), "a") == {"result": 1}


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("def solve(:", "does not parse"),
        ("def other(d):\n    return d\n", "no function solve"),
        ("def solve(a, b):\n    return a\n", "exactly one argument"),
        ("def solve():\n    return 1\n", "exactly one argument"),
    ],
)
def test_what_cannot_become_a_node_is_refused(source: str, words: str) -> None:
    with pytest.raises(BrokenReply, match=words):
        frame(source, "x")
