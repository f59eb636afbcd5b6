"""Writes the best program next to the user's file, but never over what the user wrote."""

import os
import re
from contextlib import suppress
from pathlib import Path

from ..documents.json_files import write_text
from ..documents.regular_files import read_file
from ..domain.errors import EvolverError
from .run_report import RunReport, read_report

_OURS = re.compile(r"# Evolved by Code Evolver, run ([^/\n]+)\.\n")


def write_evolved(report: RunReport, runs: Path) -> str:
    """Write the best program as FILE.evolved.py; return the reason if it was not ("" if none).

    Nothing is written for the unchanged program. A file that is there must be a best program of
    the run in its first line, as that run wrote it, and not be better.
    """
    near = _evolved_file(report)
    if report.best is report.initial:
        return ""
    reason = _reason_to_keep(near, report, runs)
    if reason:
        return f"{near} is left alone: {reason}"
    # The user's folder may be read-only; the run has the program anyway.
    with suppress(OSError):
        write_text(near, _text_of(report))
    return ""


def evolved_file(report: RunReport) -> Path | None:
    """Return the file next to the user's that holds the run's best program, if there is one."""
    near = _evolved_file(report)
    return near if _read(near) == _text_of(report) else None


def _reason_to_keep(near: Path, report: RunReport, runs: Path) -> str:
    if not os.path.lexists(near):
        return ""
    text = _read(near)
    heading = _OURS.match(text)
    if heading is None:
        return "it was not written by evolve"
    try:
        other = report if heading[1] == report.run else read_report(runs / heading[1])
    except EvolverError:
        return f"the run {heading[1]}, which it is from, cannot be read"
    wrote = [one for one in other.programs if one.evidence]
    found = next((one for one in wrote if one.record.source == text[heading.end() :]), None)
    if found is None:
        return "it was edited"
    is_comparable = other.setup.get("evaluator_source") == report.setup.get("evaluator_source")
    if other is not report and is_comparable and found.rank > report.best.rank:
        return f"its program, from the run {other.run}, has a better score ({found.score:.6g})"
    return ""


def _text_of(report: RunReport) -> str:
    return f"# Evolved by Code Evolver, run {report.run}.\n{report.best.record.source}"


def _evolved_file(report: RunReport) -> Path:
    file = Path(report.file)
    return file.with_name(f"{file.stem}.evolved.py")


def _read(path: Path) -> str:
    try:
        return read_file(path).decode()
    except (OSError, UnicodeError):
        return ""
