"""What is said of skipped tests at the end of a run."""

import pytest

from tests.skip_summary import skip_summary


def skipped(reason: str) -> pytest.TestReport:
    told = ("tests/test_a.py", 3, f"Skipped: {reason}")
    return pytest.TestReport("tests/test_a.py::test_b", ("", 3, ""), {}, "skipped", told, "setup")


def test_skipped_tests_are_counted_by_their_reason() -> None:
    reports = [skipped("no zsh"), skipped("a long loop"), skipped("a long loop")]

    assert skip_summary(reports) == ["    2 skipped: a long loop", "    1 skipped: no zsh"]
