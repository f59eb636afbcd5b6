"""A candidate program, its suite, and the reports of tests and analyzers."""

import hashlib
import json
from collections.abc import Collection
from enum import StrEnum

from msgspec import Struct

from .ast_digest import source_digest
from .json_value import JSONObject
from .replace import replace
from .task import Example


class Origin(StrEnum):
    """How a version of the code came to be."""

    WRITTEN = "written"
    REPAIRED = "repaired"
    REWRITTEN = "rewritten"
    IMPROVED = "improved"
    RECALLED = "recalled"
    LIBRARY = "library"
    TEMPLATE = "template"
    EDITED = "edited"
    ROLLED_BACK = "rolled back"

    @classmethod
    def _missing_(cls, value: object) -> "Origin | None":
        # So data of version 1 calls what the library made.
        return cls.LIBRARY if value == "pattern" else None


class Candidate(Struct, frozen=True):
    """One version of a program; `parent` is the digest of the version it was made from.

    `note` says in a line or two why this version should be better; `repairs` names the
    cheap repairs that were made to a model's reply, and `unread` the parameters that the code
    ignores though the task gives their values.
    """

    source: str
    origin: Origin
    parent: str = ""
    model: str = ""
    temperature: float | None = None
    prompt_digest: str = ""
    seed: int | None = None
    note: str = ""
    repairs: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """SHA-256 of the source, in hex."""
        return source_digest(self.source)

    @property
    def lines(self) -> int:
        """How many lines the source has."""
        return len(self.source.splitlines())


class SuiteTest(Struct, frozen=True):
    """One test of a suite: its function's name, its source, and the example it states, if one.

    A vote is a model's opinion: it counts for or against a version but decides nothing alone.
    """

    name: str
    source: str
    example: Example | None = None
    from_user: bool = False
    is_vote: bool = False


def tool_question(given: JSONObject) -> str:
    """Return what a tool is asked, {"name", "prompt", "arguments"}, as the key of its reply."""
    return json.dumps(given, sort_keys=True)


class Suite(Struct, frozen=True):
    """The tests of a program.

    `tests` together are the pytest file; tests with an example decide and are compared in the
    host; `held_out` examples are never shown to a generator or improver. `dropped` are tests that
    were found wrong while the suite was written, with the reasons. `tool_replies` are what tools
    are taken to answer: whatever they are asked, or, after `tool_question`, to one question.
    `probes` are more inputs on which versions are compared; nothing is expected of them.
    """

    tests: tuple[SuiteTest, ...]
    preamble: str = ""
    held_out: tuple[Example, ...] = ()
    by: str = ""
    tool_replies: tuple[tuple[str, str], ...] = ()
    dropped: tuple["FailedCase", ...] = ()
    probes: tuple[JSONObject, ...] = ()

    @property
    def votes(self) -> frozenset[str]:
        """The names of the tests that are votes."""
        return frozenset(test.name for test in self.tests if test.is_vote)

    @property
    def named_held_out(self) -> tuple[tuple[str, Example], ...]:
        """The held-out examples with the names they have in reports, the same in any subset."""
        return tuple(
            (f"held_out_{hashlib.sha256(e.description.encode()).hexdigest()[:6]}", e)
            for e in self.held_out
        )

    def without(self, names: Collection[str]) -> "Suite":
        """Return the suite without the tests and held-out examples of these names."""
        return replace(
            self,
            tests=tuple(test for test in self.tests if test.name not in names),
            held_out=tuple(e for name, e in self.named_held_out if name not in names),
        )

    @property
    def source(self) -> str:
        """The pytest file as it is stored and run."""
        blocks = [self.preamble.rstrip()] if self.preamble.strip() else []
        blocks += [test.source.rstrip() for test in self.tests]
        return "\n\n\n".join(blocks) + "\n"


def case_test(
    name: str, case: Example, *, from_user: bool = False, is_vote: bool = False
) -> SuiteTest:
    """Return a case of a typed function as a test: its call, and what that must return."""
    expected = case.expected
    comparison = "is" if expected is None or isinstance(expected, bool) else "=="
    source = f"def {name}():\n    assert {case.description} {comparison} {expected!r}\n"
    return SuiteTest(name, source, case, from_user, is_vote)


class FailedCase(Struct, frozen=True):
    """A test that did not pass and the reason in a few lines."""

    name: str
    reason: str


class SuiteReport(Struct, frozen=True):
    """How a suite ended; `trouble` says why it could not be judged.

    `answers` are the function's results by `input_key`, canonical ("" where there was none);
    `tool_replies` are those that the suite did not hold yet, by their questions.
    """

    passed: tuple[str, ...]
    failures: tuple[FailedCase, ...]
    trouble: str = ""
    answers: tuple[tuple[str, str], ...] = ()
    tool_replies: tuple[tuple[str, str], ...] = ()

    @property
    def all_passed(self) -> bool:
        """True only if at least one test ran, none failed and nothing was in the way."""
        return bool(self.passed) and not self.failures and not self.trouble

    @property
    def total(self) -> int:
        """How many tests were judged."""
        return len(self.passed) + len(self.failures)

    @property
    def first_failure(self) -> str:
        """One line on what went wrong first ("" if nothing did)."""
        if self.failures:
            return f"{self.failures[0].name}: {self.failures[0].reason}"
        return self.trouble


class Severity(StrEnum):
    """How much a finding matters."""

    ERROR = "error"
    WARNING = "warning"
    STYLE = "style"


class Finding(Struct, frozen=True):
    """An analyzer's remark on a line (1-based; 0 where it concerns the whole program)."""

    analyzer: str
    rule: str
    line: int
    message: str
    severity: Severity


class Review(Struct, frozen=True):
    """What the analyzers said of a program; `analyzers` ran, `missing` could not (with why)."""

    source: str
    findings: tuple[Finding, ...]
    analyzers: tuple[str, ...]
    missing: tuple[tuple[str, str], ...] = ()
