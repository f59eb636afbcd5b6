"""Starts a zygote: reads its setup, preloads modules, drops root, and serves runs."""

from __future__ import annotations

import gc
import os
import signal
import socket
import sys

from . import wire
from .confinement import Confinement
from .fork_server import ForkServer
from .kernel import PR_SET_CHILD_SUBREAPER, Kernel
from .preload import preload


def main(descriptor: int) -> None:
    """Serve runs on the channel until the host closes it."""
    channel = socket.socket(fileno=descriptor)
    setup, _ = wire.receive(channel)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
        signal.signal(number, signal.SIG_IGN)
    try:
        os.umask(0o077)
        kernel = Kernel()
        programs = preload(setup)
        if setup["uid"]:
            kernel.become(setup["uid"], setup["reads_all"])
        kernel.prctl(PR_SET_CHILD_SUBREAPER, 1)
        service = ForkServer(channel, Confinement(kernel, setup), programs, setup)
    except Exception as problem:  # pylint: disable=broad-exception-caught
        # Whatever it is, the host wants to hear it rather than see a closed channel.
        wire.send(channel, {"trouble": f"{type(problem).__name__}: {problem}"})
        return
    forget_own_modules(block=setup["package_on_path"])
    gc.collect()
    gc.freeze()
    wire.send(channel, {"ready": True})
    service.serve()


def forget_own_modules(*, block: bool) -> None:
    """Let programs import nothing of ours by accident; what is running keeps running.

    `block` is for an installed package, which lies among the libraries that a suite may import.
    """
    ours = __name__.partition(".")[0]
    for name in [name for name in sys.modules if name.partition(".")[0] == ours]:
        del sys.modules[name]
    if block:
        sys.modules[ours] = None  # type: ignore[assignment]
