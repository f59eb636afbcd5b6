"""Sandboxes for the tests of one process that share what takes longest to start."""

import atexit
import functools

from src.app import sandbox_wiring
from src.app.sandbox_wiring import limits_of_programs
from src.config.manager import ConfigManager
from src.sandbox.sandbox import ConfinedSandbox
from src.sandbox.zygote_launch import Kind
from src.sandbox.zygote_pool import Pool

SHARED = ("suite", "analysis")
"""Kinds whose processes import pytest or an analyzer before their first run."""


@functools.cache
def long_lived() -> ConfinedSandbox:
    """Return the sandbox whose processes are shared; it ends with this process."""
    sandbox = ConfinedSandbox(limits_of_programs(ConfigManager(environment={}).settings.sandbox))
    atexit.register(sandbox.close)
    return sandbox


class WarmSandbox(ConfinedSandbox):
    """A sandbox of its own, except for the shared kinds."""

    def _pool(self, kind: Kind) -> Pool:
        pools = long_lived() if kind.name in SHARED else super()
        return pools._pool(kind)  # pylint: disable=protected-access

    def interrupt(self, thread: int | None = None) -> None:
        super().interrupt(thread)
        long_lived().interrupt(thread)


def share_warm_processes() -> None:
    """Let every program that is built from now on have a WarmSandbox."""
    sandbox_wiring.ConfinedSandbox = WarmSandbox  # type: ignore[misc]
