"""Preloads modules into a zygote, so that runs need not import them."""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
from collections.abc import Callable

from . import analyzer_run as analysis
from . import executable_run as executable
from . import function_run as function
from . import node_run as node
from . import suite_run as suite
from .wire import Message

Run = Callable[[Message], None]
"""Runs a program in a child that is confined; returns, or raises what the program raised."""

_FOR_PROGRAMS = """
argparse base64 bisect calendar collections copy csv dataclasses datetime decimal enum fractions
functools hashlib heapq io itertools json linecache math operator os queue random re statistics
string struct textwrap threading time traceback types typing unicodedata uuid zoneinfo
""".split()


def preload(setup: Message) -> dict[str, Run]:
    """Import what the zygote's kind of program needs; returns how to run each profile."""
    if setup["kind"] == "executable":
        return {"executable": executable.run}
    for name in _FOR_PROGRAMS:
        importlib.import_module(name)
    sys.path.extend(setup["import_paths"])
    _load_runtime(setup["runtime"])
    if setup["kind"] == "suite":
        suite.preload()
        return {"suite": suite.run}
    if setup["kind"] == "analysis":
        # Mypy would ask it for the processors, and it wants a /proc, which is not there.
        sys.modules["psutil"] = None  # type: ignore[assignment]
        return {"analysis": analysis.run}
    return {"node": node.run, "function": function.run}


def _load_runtime(path: str) -> None:
    """Make `node_runtime` importable without making its folder so."""
    specification = importlib.util.spec_from_file_location("node_runtime", path)
    if not os.path.exists(path) or specification is None or specification.loader is None:
        return
    module = importlib.util.module_from_spec(specification)
    sys.modules["node_runtime"] = module
    specification.loader.exec_module(module)
