"""Profiles a program: how much of a run is its own work, and in which functions."""

import json
from collections.abc import Sequence
from dataclasses import replace

from ..domain.errors import Declined
from ..domain.measurement import Profiling
from ..domain.node_contract import describe_ending
from ..domain.ports import Sandbox, Session
from ..domain.program_run import Program, RunResult
from ..guest_code.guest_source import guest_function
from ..guest_code.profiled_run import MARK, profile_call, profile_program
from .sampling import Sample
from .scaling import measure_overhead

RUNS, MOST_RUNS = 5, 20
HOTTEST = 5


def profile(sandbox: Sandbox, program: Program, size: int) -> Profiling:
    """Run it on inputs of this size, without and with a profiler. Raises Declined if it fails."""
    overhead = measure_overhead(sandbox, program, size)
    with sandbox.open(program) as session:
        runs = [_run(session, seed, size) for seed in range(RUNS)]
        if _waiting(runs, overhead):
            # On a busy machine any program seems to wait: what really waits goes on doing so.
            runs += [_run(session, seed, size) for seed in range(RUNS, MOST_RUNS)]
    cpu = min(run.metrics.cpu_ms for run in runs) - overhead.cpu
    # The wall's noise is larger: it counts where there is waiting to be seen.
    own_ms = _waiting(runs, overhead) or cpu
    start = min(run.metrics.start_ms for run in runs) + overhead.latency
    return Profiling(max(0.0, own_ms), start, _hot(sandbox, program, size))


def _run(session: Session, seed: int, size: int) -> RunResult:
    run = session.run({"seed": seed, "size": size, "describe": False})
    if not run.finished:
        raise Declined(f"it could not be measured: {describe_ending(run)}")
    return run


def _waiting(runs: Sequence[RunResult], overhead: Sample) -> float:
    """The wall time where it is much more than the CPU time, else 0."""
    cpu = min(run.metrics.cpu_ms for run in runs) - overhead.cpu
    wall = min(run.metrics.latency_ms for run in runs) - overhead.latency
    return wall if wall > 2 * cpu + 1 else 0.0


def _hot(sandbox: Sandbox, program: Program, size: int) -> tuple[tuple[str, float], ...]:
    """(function, share of the time), the hottest first; () if it cannot be profiled."""
    with sandbox.open(_profiled(program)) as session:
        run = session.run({"seed": 0, "size": size, "describe": False})
    report = run.stderr.rpartition(MARK)[2].strip()
    try:
        rows = [(str(where), float(seconds)) for where, seconds in json.loads(report)]
    except (ValueError, TypeError):
        # The program printed over the report or was killed; the optimizer can do without it.
        return ()
    total = sum(seconds for _, seconds in rows) or 1.0
    rows.sort(key=lambda row: -row[1])
    return tuple((where, round(seconds / total, 3)) for where, seconds in rows[:HOTTEST])


def _profiled(program: Program) -> Program:
    """The program, or the function of it that is called, under the profiler."""
    given = program.source
    if program.function:
        source = guest_function("profiled", profile_call, source=given, name=program.function)
        return replace(program, source=source, function="profiled")
    source = guest_function("profiled", profile_program, source=given)
    return replace(program, source=f"{source}\n\nprofiled()\n")
