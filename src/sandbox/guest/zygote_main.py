"""Starts a zygote: reads its setup, drops root, preloads modules, and serves runs."""

from __future__ import annotations

import contextlib
import gc
import importlib
import importlib.util
import os
import signal
import socket
import sys

from . import analyzer_run as analysis
from . import executable_run as executable
from . import function_run as function
from . import node_run as node
from . import suite_run as suite
from . import wire
from .confinement import Confinement
from .fork_server import ForkServer, Run
from .kernel import PR_SET_CHILD_SUBREAPER, Kernel
from .wire import Message


def main(descriptor: int) -> None:
    """Serve runs on the channel until the host closes it."""
    channel = socket.socket(fileno=descriptor)
    setup, _ = wire.receive(channel)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
        signal.signal(number, signal.SIG_IGN)
    try:
        os.umask(0o077)
        kernel = Kernel()
        if setup["kind"] != "executable":
            # What comes with Python or Code Evolver, while nothing else can be found.
            for name in _FOR_PROGRAMS:
                importlib.import_module(name)
            _load(setup["runtime"])
        if setup["uid"]:
            kernel.become(setup["uid"], setup["reads_all"])
        programs = preload(setup)
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


_FOR_PROGRAMS = """
argparse base64 bisect calendar collections copy csv dataclasses datetime decimal enum fractions
functools hashlib heapq io itertools json linecache math operator os queue random re statistics
string struct textwrap threading time traceback types typing unicodedata uuid zoneinfo
""".split()


def preload(setup: Message) -> dict[str, Run]:
    """Import what the zygote's kind of program needs; returns how to run each profile.

    Only installed packages are found here: a program's neighbours run confined, in the child.
    """
    if setup["kind"] == "executable":
        return {"executable": executable.run}
    sys.path.extend(setup["import_paths"])
    if setup["kind"] == "suite":
        suite.preload()
        return {"suite": suite.run}
    if setup["kind"] == "analysis":
        # Mypy would ask it for the processors, and it wants a /proc, which is not there.
        sys.modules["psutil"] = None  # type: ignore[assignment]
        return {"analysis": analysis.run}
    for name in setup["preload"]:
        # A run that imports the module itself gets the error.
        with contextlib.suppress(Exception):
            load = _load if name.startswith("/") else importlib.import_module
            load(name)
    return {"node": node.run, "function": function.run, "evaluation": node.run}


def _load(path: str) -> None:
    """Make a file importable by its name without making its folder so."""
    name = os.path.basename(path).removesuffix(".py")
    specification = importlib.util.spec_from_file_location(name, path)
    if not os.path.exists(path) or specification is None or specification.loader is None:
        return
    module = importlib.util.module_from_spec(specification)
    sys.modules[name] = module
    specification.loader.exec_module(module)
