"""Runs one program any number of times, each run forked from a zygote; kept nodes by their id."""

import json
import os
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Self

from ..domain.json_value import JSONObject, JSONValue
from ..domain.ports import Sandbox
from ..domain.program_run import Ending, Limits, Profile, Program, RunResult
from ..domain.replace import replace
from .guest.analyzer_run import FILE as SUBJECT
from .run_io import ZygoteLost, limits_message, make_result
from .scratch_folders import copy_out, empty_run_folder
from .tiers import WEAKEST
from .zygote import Zygote
from .zygote_pool import Pool

_CACHED_INPUTS = 8
_CALL: JSONObject = {
    **{"seed": 0, "size": 0, "describe": True},
    **{"series": [], "afresh": False, "trace": False},
}
_THREADS = 64
_WITH_COMMAND = (Profile.ANALYSIS, Profile.EXECUTABLE, Profile.EVALUATION)
_WITH_FOLDER = (Profile.SUITE, *_WITH_COMMAND)


@dataclass(eq=False, slots=True)
class ConfinedSession:
    """A Session; `close_pool` releases zygotes that were started for this session alone."""

    program: Program
    limits: Limits
    tier: str
    pool: Pool
    close_pool: Callable[[], None] | None = None
    _inputs: dict[tuple[int, int], str] = field(default_factory=dict, init=False)
    _others: int = field(default=0, init=False)
    _cancelling: threading.Lock = field(default_factory=threading.Lock, init=False)
    _running: set[Zygote] = field(default_factory=set, init=False)

    def run(self, given: JSONObject | str) -> RunResult:
        """Run it once: a node gets `given` on stdin, a function "seed" and "size" in it.

        With "describe" false, a function's result is computed but not encoded; "series", pairs of
        a seed and a size, are calls in one process, of one module or, "afresh", of a new one each.
        """
        imports = self.program.imports
        if imports is not None and imports.problem:
            return RunResult(Ending.REFUSED, tier=self.tier, reason=imports.problem)
        if self.program.profile is not Profile.FUNCTION:
            text = given if isinstance(given, str) else json.dumps(given)
            return self._run(self._request(self.program.profile), text)
        called: JSONObject = {"function": self.program.function, "setup": self.program.setup}
        asked = json.loads(given) if isinstance(given, str) else given
        request = {**self._request(Profile.FUNCTION), **called, **_CALL, **asked}
        if self.program.function:
            return self._run(request, "")
        return self._run_node_on_workload(request)

    def close(self) -> None:
        """Release what was started for this session alone; its active runs are killed."""
        close, self.close_pool = self.close_pool, None
        if close is not None:
            close()

    def cancel(self) -> None:
        """End the runs of this session that are under way; they return as CANCELLED."""
        with self._cancelling:
            for zygote in self._running:
                zygote.cancel()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def _run_node_on_workload(self, request: JSONObject) -> RunResult:
        """Run a node with the result of the workload's make_input on stdin."""
        key = (int(str(request["seed"])), int(str(request["size"])))
        if key not in self._inputs:
            generated = self._run(request | {"source": ""}, "")
            if not generated.finished:
                return generated
            if len(self._inputs) >= _CACHED_INPUTS:
                self._inputs.pop(next(iter(self._inputs)))
            self._inputs[key] = generated.stdout
        return self._run(self._request(Profile.NODE), self._inputs[key])

    def _request(self, profile: Profile) -> JSONObject:
        program = self.program
        # What the zygote must know: the program to start, or the analyzer to warm.
        warms = profile is Profile.ANALYSIS and SUBJECT in program.arguments
        command: list[JSONValue] = [*(program.arguments if warms else program.arguments[:1])]
        writes = "all" if profile in _WITH_FOLDER else ""
        if profile is Profile.EXECUTABLE and self.tier == WEAKEST:
            # Without Landlock no folder can be reserved for it, so it has none.
            writes = ""
        if profile in (Profile.NODE, Profile.EXECUTABLE) and program.out_folder:
            writes = "keep"
        return {
            "profile": profile.value,
            "source": program.source,
            "arguments": list(program.arguments),
            "command": command if profile in _WITH_COMMAND else [],
            "writes": writes,
            "limits": limits_message(self.limits, self._total_processes()),
            "modules": dict(program.imports.sources) if program.imports else {},
            "import_paths": [os.path.realpath(program.neighbours)] if program.neighbours else [],
        }

    def _total_processes(self) -> int:
        """RLIMIT_NPROC counts all processes and threads of a user, not those of one program."""
        # A program that may start no process may start threads.
        allowed = self.limits.processes or _THREADS
        if os.geteuid() == 0:
            # The zygote has a user of its own: there are itself and the program.
            return allowed + 2
        if self.tier == "A":
            return allowed + 3
        if self.limits.processes or not self._others:
            self._others = _threads_of(os.geteuid())
        return allowed + self._others

    def _run(self, request: JSONObject, given: str) -> RunResult:
        text = given.encode("utf-8", "replace")
        for last_try in (False, True):
            zygote = self.pool.acquire()
            with self._cancelling:
                self._running.add(zygote)
            try:
                result = self._run_on(zygote, request, text)
                is_clean = not request["writes"] or empty_run_folder(zygote.launch.scratch)
            except ZygoteLost as lost:
                self.pool.discard(zygote)
                # A program without host calls has no effects and can be run again.
                if last_try or (lost.begun and self.program.calls):
                    return RunResult(Ending.REFUSED, tier=self.tier, reason=str(lost))
                continue
            except BaseException:
                # After Ctrl-C the zygote's state is unknown.
                self.pool.discard(zygote)
                raise
            finally:
                with self._cancelling:
                    self._running.discard(zygote)
            (self.pool.release if is_clean else self.pool.discard)(zygote)
            break
        return result

    def _run_on(self, zygote: Zygote, request: JSONObject, given: bytes) -> RunResult:
        output = zygote.run(request, given, self.program.calls, self.limits)
        result = make_result(output, self.limits, self.tier)
        if request["writes"] != "keep" or result.ending is not Ending.FINISHED:
            return result
        target = self.program.out_folder
        try:
            written, hidden = copy_out(zygote.launch.scratch, target)
            return replace(result, written=written, hidden=hidden)
        except OSError as error:
            reason = f"what the program wrote could not be copied to {target}: {error.strerror}"
            return replace(result, ending=Ending.REFUSED, reason=reason)


