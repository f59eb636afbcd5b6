"""Runs tests against a version of the user's module, confined, in the place of the file."""

import ast
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ..documents.regular_files import read_file_text
from ..domain.candidate import Candidate
from ..domain.json_value import JSONObject, JSONValue
from ..domain.node_contract import describe_ending
from ..domain.ports import Sandbox
from ..domain.program_run import Ending, Limits, Profile, Program
from ..guest_code import module_override
from ..guest_code.guest_source import load_statement
from .harness import below_future
from .import_probe import ImportProbe
from .module import Sample, UserModule
from .suite_writer import docstrings, doctest_examples

LIMITS = Limits(wall_seconds=60.0, cpu_seconds=60.0)
_DOCUMENTED = """
def test_documented_{slug}():
    import doctest
    import importlib

    module = importlib.import_module({name!r})
    runner = doctest.DocTestRunner(verbose=False)
    for test in doctest.DocTestFinder(exclude_empty=True).find(module, "m"):
        if test.name == {where!r}:
            assert runner.run(test, out=lambda text: None).failed == 0
"""

_ELSEWHERE = """import os as _os, sys as _sys, tempfile as _tempfile, time as _time
_os.chdir(_tempfile.mkdtemp())
_os.environ.update(HOME=_os.getcwd(), USER="another", TZ="Pacific/Kiritimati")
_time.tzset()
_sys.argv[1:] = ["another"]
"""
_PLAIN = """import _pytest.nodes as _nodes
_nodes.Node._repr_failure_py = lambda self, info, style=None: str(info.value)
"""

TracedCall = tuple[str, Mapping[str, str], Mapping[str, str] | None]
"""A function's name, its arguments as text, and those its instance was made with."""


def without_details(tests: str) -> str:
    """Return the test file so that failures are counted but not explained: a fifth of the time."""
    plain = tests.replace('"""', '"""PYTEST_DONT_REWRITE ', 1)
    return below_future(plain, _PLAIN)


@dataclass(frozen=True, slots=True)
class SuiteRun:
    """Each test's trouble ("" if it passed), the lines that ran, and why nothing could be run.

    `tests` is the file that was run, `calls` are the traced calls of the module's functions.
    """

    outcomes: Mapping[str, str]
    lines: frozenset[int] = frozenset()
    trouble: str = ""
    seconds: float = 0.0
    tests: str = ""
    calls: tuple[TracedCall, ...] = ()

    @property
    def failed(self) -> frozenset[str]:
        """Return the names of the tests that did not pass."""
        return frozenset(name for name, trouble in self.outcomes.items() if trouble)


class UserSuites:
    """Runs suites for one module."""

    def __init__(self, looker: ImportProbe, module: UserModule) -> None:
        self._looker = looker
        self.module = module

    @contextmanager
    def held_open(self) -> Iterator[None]:
        """Keep the processes that runs are forked from, while many runs follow."""
        with self._looker.sandbox.open(self._looker.around.surround(Program("", Profile.SUITE))):
            yield

    def run_elsewhere(self, tests: str, apart: Sandbox) -> SuiteRun:
        """Run the tests on the file as another user would: another folder, HOME, zone and argv."""
        return self._run(below_future(self._whole(self.module.source, tests), _ELSEWHERE), apart)

    def run(
        self, source: str, tests: str, *, traced: bool = False, limits: Limits = LIMITS
    ) -> SuiteRun:
        """Run the tests with `source` in the file's place; a test that never ended has no entry."""
        whole = self._whole(source, tests, traced)
        return replace(self._run(whole, self._looker.sandbox, limits), tests=tests)

    def _run(self, whole: str, sandbox: Sandbox, limits: Limits = LIMITS) -> SuiteRun:
        outcomes: dict[str, str] = {}

        def record(given: JSONObject) -> JSONValue:
            reason = str(given.get("reason", ""))
            outcomes[str(given.get("name", ""))] = "" if given.get("passed") is True else reason
            return True

        program = Program(whole, Profile.SUITE, calls={"outcome": record}, limits=limits)
        with sandbox.open(self._looker.around.surround(program)) as session:
            run = session.run({})
        trouble = ""
        if not outcomes and not run.finished:
            trouble = _first_error(run.stdout) or describe_ending(run)
        elif run.ending is not Ending.FINISHED and run.ending is not Ending.FAILED:
            trouble = describe_ending(run)
        seconds = run.metrics.latency_ms / 1000
        traced = _traced(run.stderr)
        calls = tuple((name, given, made) for name, given, made in traced["calls"])
        return SuiteRun(outcomes, frozenset(traced["lines"]), trouble, seconds, calls=calls)

    def _whole(self, source: str, tests: str, traced: bool = False) -> str:
        module = self.module
        given = (source, module.name, str(module.path), traced)
        loaded = load_statement("_evolver_override", module_override)
        return below_future(tests, f"{loaded}_evolver_override.override_module(*{given!r})\n")


