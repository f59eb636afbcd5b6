"""Confines a child irrevocably: resource limits, Landlock and seccomp, in this order."""

from __future__ import annotations

import mmap
import os
import resource
import signal

from . import executable_run as executable
from . import landlock, seccomp
from .kernel import PR_SET_NO_NEW_PRIVS, PR_SET_PDEATHSIG, Kernel
from .wire import Message

MIB = 1 << 20
FIRST_NOT_ITS_OWN = 5
_OPEN_FILES = 64
_ABOVE_ALL = 1 << 16
_STEP = 64 * 1024
_LEAST_SECONDS = 0.5
_MAY_EXECUTE = ("executable", "evaluation")


class Confinement:
    """What a zygote prepares once, so that each child only puts it on.

    `readable` are the paths its programs may read, `scratch` the folder some may write to.
    """

    def __init__(self, kernel: Kernel, setup: Message) -> None:
        self._kernel = kernel
        self._has_landlock = setup["tier"] in ("A", "B")
        self._scratch = setup["scratch"]
        self._may_connect = setup["network"]
        self._rules = [(path, landlock.READ) for path in setup["readable"]]
        self._rules += [(path, landlock.READ) for path in ("/dev/urandom", "/dev/zero")]
        self._rules += [("/dev/null", landlock.READ | landlock.WRITE_FILE)]
        self._rulesets: dict[tuple[str, str], int] = {}
        self._filters: dict[tuple[bool, ...], list[seccomp.Instruction]] = {}
        self._address_space = 0
        self.measure()

    def measure(self) -> None:
        """Learn how big the zygote is, on top of which a program gets its memory."""
        self._address_space = address_space()

    def allowed(self, limits: Message) -> Message:
        """Return the limits, lowered to what those that the user set with `ulimit` leave."""
        space = self._address_space + limits["memory_mb"] * MIB
        space = min(_within(kind, space) for kind in (resource.RLIMIT_AS, resource.RLIMIT_DATA))
        # A second less, so that it is not the kernel that ends the program without a word.
        seconds = max(_within(resource.RLIMIT_CPU, _ABOVE_ALL) - 1, _LEAST_SECONDS)
        return {
            **limits,
            "memory_mb": max(0, space - self._address_space) // MIB,
            "cpu_seconds": min(limits["cpu_seconds"], seconds),
        }

    def prepare(self, run: Message) -> None:
        """Make what this run needs, before the fork."""
        access = self._access(run)
        if self._has_landlock and access not in self._rulesets:
            self._rulesets[access] = landlock.make_ruleset(
                self._kernel, self._rules_for(*access), self._may_connect
            )
        key = self._filter_key(run)
        if key not in self._filters:
            self._filters[key] = seccomp.make_filter(*key)

    def apply(self, run: Message) -> None:
        """Confine this process for `run`; called in the child, before anything of the program."""
        self._kernel.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        self._limit(run["limits"], bool(run["writes"]))
        self._kernel.prctl(PR_SET_NO_NEW_PRIVS, 1)
        if self._has_landlock:
            landlock.restrict(self._kernel, self._rulesets[self._access(run)])
        os.closerange(FIRST_NOT_ITS_OWN, _ABOVE_ALL)
        seccomp.apply(self._kernel, self._filters[self._filter_key(run)], os.getpid())

    def _access(self, run: Message) -> tuple[str, str]:
        """Return what it may write, and the program that it may start ("" for none)."""
        starts = run["command"][0] if run["profile"] in _MAY_EXECUTE else ""
        return run["writes"], starts

    def _rules_for(self, writes: str, starts: str) -> list[tuple[str, int]]:
        """Return the rules; `writes` is "" (nothing), "keep" (what is written stays) or "all"."""
        rules = list(self._rules)
        if starts:
            started = executable.started_with(starts)
            rules += [(path, landlock.EXECUTE | landlock.READ_FILE) for path in started]
        if writes:
            rights = landlock.WRITE | (landlock.REMOVE if writes == "all" else 0)
            rules.append((self._scratch + "/run", rights))
        return rules

    def _filter_key(self, run: Message) -> tuple[bool, ...]:
        may_write = self._has_landlock or bool(run["writes"])
        may_fork, may_exec = run["limits"]["processes"] > 0, run["profile"] in _MAY_EXECUTE
        return may_fork, may_write, may_exec, self._may_connect

    def _limit(self, limits: Message, writes: bool) -> None:
        space = self._address_space + limits["memory_mb"] * MIB
        bounds = {
            resource.RLIMIT_AS: space,
            resource.RLIMIT_DATA: space,
            resource.RLIMIT_CORE: 0,
            resource.RLIMIT_NOFILE: _OPEN_FILES,
            resource.RLIMIT_FSIZE: limits["files_mb"] * MIB if writes else 0,
            resource.RLIMIT_MEMLOCK: 0,
            resource.RLIMIT_MSGQUEUE: 0,
            resource.RLIMIT_SIGPENDING: 64,
            resource.RLIMIT_NPROC: limits["processes_in_all"],
        }
        for kind, bound in bounds.items():
            lower(0, kind, bound)


def lower(pid: int, kind: int, bound: int) -> None:
    """Set a limit of a process (0 is this one), to the user's own where that is lower."""
    bound = _within(kind, bound)
    resource.prlimit(pid, kind, (bound, bound))


def _within(kind: int, bound: int) -> int:
    hard = resource.getrlimit(kind)[1]
    return bound if hard == resource.RLIM_INFINITY else min(bound, hard)


def address_space() -> int:
    """Return how many bytes of addresses this process has now, found by lowering the limit on them.

    There may be no /proc to ask.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    low, high = 0, _within(resource.RLIMIT_AS, 1 << 40)
    try:
        while high - low > MIB:
            middle = (low + high) // 2
            low, high = (low, middle) if _has_room(middle, hard) else (middle, high)
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
    return high


def _has_room(bound: int, hard: int) -> bool:
    resource.setrlimit(resource.RLIMIT_AS, (bound, hard))
    try:
        mmap.mmap(-1, _STEP).close()
    except OSError:
        return False
    return True
