"""The life of a forked child: install descriptors, apply confinement, run the program, exit."""

from __future__ import annotations

import atexit
import io
import os
import resource
import signal
import struct
import sys
import threading
import time
import traceback
from collections.abc import Callable
from typing import TextIO

from . import node_modules
from .confinement import Confinement
from .wire import Message

START = struct.Struct("=qqq")
"""What a child reports before the program starts: ns, CPU ns, peak KiB."""

NEVER_STARTED = 81
_START_DESCRIPTOR = 4


def run_confined(
    request: Message,
    descriptors: tuple[int, ...],
    confinement: Confinement,
    run: Callable[[Message], None],
) -> None:
    """Run the program and leave the process; never returns.

    `descriptors` are stdin, stdout, stderr, the broker's socket and the pipe for the start report.
    """
    code = NEVER_STARTED
    try:
        _install_descriptors(descriptors)
        _reset(request)
        confinement.apply(request)
        node_modules.make_importable(request.get("modules", {}))
        request["starts"] = _report_start
        code = _run_to_its_end(run, request)
    except BaseException:  # pylint: disable=broad-exception-caught
        traceback.print_exc()
    finally:
        os._exit(code)


def _install_descriptors(descriptors: tuple[int, ...]) -> None:
    """Install the descriptors as 0 to 4 and close all others except those Landlock needs."""
    high = [os.dup2(one, 100 + number, inheritable=False) for number, one in enumerate(descriptors)]
    for number, one in enumerate(high):
        os.dup2(one, number, inheritable=True)
    for number, stream in enumerate((sys.stdin, sys.stdout, sys.stderr)):
        _rebind(stream, number)


def _rebind(stream: TextIO, descriptor: int) -> None:
    """Bind a stream object to the new descriptor.

    It stays the same object, because loaded modules may hold a reference to it.
    """
    file = io.FileIO(descriptor, "w" if descriptor else "r", closefd=False)
    buffer = io.BufferedWriter(file) if descriptor else io.BufferedReader(file)
    errors = "backslashreplace" if descriptor == 2 else "surrogateescape"
    stream.__init__(  # type: ignore[misc]  # pylint: disable=unnecessary-dunder-call
        buffer, "utf-8", errors, line_buffering=descriptor == 2
    )


def _reset(request: Message) -> None:
    os.setpgid(0, 0)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
        signal.signal(number, signal.SIG_DFL)
    os.chdir(request["folder"])
    os.environ["CODE_EVOLVER_BROKER"] = "3"


def _report_start() -> None:
    # Not the process's CPU clock: with a CPU limit it advances only with the timer tick.
    used = resource.getrusage(resource.RUSAGE_SELF)
    cpu = round((used.ru_utime + used.ru_stime) * 1e9)
    os.write(_START_DESCRIPTOR, START.pack(time.monotonic_ns(), cpu, used.ru_maxrss))
    os.close(_START_DESCRIPTOR)


def _run_to_its_end(run: Callable[[Message], None], request: Message) -> int:
    """Do what the interpreter does at a program's end: tracebacks, threads, atexit, flush."""
    code = 0
    try:
        run(request)
    except SystemExit as leaving:
        code = _exit_code(leaving)
    except BaseException as problem:  # pylint: disable=broad-exception-caught
        code = 1
        _print_traceback(problem)
    for step in (_join_threads, _run_exit_functions, _flush):
        try:
            step()
        except BaseException:  # pylint: disable=broad-exception-caught
            code = code or 120
    return code


def _exit_code(leaving: SystemExit) -> int:
    if leaving.code is None:
        return 0
    if isinstance(leaving.code, int):
        return leaving.code & 0xFF
    print(leaving.code, file=sys.stderr)
    return 1


def _print_traceback(problem: BaseException) -> None:
    """Print it as the interpreter would, without our own frames."""
    trace = problem.__traceback__
    guest_folder = os.path.dirname(__file__)
    while trace is not None and trace.tb_frame.f_code.co_filename.startswith(guest_folder):
        trace = trace.tb_next
    try:
        traceback.print_exception(type(problem), problem, trace)
    except BaseException:  # pylint: disable=broad-exception-caught
        # A program may have replaced stderr, or have no memory left.
        os.write(2, f"{type(problem).__name__}\n".encode())


def _join_threads() -> None:
    threading._shutdown()  # type: ignore[attr-defined]  # pylint: disable=protected-access


def _run_exit_functions() -> None:
    atexit._run_exitfuncs()  # pylint: disable=protected-access


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and not stream.closed:
            stream.flush()
