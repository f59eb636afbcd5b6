"""The system calls a confined program may make, with their numbers on each architecture."""

from __future__ import annotations

import platform

AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}

# Everything a Python program needs that acts on nothing outside itself, or only on files, which
# Landlock guards. What is not named here fails with EPERM.
FREE = """
read write readv writev pread64 pwrite64 preadv pwritev close close_range lseek fstat newfstatat
statx getdents64 getcwd chdir fchdir readlinkat faccessat faccessat2 statfs fstatfs dup dup3 pipe2
fsync fdatasync ftruncate truncate fallocate copy_file_range sendfile fadvise64 flock umask
mmap munmap mprotect mremap madvise brk msync mincore membarrier
rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending rt_sigsuspend rt_sigtimedwait sigaltstack
set_tid_address set_robust_list get_robust_list rseq futex sched_yield sched_getaffinity getcpu
exit exit_group wait4 waitid restart_syscall
getpid getppid gettid getuid geteuid getgid getegid getgroups getresuid getresgid getpgid getsid
clock_gettime clock_getres clock_nanosleep nanosleep gettimeofday times getrusage sysinfo uname
setitimer getitimer timer_create timer_settime timer_gettime timer_getoverrun timer_delete
getrandom epoll_create1 epoll_ctl epoll_pwait ppoll pselect6 eventfd2
recvfrom shutdown getsockopt getsockname getpeername
mkdirat unlinkat renameat renameat2 capget getpriority sched_getparam sched_getscheduler
sched_get_priority_max sched_get_priority_min
""".split()

# Calls that are looked at more closely, see seccomp.py.
WATCHED = """
openat clone clone3 kill tgkill socketpair sendto fcntl ioctl prctl prlimit64 execve arch_prctl
""".split()

_X86_64 = {
    # fmt: off
    "read": 0, "write": 1, "open": 2, "close": 3, "stat": 4, "fstat": 5, "lstat": 6, "poll": 7,
    "lseek": 8, "mmap": 9, "mprotect": 10, "munmap": 11, "brk": 12, "rt_sigaction": 13,
    "rt_sigprocmask": 14, "rt_sigreturn": 15, "ioctl": 16, "pread64": 17, "pwrite64": 18,
    "readv": 19, "writev": 20, "access": 21, "pipe": 22, "select": 23, "sched_yield": 24,
    "mremap": 25, "msync": 26, "mincore": 27, "madvise": 28, "dup": 32, "dup2": 33, "pause": 34,
    "nanosleep": 35, "getitimer": 36, "alarm": 37, "setitimer": 38, "getpid": 39, "sendfile": 40,
    "sendto": 44, "recvfrom": 45, "shutdown": 48, "getsockname": 51, "getpeername": 52,
    "socketpair": 53, "getsockopt": 55, "clone": 56, "fork": 57, "vfork": 58, "execve": 59,
    "exit": 60,
    "wait4": 61, "kill": 62, "uname": 63, "fcntl": 72, "flock": 73, "fsync": 74, "fdatasync": 75,
    "truncate": 76, "ftruncate": 77, "getdents": 78, "getcwd": 79, "chdir": 80, "fchdir": 81,
    "rename": 82, "mkdir": 83, "rmdir": 84, "creat": 85, "unlink": 87, "readlink": 89,
    "umask": 95, "gettimeofday": 96, "getrlimit": 97, "getrusage": 98, "sysinfo": 99,
    "times": 100, "getuid": 102, "getgid": 104, "geteuid": 107, "getegid": 108, "getppid": 110,
    "getpgrp": 111, "getgroups": 115, "getresuid": 118, "getresgid": 120, "getpgid": 121,
    "getsid": 124, "capget": 125, "rt_sigpending": 127, "rt_sigtimedwait": 128,
    "rt_sigsuspend": 130, "sigaltstack": 131, "statfs": 137, "fstatfs": 138, "getpriority": 140,
    "sched_getparam": 143, "sched_getscheduler": 145, "sched_get_priority_max": 146,
    "sched_get_priority_min": 147, "prctl": 157, "arch_prctl": 158, "gettid": 186, "time": 201,
    "futex": 202,
    "sched_getaffinity": 204, "epoll_create": 213, "getdents64": 217, "set_tid_address": 218,
    "restart_syscall": 219, "fadvise64": 221, "timer_create": 222, "timer_settime": 223,
    "timer_gettime": 224, "timer_getoverrun": 225, "timer_delete": 226, "clock_gettime": 228,
    "clock_getres": 229, "clock_nanosleep": 230, "exit_group": 231, "epoll_wait": 232,
    "epoll_ctl": 233, "tgkill": 234, "waitid": 247, "openat": 257, "mkdirat": 258,
    "newfstatat": 262, "unlinkat": 263, "renameat": 264, "readlinkat": 267, "faccessat": 269,
    "pselect6": 270, "ppoll": 271, "set_robust_list": 273, "get_robust_list": 274,
    "epoll_pwait": 281, "fallocate": 285, "eventfd2": 290, "epoll_create1": 291, "dup3": 292,
    "pipe2": 293, "preadv": 295, "pwritev": 296, "prlimit64": 302, "getcpu": 309,
    "renameat2": 316, "getrandom": 318, "membarrier": 324, "copy_file_range": 326, "statx": 332,
    "rseq": 334, "clone3": 435, "close_range": 436, "faccessat2": 439,
    # fmt: on
}