class UserTests:
    """The file's own doctests and the tests next to it, as a Verify."""

    def __init__(self, suites: UserSuites, module: UserModule) -> None:
        self._suites = suites
        self._texts = own_tests(module)
        runs = [suites.run(module.source, text) for text in self._texts]
        self._failing = [run.failed for run in runs]
        self._count = sum(len(run.outcomes) - len(run.failed) for run in runs)
        self.unusable = tuple(
            _why_unusable(name, run.outcomes[name]) for run in runs for name in sorted(run.failed)
        )
        """Why tests are not held to, a sentence each."""

    @property
    def count(self) -> int:
        """Return how many tests the file passes as it is; only these can be failed."""
        return self._count

    def __call__(self, candidate: Candidate) -> str:
        """Return the first test that passed before and fails now ("" for none)."""
        if not self._count:
            return ""
        for text, known in zip(self._texts, self._failing):
            run = self._suites.run(candidate.source, text)
            new = sorted(run.failed - known)
            if new:
                return f"{new[0]}: {run.outcomes[new[0]]}"
            if run.trouble:
                return run.trouble
        return ""


def own_tests(module: UserModule) -> tuple[str, ...]:
    """Return the file's doctests and the tests next to it, with the fixtures of their folders."""
    files = [_with_fixtures(path, module) for path in test_files(module)]
    return tuple(text for text in (documented(module), *files) if text.strip())


def _with_fixtures(path: Path, module: UserModule) -> str:
    """Return the test file behind every conftest.py from the project's folder down to its own."""
    text = read_quietly(path)
    folders = [path.parent, *path.parent.parents]
    if module.root in folders:
        folders = folders[: folders.index(module.root) + 1]
    else:
        folders = folders[:1]
    found = [read_quietly(one / "conftest.py") for one in reversed(folders)]
    shared = re.sub(r"(?m)^from __future__ import .*$", "", "\n".join(filter(None, found)))
    return below_future(text, f"{shared}\n") if shared.strip() else text


def test_files(module: UserModule) -> tuple[Path, ...]:
    """Return the module's test files: those next to it, or in a folder of tests."""
    stem, folder = module.path.stem, module.path.parent
    names = (f"test_{stem}.py", f"{stem}_test.py")
    # With packages below src/, the project's tests are next to that.
    roots = (folder.parent, module.root, module.root.parent)
    folders = dict.fromkeys((folder, folder / "tests", module.root, *(r / "tests" for r in roots)))
    return tuple(place / name for place in folders for name in names if (place / name).is_file())


def read_quietly(path: Path) -> str:
    """Return a file's text; "" where it cannot be read, for what is only a help."""
    try:
        return read_file_text(path)
    except (OSError, UnicodeDecodeError):
        return ""


def _why_unusable(name: str, trouble: str) -> str:
    missing = re.search(r"fixture '(\w+)' not found", trouble)
    if missing:
        return f"its own test {name} cannot be run here: fixture {missing[1]} not found"
    return f"its own test {name} fails already"


def documented(module: UserModule) -> str:
    """Return the module's doctests as tests, one for each docstring that has examples."""
    tests: list[str] = []
    for where, doc in docstrings(module.tree):
        if doctest_examples(doc):
            full = "m" if where == "module" else f"m.{where}"
            slug = re.sub(r"\W", "_", where)
            tests.append(_DOCUMENTED.format(slug=slug, name=module.name, where=full))
    return "\n".join(tests)


def _traced(stderr: str) -> dict[str, list[Any]]:
    mark = module_override.MARK
    text = stderr.rpartition(mark)[2].strip().partition("\n")[0] if mark in stderr else ""
    try:
        said = json.loads(text or "{}")
        return {"lines": list(said["lines"]), "calls": list(said["calls"])}
    except (ValueError, TypeError, KeyError):
        return {"lines": [], "calls": []}


def with_samples(looker: ImportProbe, module: UserModule) -> UserModule:
    """Return the module with the arguments its functions get while its doctests and tests run."""
    suites = UserSuites(looker, module)
    found: dict[str, list[Sample]] = {}
    for text in own_tests(module):
        for name, given, made in suites.run(module.source, text, traced=True).calls:
            sample = _sample(given, made)
            if sample is not None and sample not in found.setdefault(name, []):
                found[name].append(sample)
    return replace(module, samples={name: tuple(many) for name, many in found.items()})


def _sample(given: Mapping[str, str], made: Mapping[str, str] | None) -> Sample | None:
    """Return the arguments by name; None if one is not a plain value."""
    texts = {**{f"self.{name}": text for name, text in (made or {}).items()}, **given}
    try:
        return {name: ast.literal_eval(text) for name, text in texts.items()}
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return None


def _first_error(stdout: str) -> str:
    errors = [line[1:].strip() for line in stdout.splitlines() if line.startswith("E  ")]
    return errors[0] if errors else ""
