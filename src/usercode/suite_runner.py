"""Runs tests against a version of the user's module, confined, in the place of the file."""

import ast
import json
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

from ..documents.regular_files import read_file_text
from ..domain.candidate import Candidate
from ..domain.json_value import JSONObject, JSONValue
from ..domain.node_contract import describe_ending
from ..domain.ports import Sandbox
from ..domain.program_run import Ending, Limits, Profile, Program
from ..domain.replace import replace
from ..guest_code import module_override
from ..guest_code.guest_source import load_statement
from ..prompts.code_layout import parses
from . import later_clock
from .harness import below_future
from .import_probe import ImportProbe
from .module import Sample, UserModule
from .pytest_options import pytest_options, words_of
from .suite_writer import docstrings, doctest_examples

LIMITS = Limits(wall_seconds=60.0, cpu_seconds=60.0)
_NOTHING_COLLECTED = 5  # pytest's exit code
_SKIPPED, _EMPTY = "it was skipped", "it holds no tests"
_DOCUMENTED = """
def test_documented_{slug}():
    import doctest
    import importlib

    module = importlib.import_module({name!r})
    flags = [doctest.OPTIONFLAGS_BY_NAME.get(name, 0) for name in {flags!r}]
    runner = doctest.DocTestRunner(verbose=False, optionflags=sum(set(flags)))
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
_HOME = """__file__ = {file!r}
import sys as _sys
_sys.path.insert(0, {folder!r})
"""
_FILTERS = """
import pytest as _pytest
_marks = globals().get("pytestmark", [])
pytestmark = [
    *map(_pytest.mark.filterwarnings, {filters!r}),
    *(_marks if isinstance(_marks, (list, tuple)) else [_marks]),
]
"""
_CLOCK = re.compile(r"\b(today|now|utcnow|time|time_ns|localtime|gmtime|ctime|asctime|strftime)\(")
_PLAIN = """import _pytest.nodes as _nodes
_nodes.Node._repr_failure_py = lambda self, info, style=None: str(info.value)
"""

TracedCall = tuple[str, Mapping[str, str], Mapping[str, str] | None]
"""A function's name, its arguments as text, and those its instance was made with."""


def without_details(tests: str) -> str:
    """Return the test file so that failures are counted but not explained: a fifth of the time."""
    plain = tests.replace('"""', '"""PYTEST_DONT_REWRITE ', 1)
    return below_future(plain, _PLAIN)


class SuiteRun(Struct, frozen=True):
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
        """Run the tests on the file as another user would: another folder, HOME, zone and argv.

        A file that asks for the time is run on another day as well.
        """
        whole = below_future(self._whole(self.module.source, tests), _ELSEWHERE)
        if _CLOCK.search(self.module.source):
            later = f"{load_statement('_evolver_later', later_clock)}_evolver_later.be_later()\n"
            run = self._run(below_future(whole, later), apart)
            if run.outcomes:
                return run
        return self._run(whole, apart)

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
            errors = (line for line in run.stdout.splitlines() if line.startswith("E  "))
            trouble = next(errors, " ")[1:].strip() or describe_ending(run)
            if run.exit_code == _NOTHING_COLLECTED:
                trouble = _SKIPPED if " skipped in " in run.stdout else _EMPTY
        elif not run.finished and (run.ending is not Ending.FAILED or run.exit_code != 1):
            trouble = describe_ending(run)
        seconds = run.metrics.latency_ms / 1000
        lines, calls = _traced(run.stderr)
        return SuiteRun(outcomes, lines, trouble, seconds, calls=calls)

    def _whole(self, source: str, tests: str, traced: bool = False) -> str:
        module = self.module
        given = (source, module.name, str(module.path), traced)
        loaded = load_statement("_evolver_override", module_override)
        put_in = f"{loaded}_evolver_override.override_module(*{given!r})\n"
        stem = module.path.stem
        taken = {*sys.stdlib_module_names, module.name.partition(".")[0]}
        named = rf"(?m)^\s*(from|import) {stem}\b(?!\.)"
        if module.package and stem not in taken and re.search(named, tests):
            # Tests next to a script import it by its own name, from its folder.
            alone = (source, stem, str(module.path), False)
            put_in += f"_evolver_override.override_module(*{alone!r})\n"
        return below_future(tests, put_in)


