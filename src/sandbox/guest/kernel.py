"""System calls that Python's standard library does not offer."""

from __future__ import annotations

import ctypes
import os

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_SET_KEEPCAPS = 8
PR_SET_SECCOMP = 22
PR_SET_CHILD_SUBREAPER = 36
PR_SET_NO_NEW_PRIVS = 38

CAP_DAC_READ_SEARCH = 2

_NEXT_SYSCALL = {"capset": {"x86_64": 126, "aarch64": 91}}


class Kernel:
    """A thin face on libc; every call raises OSError when the kernel refuses."""

    def __init__(self) -> None:
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._libc.syscall.restype = ctypes.c_long

    def call(self, number: int, *arguments: object) -> int:
        """Make a raw system call and return its result."""
        wide = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
        result = int(self._libc.syscall(ctypes.c_long(number), *wide))
        if result < 0:
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
        return result

    def prctl(self, option: int, argument: int = 0, more: bytes | None = None) -> None:
        """Change a property of this process."""
        zero = ctypes.c_ulong(0)
        third = zero if more is None else ctypes.c_char_p(more)
        result = int(self._libc.prctl(option, ctypes.c_ulong(argument), third, zero, zero))
        if result < 0:
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))

    def become(self, uid: int, may_read_all: bool) -> None:
        """Stop being root: be `uid` with no capability, or with that to read whatever there is.

        What may be read is then Landlock's alone to say.
        """
        self.prctl(PR_SET_KEEPCAPS, 1)
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
        self._set_capabilities(1 << CAP_DAC_READ_SEARCH if may_read_all else 0)
        # Without this /proc/self stays root's, and with it what Python reads of itself.
        self.prctl(PR_SET_DUMPABLE, 1)

    def _set_capabilities(self, kept: int) -> None:
        number = _NEXT_SYSCALL["capset"][os.uname().machine]
        header = (ctypes.c_uint32 * 2)(0x20080522, 0)
        # Two sets of (effective, permitted, inheritable).
        sets = (ctypes.c_uint32 * 6)(kept, kept, 0, 0, 0, 0)
        self.call(number, header, sets)
