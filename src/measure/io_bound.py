"""Detects programs that mostly wait (I/O, sleep, tools), which are compared by wall time."""

import math
from dataclasses import replace

from ..domain.ports import Sandbox
from ..domain.program_run import Program
from .sampling import Sample, cost_of
from .scaling import Scale
from .statistics import log_ratio, swap_p

MIN_EXCESS = 1.2
RUNS = 16
LEVEL = 0.01
_SPIN = "import time\nend = time.process_time() + {seconds:.4f}\n" + (
    "while time.process_time() < end:\n    pass\n"
)


def is_io_bound(sandbox: Sandbox, program: Program, scale: Scale) -> bool:
    """True if wall time exceeds CPU time by more than 20 % on the best quarter of some runs.

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
        for seed in range(RUNS):
            program_excess.append(_excess(cost_of(session, seed, scale.size), scale.overhead))
            spin_excess.append(_excess(cost_of(spinning, seed, scale.size), scale.overhead))
    threshold = math.log(MIN_EXCESS)
    return (
        log_ratio(program_excess, spin_excess) > threshold
        and swap_p(program_excess, spin_excess, 0, beyond=threshold) < LEVEL
    )


def _excess(sample: Sample, overhead: Sample) -> float:
    """The ratio of wall time to CPU time, at least 1."""
    work = sample.without(overhead)
    return max(1.0, work.latency / max(work.cpu, 1e-6))
