"""The filter says what it should, read by an interpreter of our own, on both processors."""

import errno
import re
import struct
from pathlib import Path

import pytest

from src.domain.program_run import Program
from src.sandbox.guest import seccomp, syscalls
from src.sandbox.sandbox import ConfinedSandbox

ALLOW = 0x7FFF0000
HEADERS = {
    "x86_64": Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
    "aarch64": Path("/usr/include/asm-generic/unistd.h"),
}
MACHINES = tuple(HEADERS)
ME = 4321
THREAD, VM, NEW_USER = 0x00010000, 0x100, 0x10000000


def judge(
    machine: str,
    number: int,
    *arguments: int,
    fork: bool = False,
    write: bool = True,
    exec_: bool = False,
    connect: bool = False,
) -> int:
    """Run the filter on one call: 0 if it is let through, else the error it gets."""
    architecture = syscalls.AUDIT_ARCH[machine]
    packed = struct.pack("=IIQ6Q", number, architecture, 0, *arguments, *[0] * (6 - len(arguments)))
    lines = seccomp.make_filter(fork, write, exec_, connect)
    loaded = place = 0
    while True:
        code, yes, no, value = lines[place]
        place += 1
        value = ME if value == 0xFFFFFFFE else value
        if code == 0x06:
            return 0 if value == ALLOW else value & 0xFFFF if value < 0x80000000 else -1
        if code == 0x20:
            loaded = struct.unpack_from("=I", packed, value)[0]
        elif code == 0x54:
            loaded &= value
        else:
            true = {0x15: loaded == value, 0x35: loaded >= value, 0x45: bool(loaded & value)}[code]
            place += yes if true else no


@pytest.fixture(params=MACHINES)
def machine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr("platform.machine", lambda: request.param)
    return str(request.param)


def test_what_programs_need_is_let_through(machine: str) -> None:
    table = syscalls.numbers()

    refused = [name for name in syscalls.FREE if judge(machine, table[name]) != 0]

    assert refused == []


def test_everything_else_is_refused(machine: str) -> None:
    known = set(syscalls.numbers().values())

    let_through = [
        number for number in range(1000) if number not in known and not judge(machine, number)
    ]

    assert let_through == []


def test_threads_are_let_through_and_processes_only_where_they_may_be(machine: str) -> None:
    clone = syscalls.numbers()["clone"]

    assert judge(machine, clone, THREAD | VM) == 0
    assert judge(machine, clone, 17) == errno.EPERM
    assert judge(machine, clone, 17, fork=True) == 0
    assert judge(machine, clone, NEW_USER | 17, fork=True) == errno.EPERM
    assert judge(machine, clone, NEW_USER | THREAD) == errno.EPERM


def test_another_program_is_started_only_where_it_may_be(machine: str) -> None:
    start = syscalls.numbers()["execve"]

    assert judge(machine, start, fork=True) == errno.EPERM
    assert judge(machine, start, exec_=True) == 0
    assert judge(machine, syscalls.numbers()["clone"], 17, exec_=True) == errno.EPERM


def test_only_the_program_itself_may_be_signalled(machine: str) -> None:
    table = syscalls.numbers()

    assert judge(machine, table["kill"], ME, 15) == judge(machine, table["tgkill"], ME, 1, 9) == 0
    for other in (0, 1, ME + 1, 2**32 - 1):
        assert judge(machine, table["kill"], other, 15) == errno.EPERM


def test_a_program_asks_about_no_process_but_itself(machine: str) -> None:
    table = syscalls.numbers()

    for name in ("getsid", "getpgid", "sched_getparam", "sched_getscheduler", "sched_getaffinity"):
        assert judge(machine, table[name], 0) == judge(machine, table[name], ME) == 0
        assert judge(machine, table[name], 1) in (errno.EPERM, errno.ENOSYS)
    assert judge(machine, table["getpriority"], 0, 0) == 0
    assert judge(machine, table["getpriority"], 0, 1) == errno.EPERM


def test_no_clock_of_another_process_is_read(machine: str) -> None:
    table = syscalls.numbers()
    of_a_process, of_a_thread = (((~ME << 3) | kind) & 0xFFFFFFFF for kind in (2, 6))
    own = [*range(12), 2**32 - 2, 2**32 - 6, of_a_thread]

    for name in ("clock_gettime", "clock_getres", "clock_nanosleep", "timer_create"):
        assert [judge(machine, table[name], clock) for clock in own] == [0] * len(own)
        for kind in (of_a_process, of_a_process - 1, of_a_process - 2, of_a_process + 1):
            assert judge(machine, table[name], kind) == errno.EPERM


