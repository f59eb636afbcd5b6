"""Runs part of a test in a process of its own, where nobody else opens or closes anything."""

import gc
import multiprocessing
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import ParamSpec, TypeVar

import psutil

P = ParamSpec("P")
T = TypeVar("T")


def alone(folder: Path, act: Callable[P, T], *given: P.args, **named: P.kwargs) -> T:
    """What `act` returns in a new process, whose temporary folder this is."""
    new = multiprocessing.get_context("spawn")
    settle = (str(folder),)
    with ProcessPoolExecutor(1, new, initializer=_settle, initargs=settle) as processes:
        return processes.submit(act, *given, **named).result(timeout=3600)


def held(folder: Path) -> tuple[int, int, int]:
    """This process's descriptors and children, and the files below the folder."""
    mine = psutil.Process()
    gc.collect()
    files = sum(1 for _ in folder.rglob("*"))
    return mine.num_fds(), len(mine.children(recursive=True)), files


def _settle(folder: str) -> None:
    tempfile.tempdir = folder
