"""How much of a run is the program's own work, and in which functions it is done."""

import json
from dataclasses import replace

from ..domain.errors import Declined
from ..domain.measurement import Profiling
from ..domain.node_contract import describe_ending
from ..domain.ports import Sandbox
from ..domain.program_run import Program
from .scaling import measure_overhead

RUNS = 5
HOTTEST = 5
_MARK = "@profile@"

_PROFILED = """
import cProfile as _profiler, json as _json, sys as _sys
_profile = _profiler.Profile()
def _told():
    rows = [
        (entry.code if isinstance(entry.code, str) else entry.code.co_name, entry.inlinetime)
        for entry in _profile.getstats()
        if isinstance(entry.code, str) or entry.code.co_filename == "subject.py"
    ]
    _sys.stderr.write("\\n@profile@" + _json.dumps(rows) + "\\n")
    _sys.stderr.flush()
_names = {"__name__": NAME}
_code = compile(SOURCE, "subject.py", "exec")
"""
_WHOLE = """
try:
    _profile.runctx(_code, _names, _names)
finally:
    _told()
"""
_ONE = """
exec(_code, _names)
def FUNCTION(*arguments):
    try:
        return _profile.runcall(_names["FUNCTION"], *arguments)
    finally:
        _told()
"""


def profile(sandbox: Sandbox, program: Program, size: int) -> Profiling:
    """Run it on inputs of this size, bare and profiled. Raises Declined if it fails."""
    overhead = measure_overhead(sandbox, program, size)
    with sandbox.open(program) as session:
        runs = [
            session.run({"seed": seed, "size": size, "describe": False}) for seed in range(RUNS)
        ]
    for run in runs:
        if not run.finished:
            raise Declined(f"it could not be measured: {describe_ending(run)}")
    cpu = min(run.metrics.cpu_ms for run in runs) - overhead.cpu
    wall = min(run.metrics.latency_ms for run in runs) - overhead.latency
    # The wall's noise is larger: it counts where there is waiting to be seen.
    own = wall if wall > 2 * cpu + 1 else cpu
    start = min(run.metrics.start_ms for run in runs) + overhead.latency
    return Profiling(max(0.0, own), start, _hot(sandbox, program, size))


def _hot(sandbox: Sandbox, program: Program, size: int) -> tuple[tuple[str, float], ...]:
    """(function, share of the time), the hottest first; () if it cannot be profiled."""
    name = "candidate" if program.function else "__main__"
    ending = _ONE.replace("FUNCTION", program.function) if program.function else _WHOLE
    source = _PROFILED.replace("NAME", repr(name)).replace("SOURCE", repr(program.source)) + ending
    with sandbox.open(replace(program, source=source)) as session:
        run = session.run({"seed": 0, "size": size, "describe": False})
    told = run.stderr.rpartition(_MARK)[2].strip()
    try:
        rows = [(str(where), float(seconds)) for where, seconds in json.loads(told)]
    except (ValueError, TypeError):
        # It printed over it, or was killed: the loop can do without.
        return ()
    whole = sum(seconds for _, seconds in rows) or 1.0
    rows.sort(key=lambda row: -row[1])
    return tuple((where, round(seconds / whole, 3)) for where, seconds in rows[:HOTTEST])
