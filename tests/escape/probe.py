"""What a probe is: a program that tries one way out, and tells whether it got there."""

from dataclasses import dataclass

PRELUDE = '''
import ctypes, errno, fcntl, json, mmap, os, resource, select, signal, socket, stat, struct
import subprocess, sys, threading, time

libc = ctypes.CDLL(None, use_errno=True)
MACHINE = os.uname().machine


def syscall(number, *arguments):
    """A raw call; raises OSError if it is refused."""
    wide = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    result = libc.syscall(ctypes.c_long(number), *wide)
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result


def call(function, *arguments):
    """A C function; raises OSError if it fails."""
    result = getattr(libc, function)(*arguments)
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result

'''

MAIN = """

given = json.load(sys.stdin)
try:
    out = attempt(given)
except Exception as refusal:
    print("HELD", type(refusal).__name__, refusal, flush=True)
else:
    print("ESCAPED" if out else "HELD", flush=True)
"""


@dataclass(frozen=True)
class Probe:
    """One way out.

    `body` is the body of attempt(given), true if it got out. It `needs` "victim" (a process of
    the same user), "servers" (TCP, UDP and Unix), "out" (a folder it may write to), "grant" (a
    file it may read), "data" (a data folder), "earlier" (a program that ran before it, with a
    secret in every part), "candidate" (to run as an evolved one) or nothing.
    """

    name: str
    body: str
    needs: str = ""

    @property
    def source(self) -> str:
        """The whole program."""
        lines = "\n".join(f"    {line}" for line in self.body.strip().splitlines())
        return f"{PRELUDE}\ndef attempt(given):\n{lines}\n{MAIN}"


def probes(table: dict[str, str], needs: str = "") -> tuple[Probe, ...]:
    """A table of bodies as probes that need the same."""
    return tuple(Probe(name, body, needs) for name, body in table.items())
