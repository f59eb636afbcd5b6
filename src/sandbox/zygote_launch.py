"""A zygote's command line, environment and setup in each tier."""

import os
import random
import shutil
from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct

from .guest.wire import Message
from .interpreter import Interpreter

ROOT = Path(__file__).resolve().parent.parent.parent
_PACKAGE = __name__.partition(".")[0]
_FOLDER = Path(__file__).resolve().parent.parent
_GUEST = Path(__file__).resolve().parent / "guest"
_TIME_ZONES = ("/usr/share/zoneinfo", "/etc/localtime")
EXECUTABLE = "executable"
_LOADER_PATHS = ("/lib", "/lib64", "/usr/lib", "/usr/lib64")
_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib64", "/etc/alternatives")
_OF_NETWORK = (
    "/etc/resolv.conf",
    "/etc/hosts",
    "/etc/nsswitch.conf",
    "/etc/gai.conf",
    "/etc/ssl",
    "/usr/share/ca-certificates",
    "/usr/local/share/ca-certificates",
)
"""How names become addresses, and whose certificates are trusted."""
_UNUSED_UIDS = range(61_184, 65_520)


class Kind(Struct, frozen=True):
    """What a zygote is for; runs of one kind share zygotes.

    `name` is "plain", "suite", "analysis" or "executable"; `grants` are real paths its programs
    may read; `tool` is the analyzer, each of which has its own, so that one is not grown by the
    others; `preload` are modules to import before the first run; `network` is whether it may use
    the network.
    """

    name: str
    interpreter: Interpreter
    grants: tuple[str, ...] = ()
    imports: tuple[str, ...] = ()
    tool: str = ""
    preload: tuple[str, ...] = ()
    network: bool = False

    @property
    def title(self) -> str:
        """What it is for, in a word or two."""
        return f"{self.name} ({self.tool})" if self.tool else self.name

    @property
    def readable(self) -> tuple[str, ...]:
        """All paths that programs of this kind may read."""
        system = _SYSTEM if self.name == EXECUTABLE else ()
        found = tuple(filter(os.path.exists, _OF_NETWORK)) if self.network else ()
        own = (*self.interpreter.readable, *_TIME_ZONES, *system, *found)
        return tuple(dict.fromkeys((*own, *self.imports, *self.grants)))


