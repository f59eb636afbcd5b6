"""A sandbox in each tier, shared by the tests of this folder."""

import shutil
from collections.abc import Iterator

import pytest

from src.core.running import Limits
from src.sandbox.sandbox import ConfinedSandbox

LIMITS = Limits(
    wall_seconds=1.5, cpu_seconds=0.4, memory_mb=200, output_bytes=50_000, files_mb=4, file_count=50
)


@pytest.fixture(scope="session", params=["A", "B"])
def sandbox(request: pytest.FixtureRequest) -> Iterator[ConfinedSandbox]:
    """One with tight limits, confined as the tier says."""
    if request.param == "A" and not shutil.which("bwrap"):
        pytest.skip("bubblewrap is not installed")
    with ConfinedSandbox(LIMITS, tiers=(request.param,)) as opened:
        yield opened


@pytest.fixture(scope="session")
def any_sandbox() -> Iterator[ConfinedSandbox]:
    """The strongest this machine has, for what does not depend on the tier."""
    with ConfinedSandbox(LIMITS) as opened:
        yield opened
