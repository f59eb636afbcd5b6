"""Finds the files a Python interpreter needs, so that the sandbox grants no others."""

import functools
import glob
import json
import os
import subprocess
import sys
import sysconfig

from msgspec import Struct

from ..domain.errors import SandboxError

_QUERY = (
    "import json, os, sys, sysconfig\n"
    "p = sysconfig.get_paths()\n"
    "print(json.dumps([os.path.realpath(sys._base_executable), sys.base_prefix, p['stdlib'],"
    " sysconfig.get_path('platstdlib', vars={'platbase': sys.base_prefix}),"
    " [p['purelib'], p['platlib']], sys.version_info[:2]]))\n"
)
_OLDEST = (3, 9)


class Interpreter(Struct, frozen=True):
    """A Python: its executable, prefix, standard library, and where packages are installed."""

    executable: str
    prefix: str
    library: tuple[str, ...]
    packages: tuple[str, ...]

    @property
    def readable(self) -> tuple[str, ...]:
        """What must be readable for it to run: its library and the shared objects it loads."""
        paths = [self.executable, *self.library]
        # Where the dynamic loader finds what extension modules are linked to.
        paths += [*glob.glob("/usr/lib/*-linux-gnu"), *glob.glob("/lib/*-linux-gnu")]
        paths += ["/lib64", "/usr/lib64", "/etc/ld.so.cache"]
        if self.prefix in ("/", "/usr", "/usr/local"):
            # What else is there is not the interpreter's.
            paths += glob.glob(os.path.join(self.prefix, "lib", "libpython*.so*"))
        else:
            paths.append(os.path.join(self.prefix, "lib"))
        return tuple(dict.fromkeys(path for path in paths if os.path.exists(path)))


def current_interpreter() -> Interpreter:
    """Return the interpreter that runs us, without its virtual environment but for its packages."""
    paths = sysconfig.get_paths()
    executable = getattr(sys, "_base_executable", sys.executable)
    return Interpreter(
        os.path.realpath(executable),
        sys.base_prefix,
        (paths["stdlib"], os.path.join(sys.base_prefix, "lib", os.path.basename(paths["stdlib"]))),
        tuple(dict.fromkeys((paths["purelib"], paths["platlib"]))),
    )


@functools.cache
def interpreter_at(path: str) -> Interpreter:
    """Ask another interpreter. Raises SandboxError if it does not answer or is too old."""
    try:
        said = subprocess.run(
            [path, "-I", "-c", _QUERY], capture_output=True, timeout=20, check=True, text=True
        )
        executable, prefix, library, more, packages, version = json.loads(said.stdout)
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        raise SandboxError(
            f"{path} is not a working Python interpreter",
            hint="name the python of your environment",
        ) from error
    if tuple(version) < _OLDEST:
        raise SandboxError(f"{path} is Python {version[0]}.{version[1]}; 3.9 or newer is needed")
    return Interpreter(executable, prefix, (library, more), tuple(dict.fromkeys(packages)))
