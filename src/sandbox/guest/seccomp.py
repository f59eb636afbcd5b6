"""Restricts system calls with a seccomp filter, in classic BPF.

Layout and verdicts: Linux, Documentation/userspace-api/seccomp_filter.rst.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct

from . import syscalls
from .kernel import PR_SET_SECCOMP, Kernel

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _AND, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x54, 0x06
_MODE_FILTER = 2
_ALLOW, _ERRNO, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16
_PID = 0xFFFFFFFE
"""Placeholder for the child's own process id until the filter is put on."""

_NEW_NAMESPACES = 0x7E020000
_THREAD = 0x00010000
_TMPFILE = 0o20000000
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | _TMPFILE
_AF_INET, _AF_INET6, _AF_NETLINK = 2, 10, 16
_AF_UNIX, _STREAM_TYPES = 1, (1, 1 | 0o4000, 1 | 0o2000000, 1 | 0o2004000)
# What else the standard library asks fcntl for could send signals or fill pipes.
_FCNTL = (0, 1, 2, 3, 4, 5, 6, 7, 36, 37, 38, 1030, 1034)
_IOCTL = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)
_PRCTL = (15, 16, 3, 21, 39, 0x53564D41)
_ARCH_SET_FS = 0x1002
_SOL_SOCKET = 1
# Sizes, times, kinds and errors. Others name the process at the other end, or ask for its name.
_SOCKET_OPTIONS = (2, 3, 4, 6, 7, 8, 9, 13, 15, 20, 21, 30, 38, 39)
_NEGATIVE, _OF_A_THREAD, _OWN_PROCESS = 0x80000000, 4, 0xFFFFFFFA

Instruction = tuple[int, int, int, int]


def make_filter(
    may_fork: bool, may_write: bool = True, may_exec: bool = False, may_connect: bool = False
) -> list[Instruction]:
    """Write the filter; `may_write` False denies all changes of files, where Landlock is missing.

    What may be executed with `may_exec` is Landlock's to say; `may_connect` opens the network.
    """
    table = syscalls.numbers()
    lines: list[Instruction] = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 1, 0, syscalls.architecture()),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER),
    ]
    blocks = _watched(may_fork, may_write)
    if may_exec:
        # The C library of a program that starts says where its thread-local storage is.
        blocks |= {"execve": [_LET], "arch_prctl": _one_of(0, (_ARCH_SET_FS,))}
    if may_connect:
        # Sockets of other kinds reach what this machine's programs offer each other. The resolver
        # asks the kernel for this machine's addresses by a netlink socket.
        internet = _one_of(0, (_AF_INET, _AF_INET6, _AF_NETLINK))
        blocks |= {"socket": internet, "sendto": [_LET], "setsockopt": _socket_option()}
        blocks |= {name: [_LET] for name in syscalls.CONNECTING}
    for name, block in blocks.items():
        if name in table:
            # A block ends in a verdict, so that a jump only ever goes over one block.
            lines += [(_EQUAL, 0, len(block), table[name]), *block]
    lines += _membership(syscalls.free_numbers(may_write))
    return lines


def apply(kernel: Kernel, filter_lines: list[Instruction], pid: int) -> None:
    """Hold this process and all it starts to the filter, for ever; it may signal only `pid`."""
    packed = b"".join(
        struct.pack("=HBBI", code, yes, no, pid if value == _PID else value)
        for code, yes, no, value in filter_lines
    )
    buffer = ctypes.create_string_buffer(packed, len(packed))
    program = struct.pack("@HP", len(filter_lines), ctypes.addressof(buffer))
    kernel.prctl(PR_SET_SECCOMP, _MODE_FILTER, program)


def _refuse(code: int) -> Instruction:
    return (_RETURN, 0, 0, _ERRNO | code)


_LET: Instruction = (_RETURN, 0, 0, _ALLOW)


