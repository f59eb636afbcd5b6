"""The system calls a confined program may make, with their numbers on each architecture."""

from __future__ import annotations

import platform

AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}

# Everything a Python program needs that acts on nothing outside itself, or only on files, which
# Landlock guards. What is not named here fails with EPERM.
FREE = """
read write readv writev pread64 pwrite64 preadv pwritev close close_range lseek fstat newfstatat
statx getdents64 getcwd chdir fchdir readlinkat faccessat faccessat2 statfs fstatfs dup dup3 pipe2
fsync fdatasync ftruncate copy_file_range sendfile fadvise64 flock umask
mmap munmap mprotect mremap madvise brk msync mincore membarrier
rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending rt_sigsuspend rt_sigtimedwait sigaltstack
set_tid_address set_robust_list rseq futex sched_yield getcpu
exit exit_group wait4 waitid restart_syscall
getpid getppid gettid getuid geteuid getgid getegid getgroups getresuid getresgid
nanosleep gettimeofday times getrusage sysinfo uname
setitimer getitimer timer_settime timer_gettime timer_getoverrun timer_delete
getrandom epoll_create1 epoll_ctl epoll_pwait ppoll pselect6 eventfd2
recvfrom shutdown getsockname getpeername sched_get_priority_max sched_get_priority_min
""".split()

# What is asked of a process or a clock, which is the first argument.
OF_A_PROCESS = "getpgid getsid sched_getparam sched_getscheduler".split()
OF_A_CLOCK = "clock_gettime clock_getres clock_nanosleep timer_create".split()

# What changes folders, which only Landlock can confine to one of them.
CHANGING = "mkdirat unlinkat renameat renameat2 mkdir rmdir unlink rename".split()

# What a program that may use the network makes besides.
CONNECTING = """
connect bind listen accept accept4 sendmsg recvmsg sendmmsg recvmmsg
""".split()

# Name, number on x86_64, number on aarch64. The latter are from the kernel's table
# (asm-generic/unistd.h); no test has run on such a machine.
_ON_BOTH = """
read:0:63 write:1:64 close:3:57 fstat:5:80 lseek:8:62 mmap:9:222 mprotect:10:226 munmap:11:215
brk:12:214 rt_sigaction:13:134 rt_sigprocmask:14:135 rt_sigreturn:15:139 ioctl:16:29 pread64:17:67
pwrite64:18:68 readv:19:65 writev:20:66 sched_yield:24:124 mremap:25:216 msync:26:227
mincore:27:232 madvise:28:233 dup:32:23 nanosleep:35:101 getitimer:36:102 setitimer:38:103
getpid:39:172 sendfile:40:71 socket:41:198 connect:42:203 accept:43:202 sendto:44:206
recvfrom:45:207 sendmsg:46:211 recvmsg:47:212 shutdown:48:210 bind:49:200 listen:50:201
getsockname:51:204 getpeername:52:205 socketpair:53:199 setsockopt:54:208 getsockopt:55:209
clone:56:220 execve:59:221 exit:60:93 wait4:61:260 kill:62:129 uname:63:160 fcntl:72:25 flock:73:32
fsync:74:82 fdatasync:75:83 truncate:76:45 ftruncate:77:46 getcwd:79:17 chdir:80:49 fchdir:81:50
umask:95:166 gettimeofday:96:169 getrusage:98:165 sysinfo:99:179 times:100:153 getuid:102:174
getgid:104:176 geteuid:107:175 getegid:108:177 getppid:110:173 getgroups:115:158 getresuid:118:148
getresgid:120:150 getpgid:121:155 getsid:124:156 rt_sigpending:127:136
rt_sigtimedwait:128:137 rt_sigsuspend:130:133 sigaltstack:131:132 statfs:137:43 fstatfs:138:44
getpriority:140:141 sched_getparam:143:121 sched_getscheduler:145:120
sched_get_priority_max:146:125 sched_get_priority_min:147:126 prctl:157:167 gettid:186:178
futex:202:98 sched_getaffinity:204:123 getdents64:217:61 set_tid_address:218:96
restart_syscall:219:128 fadvise64:221:223 timer_create:222:107 timer_settime:223:110
timer_gettime:224:108 timer_getoverrun:225:109 timer_delete:226:111 clock_gettime:228:113
clock_getres:229:114 clock_nanosleep:230:115 exit_group:231:94 epoll_ctl:233:21 tgkill:234:131
waitid:247:95 openat:257:56 mkdirat:258:34 newfstatat:262:79 unlinkat:263:35 renameat:264:38
readlinkat:267:78 faccessat:269:48 pselect6:270:72 ppoll:271:73 set_robust_list:273:99
epoll_pwait:281:22 fallocate:285:47 accept4:288:242 eventfd2:290:19
epoll_create1:291:20 dup3:292:24 pipe2:293:59 preadv:295:69 pwritev:296:70 recvmmsg:299:243
prlimit64:302:261 sendmmsg:307:269 getcpu:309:168 renameat2:316:276 getrandom:318:278
membarrier:324:283 copy_file_range:326:285 statx:332:291 rseq:334:293 clone3:435:435
close_range:436:436 faccessat2:439:439
""".split()

# The older names, which only x86_64 has.
_ON_X86_64 = """
open:2 stat:4 lstat:6 poll:7 access:21 pipe:22 select:23 dup2:33 pause:34 alarm:37 fork:57 vfork:58
getdents:78 rename:82 mkdir:83 rmdir:84 creat:85 unlink:87 readlink:89 getrlimit:97 getpgrp:111
arch_prctl:158 time:201 epoll_create:213 epoll_wait:232
""".split()

# The older names that only x86_64 has; open is watched like openat, fork like clone.
_OLD_FREE = """
stat lstat poll access pipe select dup2 pause alarm getdents readlink getpgrp getrlimit time
epoll_create epoll_wait
""".split()


def numbers() -> dict[str, int]:
    """Return the calls' numbers on this processor. Raises OSError for an unknown one."""
    machine = platform.machine()
    if machine not in AUDIT_ARCH:
        raise OSError(f"no table of system calls for {machine}")
    column = list(AUDIT_ARCH).index(machine) + 1
    rows = [row.split(":") for row in (*_ON_BOTH, *_ON_X86_64)]
    return {row[0]: int(row[column]) for row in rows if len(row) > column}


def free_numbers(may_write: bool) -> list[int]:
    """Return the calls that are allowed whatever their arguments."""
    table = numbers()
    changing = CHANGING if may_write else ()
    return [table[name] for name in (*FREE, *_OLD_FREE, *changing) if name in table]


def architecture() -> int:
    """Return the number that identifies this processor in a filter."""
    return AUDIT_ARCH[platform.machine()]