class Launch(Struct, frozen=True):
    """Everything to start one zygote with: who it is, where it may write, how strong it is."""

    kind: Kind
    tier: str
    scratch: str
    runtime: str
    uid: int

    def command(self, channel: int, status: int) -> list[str]:
        """Build the command line; `channel` is where it serves, `status` is bubblewrap's."""
        # The package is named by its folder: with site-packages on the path, a library in it
        # could stand in for a module of the standard library.
        start = (
            f"import sys; package = sys.modules[{_PACKAGE!r}] = type(sys)({_PACKAGE!r});"
            f" package.__path__ = [{str(_FOLDER)!r}];"
            f" from {_PACKAGE}.sandbox.guest.zygote_main import main; main({channel})"
        )
        python = [self.kind.interpreter.executable, "-I", "-S", "-B", "-X", "utf8", "-c", start]
        return [*self._bubblewrap(status), *python] if self.tier == "A" else python

    def environment(self) -> dict[str, str]:
        """Build the environment from nothing: no key, no token, no path of the user's."""
        rebuilt = {
            "PATH": "/usr/bin:/bin",
            "LANG": "C.UTF-8",
            "HOME": self.scratch,
            "TMPDIR": self.scratch + "/run",
            # Each thread's own arena would reserve 64 MiB of the addresses a program may use.
            "MALLOC_ARENA_MAX": "1",
            "MYPY_CACHE_DIR": self.scratch + "/mypy",
            "PYLINTHOME": self.scratch,
            "BLACK_CACHE_DIR": self.scratch,
            "OPENBLAS_NUM_THREADS": "1",
        }
        return rebuilt | ({"TZ": os.environ["TZ"]} if "TZ" in os.environ else {})

    def setup(self) -> Message:
        """Return the first message to the zygote."""
        return {
            "kind": self.kind.name,
            "tier": self.tier,
            "scratch": self.scratch,
            "runtime": self.runtime,
            "package_on_path": str(ROOT) in map(os.path.realpath, self.kind.imports),
            "uid": self.uid,
            "reads_all": self.uid != 0 and not self._everyone_reads_all(),
            "readable": [*self.kind.readable, self.scratch],
            "import_paths": self.kind.imports,
            "preload": self.kind.preload,
            "network": self.kind.network,
        }

    def _everyone_reads_all(self) -> bool:
        """Return whether a user without rights could read what is granted to it."""
        if self.kind.grants:
            return False
        paths = set(map(Path, self.kind.readable))
        # With namespaces the folders above are new ones that everyone may enter.
        above = {folder for path in paths for folder in path.parents if self.tier != "A"}
        return all(_everyone_enters(path) for path in (paths | above) if not path.is_file())

    def _bubblewrap(self, status: int) -> list[str]:
        spaces = ["pid", "ipc", "uts", "cgroup-try", *([] if self.kind.network else ["net"])]
        command = [shutil.which("bwrap") or "bwrap", *(f"--unshare-{space}" for space in spaces)]
        if os.geteuid() == 0:
            capabilities = ["CAP_SETUID", "CAP_SETGID", "CAP_DAC_READ_SEARCH"]
            command += [word for name in capabilities for word in ("--cap-add", name)]
        else:
            command += ["--unshare-user", "--cap-drop", "ALL"]
        command += ["--dev", "/dev", "--info-fd", str(status)]
        bound = dict.fromkeys((*_LOADER_PATHS, *self.kind.readable, str(_GUEST), self.runtime))
        for folder in _folders_above((*bound, self.scratch)):
            command += ["--perms", "0755", "--dir", folder]
        for path in bound:
            command += _bind(path)
        return [*command, "--bind", self.scratch, self.scratch, "--chdir", self.scratch]


def unused_uid() -> int:
    """Return a user id that no account and no process uses; 0 if we are not root ourselves."""
    if os.geteuid() != 0:
        return 0
    import pwd

    taken = {entry.pw_uid for entry in pwd.getpwall()} | set(_uids_of_processes())
    low, count = _mapped_uids()
    free = [u for u in _UNUSED_UIDS if u not in taken and low <= u < low + count]
    return random.choice(free or [u for u in range(low + 1, low + count) if u not in taken])


def _uids_of_processes() -> Iterable[int]:
    for entry in os.scandir("/proc"):
        if entry.name.isdigit():
            try:
                yield entry.stat().st_uid
            except FileNotFoundError:
                continue


def _mapped_uids() -> tuple[int, int]:
    """Return the widest range of user ids that exist here; a container may have few."""
    ranges = [line.split() for line in Path("/proc/self/uid_map").read_text("ascii").splitlines()]
    first, count = max(((int(r[0]), int(r[2])) for r in ranges), key=lambda pair: pair[1])
    return first, count


def _everyone_enters(folder: Path) -> bool:
    try:
        return bool(folder.stat().st_mode & 0o001)
    except FileNotFoundError:
        return True


def _folders_above(paths: Iterable[str]) -> list[str]:
    """List the folders to make, highest first; bubblewrap would close some to others."""
    above = {str(folder) for path in paths for folder in Path(path).parents}
    return sorted(folder for folder in above if folder != "/" and not _is_in_loader_path(folder))


def _is_in_loader_path(path: str) -> bool:
    return f"{path}/".startswith(tuple(f"{folder}/" for folder in _LOADER_PATHS))


def _bind(path: str) -> list[str]:
    if path in _LOADER_PATHS and os.path.islink(path):
        return ["--symlink", os.readlink(path), path]
    if _is_in_loader_path(path) and path not in _LOADER_PATHS:
        return []
    return ["--ro-bind-try", os.path.realpath(path), path]
