"""Runs an analyzer in a confined child, its caches warmed on a sample before the fork."""

from __future__ import annotations

import contextlib
import importlib
import os
import runpy
import shutil
import sys
from collections.abc import Iterator

from .wire import Message

FILE = "subject.py"
_SAMPLE = '''
"""Counts words."""

import json
import re
import sys
from collections import Counter
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Pair:
    """Two values."""

    left: int
    right: str = ""


def solve(description: str) -> dict[str, Any]:
    """Count the words of a description."""
    counted = Counter(re.findall("[a-z]+", description.lower()))
    if not counted:
        raise ValueError("there are no words")
    return {"pairs": [Pair(count, word).right for word, count in sorted(counted.items())]}


if __name__ == "__main__":
    print(json.dumps(solve(sys.stdin.read())))
'''
"""A program to analyze before the fork; it uses what programs use, so that caches are warm."""


def run(request: Message) -> None:
    """Run the analyzer on the source, written to the private folder; exits as the analyzer does."""
    with open(FILE, "w", encoding="utf-8") as file:
        file.write(request["source"])
    module, *arguments = request["arguments"]
    sys.argv = [module, *arguments]
    _take_cache(os.environ["MYPY_CACHE_DIR"])
    request["starts"]()
    runpy.run_module(module, run_name="__main__", alter_sys=True)


def _take_cache(folder: str) -> None:
    """Give this run its own copy of what the zygote's mypy learned: it insists on writing."""
    if sys.argv[0] == "mypy" and os.path.isdir(folder):
        own = os.path.join(os.getcwd(), "cache")
        for above, _, names in os.walk(folder):
            target = os.path.join(own, os.path.relpath(above, folder))
            os.makedirs(target)
            for name in names:
                shutil.copyfile(os.path.join(above, name), os.path.join(target, name))
        os.environ["MYPY_CACHE_DIR"] = own


def warm_up(arguments: list[str], folder: str) -> None:
    """Let the analyzer look at a sample here, in the zygote, so that children find it warm."""
    module, *rest = arguments
    if FILE not in rest:
        importlib.import_module(module)
        return
    with _working_in(folder):
        with open(FILE, "w", encoding="utf-8") as file:
            file.write(_SAMPLE)
        try:
            with contextlib.suppress(SystemExit):
                _warm(module, rest)
        finally:
            os.unlink(FILE)


def _warm(module: str, arguments: list[str]) -> None:
    if module == "mypy":
        # Its command would leave the process; the function it is built on does not.
        importlib.import_module("mypy.main").main(args=arguments, clean_exit=True)
    else:
        sys.argv = [module, *arguments]
        runpy.run_module(module, run_name="__main__")


@contextlib.contextmanager
def _working_in(folder: str) -> Iterator[None]:
    before = os.getcwd()
    argv = sys.argv
    os.chdir(folder)
    try:
        # What is printed goes nowhere: the zygote has no output.
        yield
    finally:
        sys.argv = argv
        os.chdir(before)
        # A child would inherit what is not written yet, and print it.
        sys.stdout.flush()
        sys.stderr.flush()
