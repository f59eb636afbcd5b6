"""A program made ready to run: each run finds a zygote, and comes back as a RunResult."""

import json
import os
from collections.abc import Callable
from dataclasses import replace
from typing import Self

from ..domain.json_value import JSONObject
from ..domain.program_run import Ending, Limits, Profile, Program, RunResult
from .run_io import RunOutput, ZygoteLost, limits_message
from .run_result import make_result
from .scratch_folders import carry_out, empty_run_folder
from .tiers import WEAKEST
from .zygote import Zygote
from .zygote_pool import Pool

_REMEMBERED_INPUTS = 8
_HAVE_A_FOLDER = (Profile.SUITE, Profile.ANALYSIS, Profile.EXECUTABLE)


class ConfinedSession:
    """A Session; `close_pool` is what to give back when zygotes were started for it alone."""

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

        With "describe" false, a function's result is computed but not written down.
        """
        if self._program.profile is not Profile.FUNCTION:
            text = given if isinstance(given, str) else json.dumps(given)
            return self._run(self._request(self._program.profile), text)
        request = self._request(Profile.FUNCTION) | _function_part(self._program, given)
        if self._program.function:
            return self._run(request, "")
        return self._run_node_on_made_input(request)

    def close(self) -> None:
        """Give back what was started for this session alone; its runs under way are killed."""
        close, self._close_pool = self._close_pool, None
        if close is not None:
            close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def _run_node_on_made_input(self, request: JSONObject) -> RunResult:
        """The program is a node: what make_input returns goes to its stdin."""
        key = (int(str(request["seed"])), int(str(request["size"])))
        if key not in self._inputs:
            made = self._run(request | {"source": ""}, "")
            if not made.finished:
                return made
            if len(self._inputs) >= _REMEMBERED_INPUTS:
                self._inputs.pop(next(iter(self._inputs)))
            self._inputs[key] = made.stdout
        return self._run(self._request(Profile.NODE), self._inputs[key])

    def _request(self, profile: Profile) -> JSONObject:
        program = self._program
        writes = "all" if profile in _HAVE_A_FOLDER else ""
        if profile is Profile.EXECUTABLE and self._tier == WEAKEST:
            # Where nothing says which folder is its own, it has none.
            writes = ""
        if profile in (Profile.NODE, Profile.EXECUTABLE) and program.out_folder:
            writes = "keep"
        return {
            "profile": profile.value,
            "source": program.source,
            "arguments": list(program.arguments),
            "writes": writes,
            "limits": limits_message(self._limits, self._processes_in_all()),
        }

    def _processes_in_all(self) -> int:
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
                # A program that asks nothing of the host has no effect, and can be run again.
                if last_try or (lost.begun and self._program.calls):
                    return RunResult(Ending.REFUSED, tier=self._tier, reason=str(lost))
                continue
            except BaseException:
                # Ctrl-C: nobody knows what the zygote is at.
                self._pool.discard(zygote)
                raise
            self._pool.release(zygote)
            break
        return result

    def _run_on(self, zygote: Zygote, request: JSONObject, given: bytes) -> RunResult:
        launch = zygote.launch
        if not request["writes"]:
            heard = zygote.run(request, given, self._program.calls, self._limits)
            return self._result(heard)
        try:
            heard = zygote.run(request, given, self._program.calls, self._limits)
            result = self._result(heard)
            if request["writes"] == "keep" and result.ending is Ending.FINISHED:
                result = _carried_out(result, launch.scratch, self._program.out_folder)
            return result
        finally:
            empty_run_folder(launch.scratch)

    def _result(self, heard: RunOutput) -> RunResult:
        return make_result(heard, self._limits, self._tier)


def _carried_out(result: RunResult, scratch: str, target: str) -> RunResult:
    """The result with the names of what was written; REFUSED where that has no place."""
    try:
        return replace(result, written=carry_out(scratch, target))
    except OSError as error:
        reason = f"what the program wrote could not be copied to {target}: {error.strerror}"
        return replace(result, ending=Ending.REFUSED, reason=reason)


def _function_part(program: Program, given: JSONObject | str) -> JSONObject:
    wanted = json.loads(given) if isinstance(given, str) else given
    return {
        "function": program.function,
        "setup": program.setup,
        "seed": wanted.get("seed", 0),
        "size": wanted.get("size", 0),
        "describe": wanted.get("describe", True),
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
