"""A session: runs one program any number of times, each run forked from a zygote."""

import json
import os
from collections.abc import Callable
from dataclasses import replace
from typing import Self

from ..domain.json_value import JSONObject
from ..domain.program_run import Ending, Limits, Profile, Program, RunResult
from .run_io import RunOutput, ZygoteLost, limits_message
from .run_result import make_result
from .scratch_folders import copy_out, empty_run_folder
from .tiers import WEAKEST
from .zygote import Zygote
from .zygote_pool import Pool

_CACHED_INPUTS = 8
_WITH_FOLDER = (Profile.SUITE, Profile.ANALYSIS, Profile.EXECUTABLE)


class ConfinedSession:
    """A Session; `close_pool` releases zygotes that were started for this session alone."""

    def __init__(
        self,
        program: Program,
        limits: Limits,
        tier: str,
        pool: Pool,
        close_pool: Callable[[], None] | None = None,
    ) -> None:
        self._program = program
        self._limits = limits
        self._tier = tier
        self._pool = pool
        self._close_pool = close_pool
        self._inputs: dict[tuple[int, int], str] = {}

    def run(self, given: JSONObject | str) -> RunResult:
        """Run it once: a node gets `given` on stdin, a function "seed" and "size" in it.

        With "describe" false, a function's result is computed but not encoded.
        """
        imports = self._program.imports
        if imports is not None and imports.problem:
            return RunResult(Ending.REFUSED, tier=self._tier, reason=imports.problem)
        if self._program.profile is not Profile.FUNCTION:
            text = given if isinstance(given, str) else json.dumps(given)
            return self._run(self._request(self._program.profile), text)
        request = self._request(Profile.FUNCTION) | _function_fields(self._program, given)
        if self._program.function:
            return self._run(request, "")
        return self._run_node_on_workload(request)

    def close(self) -> None:
        """Release what was started for this session alone; its active runs are killed."""
        close, self._close_pool = self._close_pool, None
        if close is not None:
            close()

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
        program = self._program
        writes = "all" if profile in _WITH_FOLDER else ""
        if profile is Profile.EXECUTABLE and self._tier == WEAKEST:
            # Without Landlock no folder can be reserved for it, so it has none.
            writes = ""
        if profile in (Profile.NODE, Profile.EXECUTABLE) and program.out_folder:
            writes = "keep"
        return {
            "profile": profile.value,
            "source": program.source,
            "arguments": list(program.arguments),
            "writes": writes,
            "limits": limits_message(self._limits, self._total_processes()),
            "modules": dict(program.imports.sources) if program.imports else {},
        }

    def _total_processes(self) -> int:
        """RLIMIT_NPROC counts all processes of a user, not those of one program."""
        allowed = self._limits.processes
        if os.geteuid() == 0:
            # The zygote has a user of its own: there are itself and the program.
            return allowed + 2
        if not allowed or self._tier == "A":
            return allowed + 3
        return allowed + _threads_of(os.geteuid())

    def _run(self, request: JSONObject, given: str) -> RunResult:
        text = given.encode("utf-8", "replace")
        for last_try in (False, True):
            zygote = self._pool.acquire()
            try:
                result = self._run_on(zygote, request, text)
            except ZygoteLost as lost:
                self._pool.discard(zygote)
                # A program without host calls has no effects and can be run again.
                if last_try or (lost.begun and self._program.calls):
                    return RunResult(Ending.REFUSED, tier=self._tier, reason=str(lost))
                continue
            except BaseException:
                # After Ctrl-C the zygote's state is unknown.
                self._pool.discard(zygote)
                raise
            self._pool.release(zygote)
            break
        return result

    def _run_on(self, zygote: Zygote, request: JSONObject, given: bytes) -> RunResult:
        launch = zygote.launch
        if not request["writes"]:
            output = zygote.run(request, given, self._program.calls, self._limits)
            return self._result(output)
        try:
            output = zygote.run(request, given, self._program.calls, self._limits)
            result = self._result(output)
            if request["writes"] == "keep" and result.ending is Ending.FINISHED:
                result = _with_written_files(result, launch.scratch, self._program.out_folder)
            return result
        finally:
            empty_run_folder(launch.scratch)

    def _result(self, output: RunOutput) -> RunResult:
        return make_result(output, self._limits, self._tier)


def _with_written_files(result: RunResult, scratch: str, target: str) -> RunResult:
    """The result with the names of the written files; REFUSED if they cannot be copied."""
    try:
        return replace(result, written=copy_out(scratch, target))
    except OSError as error:
        reason = f"what the program wrote could not be copied to {target}: {error.strerror}"
        return replace(result, ending=Ending.REFUSED, reason=reason)


def _function_fields(program: Program, given: JSONObject | str) -> JSONObject:
    values = json.loads(given) if isinstance(given, str) else given
    return {
        "function": program.function,
        "setup": program.setup,
        "seed": values.get("seed", 0),
        "size": values.get("size", 0),
        "describe": values.get("describe", True),
    }


def _threads_of(uid: int) -> int:
    count = 0
    for entry in os.scandir("/proc"):
        if entry.name.isdigit():
            try:
                if entry.stat().st_uid == uid:
                    count += len(os.listdir(f"{entry.path}/task"))
            except OSError:
                # It ended while we counted.
                continue
    return count
