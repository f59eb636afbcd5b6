"""A program to run in the sandbox, its limits, and the result of a run."""

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from enum import StrEnum
from types import MappingProxyType

from msgspec import Struct, field

from .json_value import JSONObject, JSONValue


class Profile(StrEnum):
    """What kind of program runs, and so which rights it has and what its zygote preloads."""

    NODE = "node"
    FUNCTION = "function"
    SUITE = "suite"
    ANALYSIS = "analysis"
    EXECUTABLE = "executable"
    EVALUATION = "evaluation"


class Ending(StrEnum):
    """How a run ended."""

    FINISHED = "finished"
    FAILED = "failed"
    OUT_OF_TIME = "out of time"
    OUT_OF_MEMORY = "out of memory"
    TOO_MUCH_OUTPUT = "too much output"
    REFUSED = "refused"
    CANCELLED = "cancelled"


WORKERS = 2
"""How many programs run side by side where nothing else is said."""
_MOST_NAMED = 5


class Limits(Struct, frozen=True):
    """The bounds of one run; seconds, MiB, bytes and counts."""

    wall_seconds: float = 10.0
    cpu_seconds: float = 10.0
    memory_mb: int = 512
    output_bytes: int = 1_000_000
    files_mb: int = 64
    file_count: int = 1000
    processes: int = 0
    calls: int = 1000


HostCall = Callable[[JSONObject], JSONValue]
"""A function of the host that a confined program may call through its broker, by name."""

NO_CALLS: Mapping[str, HostCall] = MappingProxyType({})


class ImportedModules(Struct, frozen=True):
    """The modules that a program imports besides libraries: {dotted name: source}.

    `problem` says why they cannot be had ("" if they can); such a program is refused.
    """

    sources: Mapping[str, str] = field(default_factory=lambda: NO_SOURCES)
    problem: str = ""


NO_SOURCES: Mapping[str, str] = MappingProxyType({})


class Program(Struct, frozen=True):
    """A program to run confined.

    `source` is its text. NODE: run as __main__ with the input object on stdin. FUNCTION: what
    `setup` defines as make_input(seed, size) is called first and not metered; then the source
    is imported and `function` called. SUITE: a pytest file. ANALYSIS: `arguments` is the
    analyzer's command line (module name first) and the source its subject, `subject.py`.
    EXECUTABLE: `arguments` is the command line, an absolute path first, and nothing else may be
    started; the input goes to its stdin. EVALUATION: as NODE, but it may write in its folder, and
    start the Python that `arguments` names, and nothing else.
    `readable` are absolute paths granted for reading; `out_folder` receives what it writes;
    `neighbours` is a folder whose modules the source may import; `python` another interpreter.
    `imports` are the functions of other nodes; None lets the sandbox find them. `preload` are
    installed packages, and files by their absolute paths, that the runs need not import, because
    the process they are forked from has; none may be untrusted. `network` lets it use the network,
    as far as the user's own programs can.
    """

    source: str
    profile: Profile = Profile.NODE
    function: str = ""
    setup: str = ""
    arguments: tuple[str, ...] = ()
    readable: tuple[str, ...] = ()
    out_folder: str = ""
    neighbours: str = ""
    python: str = ""
    limits: Limits | None = None
    calls: Mapping[str, HostCall] = field(default_factory=lambda: NO_CALLS)
    imports: ImportedModules | None = None
    preload: tuple[str, ...] = ()
    network: bool = False


class RunMetrics(Struct, frozen=True):
    """What a run cost, metered outside the program.

    Latency is wall time from fork to exit, CPU is self and children, memory is peak resident
    size above an empty run's, all of the program's own work, interpreter start apart.
    """

    latency_ms: float = 0.0
    cpu_ms: float = 0.0
    memory_mb: float = 0.0
    start_ms: float = 0.0

    @property
    def costs(self) -> JSONObject:
        """What users and other programs see of it."""
        return {
            "latency_ms": self.latency_ms,
            "cpu_time_ms": self.cpu_ms,
            "memory_mb": self.memory_mb,
        }


class RunResult(Struct, frozen=True):
    """How a run ended and what it left; stdout and stderr are bounded, never raw bytes.

    `written` are the files that were copied out, `hidden` what was not: names
    with a dot in front, and with control characters, which are escaped.
    """

    ending: Ending
    stdout: str = ""
    stderr: str = ""
    exit_code: int | None = None
    metrics: RunMetrics = RunMetrics()
    tier: str = ""
    reason: str = ""
    written: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()

    @property
    def remarks(self) -> tuple[str, ...]:
        """What to say of the files that were not copied out."""
        names = ", ".join(self.hidden[:_MOST_NAMED]) + (" ..." * (len(self.hidden) > _MOST_NAMED))
        why = "hidden files and names with control characters are not"
        return (f"Not kept, because {why}: {names}",) if self.hidden else ()

    @property
    def finished(self) -> bool:
        """True if the program came to its own end with exit code 0."""
        return self.ending is Ending.FINISHED


granted_files: ContextVar[tuple[str, ...]] = ContextVar("granted_files", default=())
"""The files that the task grants whose program runs: a node that it calls may be given them."""