class UserTests:
    """The file's own doctests and the tests next to it, as a Verify.

    Only those that pass on the file as it is count.
    """

    def __init__(self, suites: UserSuites, module: UserModule) -> None:
        self._suites = suites
        runs = [(name, suites.run(module.source, text)) for name, text in own_tests(module)]
        self._passing = [run for _, run in runs if len(run.outcomes) > len(run.failed)]
        self.unusable = tuple(why for name, run in runs for why in _why_unusable(name, run))
        """Why tests are not held to, a sentence each."""

    @property
    def count(self) -> int:
        """Return how many tests the file passes as it is; only these can be failed."""
        return sum(len(run.outcomes) - len(run.failed) for run in self._passing)

    def __call__(self, candidate: Candidate) -> str:
        """Return the first test that passed before and fails now ("" for none)."""
        for before in self._passing:
            run = self._suites.run(candidate.source, before.tests)
            for name in sorted(set(before.outcomes) - before.failed):
                if run.outcomes.get(name) != "":
                    trouble = run.outcomes.get(name) or run.trouble or "it did not finish"
                    return f"{name}: {trouble}"
            if run.trouble and not before.trouble:
                return run.trouble
        return ""


def own_tests(module: UserModule) -> tuple[tuple[str, str], ...]:
    """Return the file's doctests and the tests next to it: the name of each file, and its text."""
    files = [(path.name, _at_home(path, module)) for path in suite_files(module)]
    return tuple(one for one in (("", documented(module)), *files) if one[1].strip())


def _at_home(path: Path, module: UserModule) -> str:
    """Return the test file as it runs in its folder, with the project's filters of warnings.

    It begins with every conftest.py from the project's folder down to its own.
    """
    text = read_quietly(path)
    if text.strip() and not parses(text):
        text = f"raise SyntaxError({path.name + ' is not Python'!r})\n"
    folders = [path.parent, *path.parent.parents]
    if module.root in folders:
        folders = folders[: folders.index(module.root) + 1]
    else:
        folders = folders[:1]
    found = [read_quietly(one / "conftest.py") for one in reversed(folders)]
    shared = re.sub(r"(?m)^from __future__ import .*$", "", "\n".join(filter(None, found)))
    home = _HOME.format(file=str(path), folder=str(path.parent))
    filters = pytest_options(path)[1].get("filterwarnings", ())
    ending = _FILTERS.format(filters=filters) if filters else ""
    return below_future(f"{text}\n{ending}", f"{home}{shared}\n") if text.strip() else ""


def suite_files(module: UserModule) -> tuple[Path, ...]:
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


def _why_unusable(file: str, run: SuiteRun) -> Iterator[str]:
    own = f"its own tests in {file}" if file else "its doctests"
    if run.trouble == _EMPTY:
        yield f"{file} holds no tests"
    elif run.trouble == _SKIPPED:
        yield f"{own} are skipped here"
    elif run.trouble:
        yield f"{own} {'end early' if run.outcomes else 'cannot be run here'}: {run.trouble}"
    for name in sorted(run.failed):
        trouble = run.outcomes[name]
        missing = re.search(r"fixture '(\w+)' not found", trouble)
        why = "is skipped" if trouble == _SKIPPED else "fails already"
        why = f"cannot be run here: fixture {missing[1]} not found" if missing else why
        yield f"its own test {name} {why}"


def documented(module: UserModule) -> str:
    """Return the module's doctests as tests, one for each docstring that has examples."""
    tests: list[str] = []
    flags = words_of(pytest_options(module.path)[1], "doctest_optionflags")
    for where, doc in docstrings(module.tree):
        if doctest_examples(doc):
            full = "m" if where == "module" else f"m.{where}"
            slug = where.replace(".", "__")
            given = {"slug": slug, "name": module.name, "where": full, "flags": flags}
            tests.append(_DOCUMENTED.format(**given))
    return "\n".join(tests)


def _traced(stderr: str) -> tuple[frozenset[int], tuple[TracedCall, ...]]:
    """Return the lines and calls that a traced run noted; none if what it wrote is malformed."""
    mark = module_override.MARK
    text = stderr.rpartition(mark)[2].strip().partition("\n")[0] if mark in stderr else ""
    try:
        said = json.loads(text or "{}")
        lines = frozenset(line for line in said["lines"] if isinstance(line, int))
        calls = [(str(n), _texts(given), made and _texts(made)) for n, given, made in said["calls"]]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return frozenset(), ()
    return lines, tuple(calls)


def _texts(given: Mapping[str, object]) -> Mapping[str, str]:
    return {name: str(text) for name, text in given.items()}


def with_samples(looker: ImportProbe, module: UserModule) -> UserModule:
    """Return the module with the arguments its functions get while its doctests and tests run."""
    suites = UserSuites(looker, module)
    found: dict[str, list[Sample]] = {}
    for _, text in own_tests(module):
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
