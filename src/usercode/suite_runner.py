"""Runs tests against a version of the user's module, confined, in the place of the file."""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from ..domain.candidate import Candidate
from ..domain.json_value import JSONObject, JSONValue
from ..domain.node_contract import describe_ending
from ..domain.program_run import Ending, Limits, Profile, Program
from ..guest_code import module_override
from ..guest_code.guest_source import load_statement
from .example_calls import docstrings, doctest_examples, read_quietly, test_files
from .harness import below_future
from .import_probe import ImportProbe
from .module import UserModule

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


@dataclass(frozen=True, slots=True)
class SuiteRun:
    """Each test's trouble ("" if it passed), the lines that ran, and why nothing could be run.

    `tests` is the file that was run.
    """

    outcomes: Mapping[str, str]
    lines: frozenset[int] = frozenset()
    trouble: str = ""
    seconds: float = 0.0
    tests: str = ""

    @property
    def failed(self) -> frozenset[str]:
        """The names of the tests that did not pass."""
        return frozenset(name for name, trouble in self.outcomes.items() if trouble)


class UserSuites:
    """Runs suites for one module."""

    def __init__(self, looker: ImportProbe, module: UserModule) -> None:
        self._looker = looker
        self.module = module

    @contextmanager
    def held_open(self) -> Iterator[None]:
        """Keep the processes that runs are forked from, while many runs follow."""
        with self._looker.sandbox.open(self._looker.placed(Program("", Profile.SUITE))):
            yield

    def run(
        self, source: str, tests: str, *, traced: bool = False, limits: Limits = LIMITS
    ) -> SuiteRun:
        """Run the tests with `source` in the file's place; a test that never ended has no entry."""
        outcomes: dict[str, str] = {}

        def record(given: JSONObject) -> JSONValue:
            reason = str(given.get("reason", ""))
            outcomes[str(given.get("name", ""))] = "" if given.get("passed") is True else reason
            return True

        program = Program(
            self._whole(source, tests, traced),
            Profile.SUITE,
            calls={"outcome": record},
            limits=limits,
        )
        with self._looker.sandbox.open(self._looker.placed(program)) as session:
            run = session.run({})
        trouble = ""
        if not outcomes and not run.finished:
            trouble = _first_error(run.stdout) or describe_ending(run)
        elif run.ending is not Ending.FINISHED and run.ending is not Ending.FAILED:
            trouble = describe_ending(run)
        seconds = run.metrics.latency_ms / 1000
        return SuiteRun(outcomes, _lines(run.stderr), trouble, seconds, tests)

    def _whole(self, source: str, tests: str, traced: bool) -> str:
        module = self.module
        given = (source, module.name, str(module.path), traced)
        loaded = load_statement("_evolver_override", module_override)
        return below_future(tests, f"{loaded}_evolver_override.override_module(*{given!r})\n")


class UserTests:
    """What the file brings itself: its doctests and the tests beside it, as a Verify."""

    def __init__(self, suites: UserSuites, module: UserModule) -> None:
        self._suites = suites
        self._texts = tuple(
            text
            for text in (documented(module), *(read_quietly(p) for p in test_files(module)))
            if text.strip()
        )
        runs = [suites.run(module.source, text) for text in self._texts]
        self._failing = [run.failed for run in runs]
        self._count = sum(len(run.outcomes) - len(run.failed) for run in runs)
        self.failing = tuple(sorted(name for failed in self._failing for name in failed))

    @property
    def count(self) -> int:
        """How many tests the file passes as it is; only these can be failed."""
        return self._count

    def __call__(self, candidate: Candidate) -> str:
        """The first test that passed before and fails now ("" for none)."""
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


def documented(module: UserModule) -> str:
    """The module's doctests as tests, one for each docstring that has examples."""
    tests: list[str] = []
    for where, doc in docstrings(module.tree):
        if doctest_examples(doc):
            full = "m" if where == "module" else f"m.{where}"
            slug = re.sub(r"\W", "_", where)
            tests.append(_DOCUMENTED.format(slug=slug, name=module.name, where=full))
    return "\n".join(tests)


def _lines(stderr: str) -> frozenset[int]:
    mark = module_override.MARK
    told = stderr.rpartition(mark)[2].strip().partition("\n")[0] if mark in stderr else ""
    try:
        return frozenset(int(line) for line in json.loads(told or "[]"))
    except (ValueError, TypeError):
        return frozenset()


def _first_error(stdout: str) -> str:
    errors = [line[1:].strip() for line in stdout.splitlines() if line.startswith("E  ")]
    return errors[0] if errors else ""
