"""A sandbox that was started ahead of the program is the one that the program uses and ends."""

from pathlib import Path

import pytest

from src.app.adapters import Adapters
from src.app.run_mode import RunMode
from src.app.sandbox_wiring import StartedParts, make_executor, make_sandbox
from src.config.manager import ConfigManager
from src.domain.errors import SandboxError
from src.domain.program_run import Program


def test_what_was_started_ahead_is_used_and_closed_with_the_program(tmp_path: Path) -> None:
    config = ConfigManager(environment={"CODE_EVOLVER_HOME": str(tmp_path)})
    started = StartedParts(sandbox=make_sandbox(config, False), executor=make_executor())

    adapters = Adapters(config, RunMode(), started)

    assert adapters.sandbox is started["sandbox"] and adapters.executor is started["executor"]
    adapters.close()
    with pytest.raises(SandboxError, match="closed"):
        started["sandbox"].open(Program(""))
    with pytest.raises(RuntimeError):
        started["executor"].submit(print)
