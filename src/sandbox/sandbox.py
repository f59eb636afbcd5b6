"""The sandbox that confines programs: chooses the tier and manages pools of zygotes."""

import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from weakref import WeakSet

from msgspec import Struct

from ..domain.errors import SandboxError
from ..domain.program_run import WORKERS, ImportedModules, Limits, Profile, Program
from ..domain.replace import replace
from .confined_session import ConfinedSession
from .interpreter import current_interpreter, interpreter_at
from .scratch_folders import Scratch, remove_tree
from .tiers import WEAKEST, Tier, find_tier
from .zygote import Zygote, memory_of_sessions
from .zygote_launch import EXECUTABLE, ROOT, Kind, Launch, unused_uid
from .zygote_pool import Pool

_KINDS = {Profile.SUITE: "suite", Profile.ANALYSIS: "analysis", Profile.EXECUTABLE: EXECUTABLE}
_PLAIN = "plain"
_RUNS_CODE = (Profile.NODE, Profile.FUNCTION, Profile.SUITE)
_KERNEL_FOLDERS = ("/proc/", "/sys/", "/dev/")


class ZygoteState(Struct, frozen=True):
    """One warm process: its purpose, id, its session's memory, and whether it is busy."""

    kind: str
    pid: int
    memory_mb: float
    is_busy: bool