def _threads_of(uid: int) -> int:
    count = 0
    for entry in os.scandir("/proc"):
        if entry.name.isdigit():
            # It may end while we count.
            with suppress(OSError):
                if entry.stat().st_uid == uid:
                    count += len(os.listdir(f"{entry.path}/task"))
    return count


Prepare = Callable[[str, JSONObject | str], tuple[Program, JSONObject | str]]


class NodeRunner:
    """Runs nodes in a sandbox.

    `prepare` gives a node's Program, and the input that it reads for what it is given; it
    raises NodeError for an unknown node, and BadArguments for input that does not fit.
    """

    def __init__(self, sandbox: Sandbox, prepare: Prepare) -> None:
        self._sandbox = sandbox
        self._prepare = prepare

    def run_node(self, node_id: str, given: JSONObject | str) -> tuple[str, str, JSONObject]:
        """Run the node once: (stdout, stderr, metrics).

        The metrics are latency_ms, cpu_time_ms, memory_mb, success, exit_code, ending and tier.
        """
        program, read = self._prepare(node_id, given)
        with self._sandbox.open(program) as session:
            result = session.run(read)
        numbers: JSONObject = {
            **result.metrics.costs,
            "success": result.finished,
            "exit_code": result.exit_code,
            "ending": result.ending.value,
            "tier": result.tier,
        }
        return result.stdout, result.stderr, numbers
