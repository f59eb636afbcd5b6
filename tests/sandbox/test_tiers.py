"""How the sandbox finds out what it can promise here, and says so."""

import os
from pathlib import Path
from typing import Any, cast

import pytest

from src.domain.errors import SandboxError
from src.domain.program_run import Ending, Limits, Program
from src.sandbox.sandbox import ConfinedSandbox
from src.sandbox.tiers import find_tier
from src.sandbox.zygote import Zygote
from tests.sandbox.conftest import LIMITS


def test_the_strongest_that_holds_is_taken() -> None:
    with ConfinedSandbox(LIMITS) as sandbox:
        found, explanation = sandbox.tier, sandbox.explanation

    assert found in ("A", "B") and "Landlock" in explanation


def test_without_bubblewrap_the_user_is_told_what_is_weaker(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with ConfinedSandbox(LIMITS) as sandbox:
        found, explanation = sandbox.tier, sandbox.explanation

    assert found == "B"
    assert "without namespaces" in explanation and "install bubblewrap" in explanation


def test_a_bubblewrap_that_does_not_work_is_not_believed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "bwrap").write_text("#!/bin/sh\nexit 1\n")
    (tmp_path / "bwrap").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")

    with ConfinedSandbox(LIMITS) as sandbox:
        found = sandbox.tier

    assert found == "B"


def test_where_nothing_holds_one_sentence_says_so() -> None:
    def start(name: str) -> Zygote:
        raise SandboxError(f"{name} is not to be had")

    with pytest.raises(SandboxError) as caught:
        find_tier(start, ("A", "B"))

    assert "cannot be confined here" in str(caught.value) and "B is not to be had" in str(
        caught.value
    )
    assert "--allow-weak-sandbox" in caught.value.hint and "\n" not in str(caught.value)


def test_other_systems_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "darwin")
    start: Any = cast(Any, None)

    with pytest.raises(SandboxError, match="on Linux only"):
        find_tier(start, ("A", "B"))


def test_a_tier_that_lets_a_trial_program_out_is_refused() -> None:
    with ConfinedSandbox(LIMITS, tiers=("C",)) as sandbox:
        weak = sandbox._start  # pylint: disable=protected-access
        kind = sandbox._kind_of(Program(""))  # pylint: disable=protected-access

        with pytest.raises(SandboxError, match="a trial program could list, read"):
            find_tier(lambda name: weak(kind, "C"), ("B",))


def test_the_weakest_tier_is_taken_only_where_it_is_allowed() -> None:
    with ConfinedSandbox(LIMITS, tiers=(), allow_weak=True) as sandbox:
        with sandbox.open(Program("print(len(open('/etc/passwd').read()) > 0)")) as session:
            read = session.run("")
        with sandbox.open(Program("open('/tmp/escape', 'w')")) as session:
            written = session.run("")
        with sandbox.open(Program("import socket\nsocket.socket()")) as session:
            connected = session.run("")
        found, explanation = sandbox.tier, sandbox.explanation

    assert found == "C" and "every file that you can read" in explanation
    assert read.stdout == "True\n"
    assert written.ending is connected.ending is Ending.FAILED


def test_nothing_is_started_before_it_is_needed() -> None:
    sandbox = ConfinedSandbox(Limits())

    state = sandbox.state
    sandbox.close()

    assert state == ()