def _watched(may_fork: bool, may_write: bool) -> dict[str, list[Instruction]]:
    opening = (_TMPFILE, errno.EOPNOTSUPP) if may_write else (_WRITING, errno.EROFS)
    forking = {"fork": [_LET], "vfork": [_LET]} if may_fork else {}
    return {
        "openat": _opening(2, *opening),
        "open": _opening(1, *opening),
        "creat": [_LET if may_write else _refuse(errno.EROFS)],
        # It fills a disk faster than files are counted; glibc then falls back to writing.
        "fallocate": [_refuse(errno.EOPNOTSUPP)],
        # glibc then falls back to clone, whose flags a filter can read.
        "clone3": [_refuse(errno.ENOSYS)],
        "clone": _clone(may_fork),
        "kill": _one_of(0, (_PID,)),
        "tgkill": _one_of(0, (_PID,)),
        "socketpair": _socketpair(),
        "sendto": _no_address(),
        "fcntl": _one_of(1, _FCNTL),
        "ioctl": _one_of(1, _IOCTL),
        "prctl": _one_of(0, _PRCTL),
        "prlimit64": _one_of(0, (0, _PID)),
        "getpriority": _one_of(1, (0, _PID)),
        # glibc asks this for each thread when it describes one, and can do without.
        "sched_getaffinity": _one_of(0, (0, _PID), errno.ENOSYS),
        "getsockopt": _socket_option(),
        **{name: _one_of(0, (0, _PID)) for name in syscalls.OF_A_PROCESS},
        **{name: _clock() for name in syscalls.OF_A_CLOCK},
        **forking,
    }


def _argument(index: int) -> Instruction:
    return (_LOAD, 0, 0, _ARGUMENTS + 8 * index)


def _one_of(index: int, allowed: tuple[int, ...], code: int = errno.EPERM) -> list[Instruction]:
    """Allow if the low half of the argument is one of these."""
    tests = [(_EQUAL, len(allowed) - place, 0, value) for place, value in enumerate(allowed)]
    return [_argument(index), *tests, _refuse(code), _LET]


def _opening(index: int, bits: int, code: int) -> list[Instruction]:
    """Refuse these flags, and to truncate what is not opened for writing.

    Landlock before version 3 checks a truncation only as the writing it is for.
    """
    refused = [_argument(index), (_ANY_BIT, 0, 1, bits), _refuse(code)]
    for_writing = [(_AND, 0, 0, os.O_ACCMODE), (_EQUAL, 2, 0, 1), (_EQUAL, 1, 0, 2)]
    return [*refused, (_ANY_BIT, 1, 0, os.O_TRUNC), _LET, *for_writing, _refuse(errno.EPERM), _LET]


def _clone(may_fork: bool) -> list[Instruction]:
    refused: list[Instruction] = [_argument(0), (_ANY_BIT, 0, 1, _NEW_NAMESPACES)]
    refused.append(_refuse(errno.EPERM))
    if may_fork:
        return [*refused, _LET]
    return [*refused, (_ANY_BIT, 1, 0, _THREAD), _refuse(errno.EPERM), _LET]


def _socketpair() -> list[Instruction]:
    kinds = _one_of(1, _STREAM_TYPES)
    return [_argument(0), (_EQUAL, 1, 0, _AF_UNIX), _refuse(errno.EPERM), *kinds]


def _socket_option() -> list[Instruction]:
    return [_argument(1), (_EQUAL, 1, 0, _SOL_SOCKET), _LET, *_one_of(2, _SOCKET_OPTIONS)]


def _clock() -> list[Instruction]:
    """Refuse the CPU clocks of processes (see clock_getcpuclockid(3)), except this one's own.

    Those of threads the kernel shows to their own process only.
    """
    negative = (_ANY_BIT, 0, 2, _NEGATIVE)
    its_own = [(_ANY_BIT, 1, 0, _OF_A_THREAD), (_EQUAL, 0, 1, _OWN_PROCESS)]
    return [_argument(0), negative, *its_own, _LET, _refuse(errno.EPERM)]


def _no_address() -> list[Instruction]:
    """Allow if the fifth argument, a pointer, is null in both its halves."""
    low, high = _argument(4), (_LOAD, 0, 0, _ARGUMENTS + 8 * 4 + 4)
    return [low, (_EQUAL, 0, 2, 0), high, (_EQUAL, 1, 0, 0), _refuse(errno.EPERM), _LET]


def _membership(allowed: list[int]) -> list[Instruction]:
    """Allow the numbers in this set: a walk over its ranges, the number still being loaded."""
    lines: list[Instruction] = []
    for first, last in _ranges(sorted(set(allowed))):
        # Below this range, the number was in a gap; within it, it is allowed.
        lines += [(_AT_LEAST, 1, 0, first), _refuse(errno.EPERM)]
        lines += [(_AT_LEAST, 1, 0, last + 1), _LET]
    # Above the highest known number is what newer C libraries try first and can do without.
    return [*lines, _refuse(errno.ENOSYS)]


def _ranges(numbers: list[int]) -> list[tuple[int, int]]:
    ranges: list[tuple[int, int]] = []
    for number in numbers:
        if ranges and ranges[-1][1] == number - 1:
            ranges[-1] = (ranges[-1][0], number)
        else:
            ranges.append((number, number))
    return ranges
