"""Finds the processes of a session, and how much memory they take together."""

import os
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

PROC = Path("/proc")
_KB = 1024


def processes(proc: Path = PROC) -> Iterator[tuple[int, int]]:
    """Every process that can be seen: its id and its session."""
    for name in filter(str.isdigit, os.listdir(proc)):
        try:
            stat = (proc / name / "stat").read_bytes()
        except OSError:
            continue
        # Behind the name in brackets: state, parent, group, session.
        yield int(name), int(stat.rpartition(b")")[2].split()[3])


def memory_of_sessions(sessions: Collection[int], proc: Path = PROC) -> Mapping[int, float]:
    """The memory of each session's processes in MiB; one scan of `proc` for all.

    Pages that processes share are counted by each one's share of them (PSS). Where the kernel
    refuses that to this user, a process counts with all its resident pages.
    """
    found = dict.fromkeys(sessions, 0.0)
    for process, session in processes(proc) if found else ():
        if session in found:
            found[session] += _memory_mb(proc / str(process))
    return found


def _memory_mb(process: Path) -> float:
    try:
        rollup = (process / "smaps_rollup").read_text(encoding="ascii", errors="replace")
        return next(int(row.split()[1]) for row in rollup.splitlines() if row[:4] == "Pss:") / _KB
    except (OSError, StopIteration):
        return _resident_mb(process)


def _resident_mb(process: Path) -> float:
    try:
        pages = int((process / "statm").read_bytes().split()[1])
    except OSError:
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / _KB**2