class ConfinedSandbox:
    """A Sandbox that forks each run from a warm, confined interpreter.

    `readable` are paths every program may read; `workers` limits concurrent runs of one kind;
    zygotes idle for `idle_seconds` are ended. Nothing is started before it is needed.
    `find_imports` finds what a source imports from other nodes, when the program is opened.
    """

    def __init__(  # pylint: disable=too-many-arguments  # each is a setting with a default
        self,
        limits: Limits,
        *,
        workers: int = WORKERS,
        idle_seconds: float = 300.0,
        readable: tuple[str, ...] = (),
        tiers: tuple[str, ...] = ("A", "B"),
        allow_weak: bool = False,
        find_imports: Callable[[str], ImportedModules] = lambda source: ImportedModules(),
    ) -> None:
        self._limits = limits
        self._find_imports = find_imports
        self._workers = workers
        self._idle_seconds = idle_seconds
        self._readable = readable
        self._tiers = (*tiers, WEAKEST) if allow_weak and WEAKEST not in tiers else tiers
        self._lock = threading.RLock()
        self._pools: dict[Kind, Pool] = {}
        self._leases: list[_Lease] = []
        self._tier: Tier | None = None
        self._scratch: Scratch | None = None
        self._retiring: threading.Timer | None = None
        self._closed = False
        self._copies: WeakSet[ConfinedSandbox] = WeakSet()

    def open(self, program: Program, *, fresh: bool = False) -> ConfinedSession:
        """Open a session for a program; `fresh` gives it new processes of its own.

        Raises SandboxError if programs cannot be confined here.
        """
        tier = self._checked_tier()
        kind = self._kind_of(program)
        # The modules of a user's program are in its folder.
        of_the_user = bool(program.neighbours or program.python)
        if program.imports is None and not of_the_user and program.profile in _RUNS_CODE:
            program = replace(program, imports=self._find_imports(program.source))
        limits = program.limits or self._limits
        own = program.readable or program.neighbours or program.python or program.network
        if not (fresh or own):
            return ConfinedSession(program, limits, tier.name, self._pool(kind))
        lease = self._lease(kind, tier.name, fresh)
        return ConfinedSession(
            program, limits, tier.name, lease.pool, lambda: self._end_session(lease)
        )

    @property
    def tier(self) -> str:
        """How strongly programs are confined: "A", "B" or "C"."""
        return self._checked_tier().name

    @property
    def explanation(self) -> str:
        """What confines programs, what is weaker than possible, and how to improve it."""
        return self._checked_tier().explanation

    @property
    def state(self) -> tuple[ZygoteState, ...]:
        """The warm processes; starts none."""
        zygotes = [z for pool in self._all_pools() for z in pool.zygotes()]
        memory = memory_of_sessions([z.pid for z in zygotes])
        return tuple(
            ZygoteState(z.launch.kind.title, z.pid, memory[z.pid], z.is_busy) for z in zygotes
        )

    def isolated_copy(self) -> "ConfinedSandbox":
        """Make a sandbox with the same settings and one process; the caller closes it."""
        other = ConfinedSandbox(
            self._limits,
            workers=1,
            readable=self._readable,
            tiers=(self.tier,),
            find_imports=self._find_imports,
        )
        self._copies.add(other)
        return other

    def interrupt(self, thread: int | None = None) -> None:
        """Cancel all active runs, also those of isolated copies; they return as CANCELLED.

        With `thread`, only the runs that this thread waits for.
        """
        for pool in self._all_pools():
            pool.cancel_runs(thread)
        for other in tuple(self._copies):
            other.interrupt(thread)

    def close(self) -> None:
        """End all processes and remove all folders."""
        with self._lock:
            self._closed = True
            if self._retiring is not None:
                self._retiring.cancel()
        for pool in self._all_pools():
            pool.close()
        with self._lock:
            scratch, self._scratch = self._scratch, None
        if scratch is not None:
            scratch.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def _checked_tier(self) -> Tier:
        with self._lock:
            if self._closed:
                raise SandboxError("the sandbox was closed")
            if self._tier is None:
                kind = self._kind_of(Program(""))
                self._tier = find_tier(lambda name: self._start(kind, name), self._tiers)
                self._pool(kind).release(self._tier.zygote)
            return self._tier

    def _kind_of(self, program: Program) -> Kind:
        interpreter = interpreter_at(program.python) if program.python else current_interpreter()
        name = _KINDS.get(program.profile, _PLAIN)
        grants = tuple(os.path.realpath(path) for path in (*self._readable, *program.readable))
        # A user's interpreter has its packages; ours has them for bundled tools only.
        imports = interpreter.packages if name not in (_PLAIN, EXECUTABLE) or program.python else ()
        if program.neighbours:
            grants = (*grants, os.path.realpath(program.neighbours))
        tool = program.arguments[0] if program.profile is Profile.ANALYSIS else ""
        granted = tuple(filter(_may_be_granted, grants))
        return Kind(name, interpreter, granted, imports, tool, program.preload, program.network)

    def _pool(self, kind: Kind) -> Pool:
        with self._lock:
            if kind not in self._pools:
                tier = self._checked_tier().name
                self._pools[kind] = Pool(lambda: self._start(kind, tier), self._workers)
                if self._retiring is None:
                    self._plan_retirement()
            return self._pools[kind]

    def _all_pools(self) -> tuple[Pool, ...]:
        with self._lock:
            return (*self._pools.values(), *(lease.pool for lease in self._leases))

    def _lease(self, kind: Kind, tier: str, fresh: bool) -> "_Lease":
        """Zygotes shared by the open sessions of this kind, or, if fresh, for one session."""
        with self._lock:
            shared = [x for x in self._leases if x.kind == kind and not (fresh or x.fresh)]
            if not shared:
                pool = Pool(lambda: self._start(kind, tier), self._workers)
                shared = [_Lease(kind, pool, fresh)]
                self._leases += shared
            shared[0].sessions += 1
            return shared[0]

    def _end_session(self, lease: "_Lease") -> None:
        with self._lock:
            lease.sessions -= 1
            if lease.sessions:
                return
            self._leases.remove(lease)
        lease.pool.close()

    def _start(self, kind: Kind, tier: str) -> Zygote:
        with self._lock:
            if self._closed:
                raise SandboxError("the sandbox was closed")
            if self._scratch is None:
                self._scratch = Scratch()
            uid = unused_uid()
            folder = self._scratch.new_folder(uid)
        launch = Launch(kind, tier, folder, str(Path(ROOT, "node_runtime.py")), uid)
        try:
            return Zygote(launch)
        except BaseException:
            remove_tree(folder)
            raise

    def _plan_retirement(self) -> None:
        with self._lock:
            if self._closed:
                return
            self._retiring = threading.Timer(max(self._idle_seconds / 4, 0.05), self._retire)
            self._retiring.daemon = True
            self._retiring.start()

    def _retire(self) -> None:
        for pool in self._all_pools():
            pool.retire(self._idle_seconds)
        self._plan_retirement()


@dataclass(slots=True, eq=False)
class _Lease:
    """Zygotes that live only as long as the sessions that need them."""

    kind: Kind
    pool: Pool
    fresh: bool
    sessions: int = 0


def _may_be_granted(path: str) -> bool:
    """Return whether a path is a readable file or folder, not the root, and not the kernel's."""
    if path == "/" or f"{path}/".startswith(_KERNEL_FOLDERS):
        return False
    return (os.path.isfile(path) or os.path.isdir(path)) and os.access(path, os.R_OK)
