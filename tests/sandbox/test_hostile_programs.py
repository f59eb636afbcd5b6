"""Whatever a program does, its run ends as the right RunResult, and the next run works."""

import pytest
from msgspec.structs import replace

from src.domain.program_run import Ending, Program
from src.sandbox.sandbox import ConfinedSandbox
from tests.sandbox.conftest import LIMITS
from tests.sandbox.hostile import HOSTILE, Hostile


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda h: h.name)
def test_a_program_that(sandbox: ConfinedSandbox, hostile: Hostile) -> None:
    # What ends by itself may take its time on a busy machine.
    limits = None if hostile.ending is Ending.OUT_OF_TIME else replace(LIMITS, wall_seconds=20.0)
    with sandbox.open(Program(hostile.source, limits=limits)) as session:
        result = session.run({"description": "x"})
    with sandbox.open(Program("print('next')")) as session:
        following = session.run("")

    assert result.ending is hostile.ending, result
    assert hostile.printed in result.stdout
    assert hostile.said in f"{result.reason} {result.stderr} {result.exit_code}"
    assert len(result.stdout) + len(result.stderr) <= 50_000
    assert following.ending is Ending.FINISHED and following.stdout == "next\n"