@pytest.mark.parametrize("connect", [False, True])
def test_a_socket_does_not_say_whose_the_other_end_is(machine: str, connect: bool) -> None:
    number = syscalls.numbers()["getsockopt"]

    usual = [judge(machine, number, 3, 1, option, connect=connect) for option in (3, 4, 38, 39)]
    of_the_peer = [judge(machine, number, 3, 1, what, connect=connect) for what in (17, 31, 59, 77)]

    assert usual == [0] * 4 and of_the_peer == [errno.EPERM] * 4


def test_a_program_with_network_has_no_sender_named(machine: str) -> None:
    number = syscalls.numbers()["setsockopt"]

    assert judge(machine, number, 3, 1, 2, connect=True) == 0
    assert judge(machine, number, 3, 6, 1, connect=True) == 0
    for option in (16, 76):
        assert judge(machine, number, 3, 1, option, connect=True) == errno.EPERM
    assert judge(machine, number, 3, 1, 2) == errno.EPERM


def test_sockets_are_pairs_of_streams_and_have_no_addresses(machine: str) -> None:
    table = syscalls.numbers()

    assert judge(machine, table["socketpair"], 1, 1 | 0o2000000) == 0
    assert judge(machine, table["socketpair"], 1, 2) == errno.EPERM
    assert judge(machine, table["socketpair"], 2, 1) == errno.EPERM
    assert judge(machine, table["sendto"], 3, 1, 1, 0, 0) == 0
    for address in (0x1000, 0x1_0000_0000):
        assert judge(machine, table["sendto"], 3, 1, 1, 0, address) == errno.EPERM


def test_writing_is_refused_where_landlock_cannot_say_where(machine: str) -> None:
    opens = syscalls.numbers()["openat"]

    assert judge(machine, opens, 0, 0, 0, write=False) == 0
    for flags in (1, 2, 0o100, 0o1000):
        assert judge(machine, opens, 0, 0, flags, write=False) == errno.EROFS


def test_nothing_is_changed_by_its_name_where_landlock_cannot_say_where(machine: str) -> None:
    table = syscalls.numbers()
    changing = [table[name] for name in syscalls.CHANGING if name in table]

    assert {judge(machine, number) for number in changing} == {0}
    assert {judge(machine, number, write=False) for number in changing} == {errno.EPERM}


def test_a_file_is_truncated_only_as_it_is_opened_for_writing(machine: str) -> None:
    table = syscalls.numbers()

    for name in [name for name in ("openat", "open") if name in table]:
        place = (0,) * (2 if name == "openat" else 1)
        said = [judge(machine, table[name], *place, 0o1000 | mode) for mode in range(4)]
        assert said == [errno.EPERM, 0, 0, errno.EPERM]
    assert judge(machine, table["truncate"]) == errno.EPERM
    assert judge(machine, table["ftruncate"]) == 0


def test_space_is_not_taken_without_writing(machine: str) -> None:
    assert judge(machine, syscalls.numbers()["fallocate"]) == errno.EOPNOTSUPP


def test_calls_of_another_architecture_end_the_program(machine: str) -> None:
    other = next(name for name in MACHINES if name != machine)

    assert judge(other, 0) == -1


def test_the_tables_are_the_kernels(machine: str) -> None:
    if not HEADERS[machine].exists():
        pytest.skip("the kernel's headers are not installed")
    found = re.findall(r"#define __NR(?:3264)?_(\w+)\s+(\d+)", HEADERS[machine].read_text())
    kernels = {name: int(number) for name, number in found}
    kernels.setdefault("newfstatat", kernels.get("fstatat", 0))

    ours = syscalls.numbers()

    assert ours == {name: kernels[name] for name in ours}


def test_a_processor_without_a_table_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platform.machine", lambda: "riscv64")

    with pytest.raises(OSError, match="riscv64"):
        seccomp.make_filter(False)


ABOUT_ITSELF = """
import os, socket, threading, time

for clock in [getattr(time, name) for name in dir(time) if name.startswith("CLOCK_")]:
    time.clock_gettime(clock), time.clock_getres(clock)
for name in ("monotonic", "perf_counter", "process_time", "thread_time", "time"):
    time.get_clock_info(name)
time.clock_gettime(time.pthread_getcpuclockid(threading.get_ident()))
os.sched_getaffinity(0), os.sched_getparam(0), os.sched_getscheduler(0)
for process in (0, os.getpid()):
    os.getsid(process), os.getpgid(process), os.getpriority(os.PRIO_PROCESS, process)
pair = socket.socketpair()
socket.socket(fileno=pair[0].detach()).getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
time.sleep(0.001)
"""


def test_a_program_may_ask_about_itself(any_sandbox: ConfinedSandbox) -> None:
    with any_sandbox.open(Program(ABOUT_ITSELF)) as session:
        result = session.run({})

    assert result.finished, result
