"""What does a run spend its time on: its own work, in which functions, or waiting?"""

import json
import math
from collections.abc import Sequence

from ..domain.errors import Declined
from ..domain.measurement import Profiling
from ..domain.node_contract import describe_ending
from ..domain.ports import Sandbox, Session
from ..domain.program_run import Program, RunResult
from ..domain.replace import replace
from ..guest_code.guest_source import guest_function
from ..guest_code.profiled_run import MARK, profile_call, profile_program
from .sampling import Sample, cost_of
from .scaling import Scale, measure_overhead
from .statistics import log_ratio, swap_p

RUNS, MOST_RUNS = 5, 20
HOTTEST = 5
MIN_EXCESS = 1.2
WAITING_RUNS = 16
LEVEL = 0.01
_SPIN = "import time\nend = time.process_time() + {seconds:.4f}\n" + (
    "while time.process_time() < end:\n    pass\n"
)


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


def is_io_bound(sandbox: Sandbox, program: Program, scale: Scale) -> bool:
    """Return True if wall time exceeds CPU time by more than 20 % on the best quarter of some runs.

    On a busy machine any program waits: so a program that only computes, for as long, is run
    alternately, and its waiting is subtracted. The difference must be significant: compared by
    wall time on a busy machine, half of all gains are missed.
    """
    if scale.work.latency <= MIN_EXCESS * scale.work.cpu:
        return False
    spin = _SPIN.format(seconds=max(scale.work.cpu, 1.0) / 1000)
    if program.function:
        spin += f"def {program.function}(*_):\n    return None\n"
    program_excess, spin_excess = [], []
    with sandbox.open(program) as session, sandbox.open(replace(program, source=spin)) as spinning:
        for seed in range(WAITING_RUNS):
            program_excess.append(_excess(cost_of(session, seed, scale.size), scale.overhead))
            spin_excess.append(_excess(cost_of(spinning, seed, scale.size), scale.overhead))
    threshold = math.log(MIN_EXCESS)
    return (
        log_ratio(program_excess, spin_excess) > threshold
        and swap_p(program_excess, spin_excess, 0, beyond=threshold) < LEVEL
    )


def _excess(sample: Sample, overhead: Sample) -> float:
    """Return the ratio of wall time to CPU time, at least 1."""
    work = sample.without(overhead)
    return max(1.0, work.latency / max(work.cpu, 1e-6))


def _run(session: Session, seed: int, size: int) -> RunResult:
    run = session.run({"seed": seed, "size": size, "describe": False})
    if not run.finished:
        raise Declined(f"it could not be measured: {describe_ending(run)}")
    return run


def _waiting(runs: Sequence[RunResult], overhead: Sample) -> float:
    """Return the wall time where it is much more than the CPU time, else 0."""
    cpu = min(run.metrics.cpu_ms for run in runs) - overhead.cpu
    wall = min(run.metrics.latency_ms for run in runs) - overhead.latency
    return wall if wall > 2 * cpu + 1 else 0.0


def _hot(sandbox: Sandbox, program: Program, size: int) -> tuple[tuple[str, float], ...]:
    """Return (function, share of the time), the hottest first; () if it cannot be profiled."""
    with sandbox.open(_profiled(program)) as session:
        run = session.run({"seed": 0, "size": size, "describe": False})
    report = run.stderr.rpartition(MARK)[2].strip()
    try:
        found = [(str(where), float(seconds)) for where, seconds in json.loads(report)]
    except (ValueError, TypeError, RecursionError):
        # The program printed over the report or was killed; the optimizer can do without it.
        return ()
    # What calls a user's function is appended to the file, under names of its own.
    rows = [row for row in found if not row[0].startswith(("evolver_", "_evolver_"))]
    total = sum(seconds for _, seconds in rows) or 1.0
    rows.sort(key=lambda row: -row[1])
    return tuple((where, round(seconds / total, 3)) for where, seconds in rows[:HOTTEST])


def _profiled(program: Program) -> Program:
    """Return the program, or the function of it that is called, under the profiler."""
    given = program.source
    if program.function:
        source = guest_function("profiled", profile_call, source=given, name=program.function)
        return replace(program, source=source, function="profiled")
    source = guest_function("profiled", profile_program, source=given)
    return replace(program, source=f"{source}\n\nprofiled()\n")
