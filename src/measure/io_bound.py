"""Does a program spend its time waiting (I/O, sleep, tools), so that the wall clock decides?"""

import math
from dataclasses import replace

from ..domain.ports import Sandbox
from ..domain.program_run import Program
from .sampling import Sample, cost_of
from .scaling import Scale
from .statistics import log_ratio, swap_p

EXCESS = 1.2
RUNS = 16
SURE = 0.01
_SPIN = "import time\nend = time.process_time() + {seconds:.4f}\n" + (
    "while time.process_time() < end:\n    pass\n"
)


def waits(sandbox: Sandbox, program: Program, scale: Scale) -> bool:
    """True if wall time exceeds CPU by more than 20 % on the best quarter of some runs.

    On a busy machine it does for everybody: so a program that only computes, for as long, is
    run in turn with it, and what that one waits is the machine's doing. The difference has to be
    sure: by the wall clock of a busy machine half of all gains are missed.
    """
    if scale.work.latency <= EXCESS * scale.work.cpu:
        return False
    spin = _SPIN.format(seconds=max(scale.work.cpu, 1.0) / 1000)
    if program.function:
        spin += f"def {program.function}(*_):\n    return None\n"
    own, busy = [], []
    with sandbox.open(program) as session, sandbox.open(replace(program, source=spin)) as beside:
        for seed in range(RUNS):
            own.append(_excess(cost_of(session, seed, scale.size), scale.overhead))
            busy.append(_excess(cost_of(beside, seed, scale.size), scale.overhead))
    beyond = math.log(EXCESS)
    return log_ratio(own, busy) > beyond and swap_p(own, busy, 0, beyond=beyond) < SURE


def _excess(sample: Sample, overhead: Sample) -> float:
    """Wall over CPU, which no run can be below."""
    work = sample.without(overhead)
    return max(1.0, work.latency / max(work.cpu, 1e-6))