# Written from the kernel's table (asm-generic/unistd.h); no test of it has run on such a machine.
_AARCH64 = {
    # fmt: off
    "getcwd": 17, "eventfd2": 19, "epoll_create1": 20, "epoll_ctl": 21, "epoll_pwait": 22,
    "dup": 23, "dup3": 24, "fcntl": 25, "ioctl": 29, "flock": 32, "mkdirat": 34, "unlinkat": 35,
    "renameat": 38, "statfs": 43, "fstatfs": 44, "truncate": 45, "ftruncate": 46,
    "fallocate": 47, "faccessat": 48, "chdir": 49, "fchdir": 50, "openat": 56, "close": 57,
    "pipe2": 59, "getdents64": 61, "lseek": 62, "read": 63, "write": 64, "readv": 65,
    "writev": 66, "pread64": 67, "pwrite64": 68, "preadv": 69, "pwritev": 70, "sendfile": 71,
    "pselect6": 72, "ppoll": 73, "readlinkat": 78, "newfstatat": 79, "fstat": 80, "fsync": 82,
    "fdatasync": 83, "capget": 90, "exit": 93, "exit_group": 94, "waitid": 95,
    "set_tid_address": 96, "futex": 98, "set_robust_list": 99, "get_robust_list": 100,
    "nanosleep": 101, "getitimer": 102, "setitimer": 103, "timer_create": 107,
    "timer_gettime": 108, "timer_getoverrun": 109, "timer_settime": 110, "timer_delete": 111,
    "clock_gettime": 113, "clock_getres": 114, "clock_nanosleep": 115, "sched_getscheduler": 120,
    "sched_getparam": 121, "sched_getaffinity": 123, "sched_yield": 124,
    "sched_get_priority_max": 125, "sched_get_priority_min": 126, "restart_syscall": 128,
    "kill": 129, "tgkill": 131, "sigaltstack": 132, "rt_sigsuspend": 133, "rt_sigaction": 134,
    "rt_sigprocmask": 135, "rt_sigpending": 136, "rt_sigtimedwait": 137, "rt_sigreturn": 139,
    "getpriority": 141, "getresuid": 148, "getresgid": 150, "times": 153, "getpgid": 155,
    "getsid": 156, "getgroups": 158, "uname": 160, "getrusage": 165, "umask": 166, "prctl": 167,
    "getcpu": 168, "gettimeofday": 169, "getpid": 172, "getppid": 173, "getuid": 174,
    "geteuid": 175, "getgid": 176, "getegid": 177, "gettid": 178, "sysinfo": 179,
    "socketpair": 199, "getsockname": 204, "getpeername": 205, "sendto": 206, "recvfrom": 207,
    "getsockopt": 209, "shutdown": 210, "brk": 214, "munmap": 215, "mremap": 216, "clone": 220,
    "execve": 221, "mmap": 222, "fadvise64": 223, "mprotect": 226, "msync": 227, "mincore": 232,
    "madvise": 233,
    "wait4": 260, "prlimit64": 261, "renameat2": 276, "getrandom": 278, "membarrier": 283,
    "copy_file_range": 285, "statx": 291, "rseq": 293, "clone3": 435, "close_range": 436,
    "faccessat2": 439,
    # fmt: on
}

# The older names that only x86_64 has; open is watched like openat, fork like clone.
_OLD_FREE = """
stat lstat poll access pipe select dup2 pause alarm getdents rename mkdir rmdir unlink readlink
getpgrp getrlimit time epoll_create epoll_wait
""".split()

_TABLES = {"x86_64": _X86_64, "aarch64": _AARCH64}


def numbers() -> dict[str, int]:
    """The numbers of all calls named here on this processor. Raises OSError on another kind."""
    machine = platform.machine()
    if machine not in _TABLES:
        raise OSError(f"no table of system calls for {machine}")
    return _TABLES[machine]


def free_numbers() -> list[int]:
    """The calls that are allowed whatever their arguments."""
    table = numbers()
    return [table[name] for name in (*FREE, *_OLD_FREE) if name in table]


def architecture() -> int:
    """The number by which the kernel tells a filter this processor."""
    return AUDIT_ARCH[platform.machine()]
