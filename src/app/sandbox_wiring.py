"""Makes the sandbox; for a task ahead of the rest of the program, which takes longer to import."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypedDict

from ..config.manager import ConfigManager
from ..config.settings import SandboxSettings
from ..domain.program_run import ImportedModules, Limits
from ..sandbox.sandbox import ConfinedSandbox


class StartedParts(TypedDict):
    """The sandbox, and the threads of which one started it: the sandbox ends with that thread."""

    sandbox: ConfinedSandbox
    executor: ThreadPoolExecutor


def start_ahead(config: ConfigManager, weak: bool) -> StartedParts:
    """Start the sandbox in a thread."""
    parts = StartedParts(sandbox=make_sandbox(config, weak), executor=make_executor())
    # A sandbox that cannot be started says so with its first run.
    parts["executor"].submit(lambda: parts["sandbox"].tier)
    return parts


def make_executor() -> ThreadPoolExecutor:
    """Make the threads for what goes on side by side."""
    return ThreadPoolExecutor(os.cpu_count() or 2, thread_name_prefix="evolver")


def make_sandbox(config: ConfigManager, weak: bool) -> ConfinedSandbox:
    """Make the sandbox; its first run starts it."""
    settings, nodes = config.settings.sandbox, config.home / "nodes"
    return ConfinedSandbox(
        limits_of_programs(settings),
        workers=settings.workers,
        readable=settings.readable,
        allow_weak=weak or settings.allow_weak,
        find_imports=lambda source: _imports_of(nodes, source),
    )


def limits_of_programs(settings: SandboxSettings) -> Limits:
    """Return the bounds of every program's run."""
    return Limits(
        settings.wall_seconds,
        settings.cpu_seconds,
        settings.memory_mb,
        settings.output_bytes,
        settings.files_mb,
        settings.file_count,
    )


def _imports_of(nodes: Path, source: str) -> ImportedModules:
    from ..nodes.node_imports import find_imports

    return find_imports(nodes, source)
