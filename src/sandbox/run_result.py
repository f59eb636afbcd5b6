"""Turns a run's output and the zygote's report into a RunResult."""

import signal

from ..domain.program_run import Ending, Limits, RunMetrics, RunResult
from .guest.child import NEVER_STARTED
from .guest.wire import Message
from .run_io import RunOutput

_BY_KILL = {
    "time": Ending.OUT_OF_TIME,
    "cpu": Ending.OUT_OF_TIME,
    "files": Ending.TOO_MUCH_OUTPUT,
    "depth": Ending.TOO_MUCH_OUTPUT,
    "processes": Ending.REFUSED,
    "bytes": Ending.TOO_MUCH_OUTPUT,
    "output": Ending.TOO_MUCH_OUTPUT,
    "cancelled": Ending.CANCELLED,
    "gone": Ending.CANCELLED,
}
_ALMOST_FULL = 0.9


def make_result(output: RunOutput, limits: Limits, tier: str) -> RunResult:
    """Say how the run ended, what it printed, and what it cost."""
    if "trouble" in output.report:
        return RunResult(Ending.REFUSED, tier=tier, reason=output.report["trouble"])
    metrics = _metrics(output.report)
    ending, reason = _ending(output, limits, metrics)
    stderr = output.stderr.decode("utf-8", "replace")
    return RunResult(
        ending,
        output.stdout.decode("utf-8", "replace"),
        stderr,
        output.report["exit_code"],
        metrics,
        tier,
        reason,
    )


def _metrics(report: Message) -> RunMetrics:
    return RunMetrics(
        latency_ms=report["latency_ns"] / 1e6,
        cpu_ms=report["cpu_ns"] / 1e6,
        memory_mb=report["peak_kb"] / 1024,
        start_ms=report["start_ns"] / 1e6,
    )


def _ending(output: RunOutput, limits: Limits, metrics: RunMetrics) -> tuple[Ending, str]:
    killed = output.report["killed"] or ("output" if output.overflowed else "")
    code = output.report["exit_code"]
    if code == -signal.SIGXCPU and not killed:
        killed = "cpu"
    if killed:
        return _BY_KILL[killed], _why_killed(killed, limits)
    if code == 0:
        return Ending.FINISHED, ""
    if _ran_out_of_memory(output, code, limits, metrics):
        return Ending.OUT_OF_MEMORY, f"the program used more than {limits.memory_mb} MiB"
    if code == NEVER_STARTED and not output.report["started"]:
        return Ending.REFUSED, "the sandbox could not confine the program"
    if code < 0:
        return Ending.FAILED, f"the program crashed ({_signal_name(-code)})"
    return Ending.FAILED, ""


def _why_killed(killed: str, limits: Limits) -> str:
    return {
        "time": f"the program ran longer than {limits.wall_seconds:g} s",
        "cpu": f"the program used more than {limits.cpu_seconds:g} s of processor time",
        "files": f"the program made more than {limits.file_count} files",
        "depth": "the program made folders that are too deep to be looked into",
        "processes": f"the program started more than {limits.processes} processes",
        "bytes": f"the program wrote more than {limits.files_mb} MiB of files",
        "output": f"the program printed more than {limits.output_bytes} bytes",
    }.get(killed, "the run was cancelled")


def _ran_out_of_memory(output: RunOutput, code: int, limits: Limits, metrics: RunMetrics) -> bool:
    last = output.stderr.rstrip().rsplit(b"\n", 1)[-1]
    if last.startswith((b"MemoryError", b"Fatal Python error: _PyMem", b"Out of memory")):
        return True
    # Nothing of ours sends SIGKILL without saying so: the kernel did, for want of memory.
    was_full = code < 0 and metrics.memory_mb >= _ALMOST_FULL * limits.memory_mb
    return was_full or code == -signal.SIGKILL


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
