"""A sandbox in each tier, shared by the tests of this folder."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from src.domain.program_run import Limits
from src.sandbox.sandbox import ConfinedSandbox

LIMITS = Limits(
    wall_seconds=0.8, cpu_seconds=0.4, memory_mb=200, output_bytes=50_000, files_mb=4, file_count=50
)


@pytest.fixture(scope="session", params=["A", "B"])
def sandbox(request: pytest.FixtureRequest) -> Iterator[ConfinedSandbox]:
    """One with tight limits, confined as the tier says."""
    if request.param == "A" and not shutil.which("bwrap"):
        pytest.skip("bubblewrap is not installed")
    with ConfinedSandbox(LIMITS, tiers=(request.param,)) as opened:
        yield opened


@pytest.fixture
def own_temporary(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder for temporary files, which everyone may enter as they may enter /tmp."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def any_sandbox() -> Iterator[ConfinedSandbox]:
    """The strongest this machine has, for what does not depend on the tier."""
    with ConfinedSandbox(LIMITS) as opened:
        yield opened
