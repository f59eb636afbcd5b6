"""Stores a run of evolution durably: programs and evaluations, appended and never changed."""

import fcntl
import json
import math
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from msgspec import Struct

from ..documents.regular_files import open_own_file
from ..domain.errors import Declined, EvolverError
from ..domain.json_value import JSONObject
from .evaluation import Evaluation

Evaluations = Sequence[tuple[Evaluation, str]]

FILE, LOCK = "run.sqlite", "lock"
WORKLOAD = "cluster"
"""The file that says what the workers of a run under way do."""
_JUDGED = "judged"
_VERSION = 1
_SCHEMA = """
CREATE TABLE facts (id INTEGER PRIMARY KEY, at REAL, name TEXT, value TEXT);
CREATE TABLE programs (id INTEGER PRIMARY KEY, at REAL, source TEXT, digest TEXT, parent INTEGER,
  operator TEXT, note TEXT, island INTEGER, iteration INTEGER, tokens INTEGER);
CREATE TABLE evaluations (id INTEGER PRIMARY KEY, at REAL, program INTEGER, score REAL,
  metrics TEXT, artifacts TEXT, problem TEXT, seconds REAL, reason TEXT);
CREATE TABLE rejected (id INTEGER PRIMARY KEY, at REAL, iteration INTEGER, operator TEXT,
  reason TEXT, tokens INTEGER);
CREATE TABLE bests (id INTEGER PRIMARY KEY, at REAL, program INTEGER, evidence TEXT);
CREATE INDEX evaluations_of ON evaluations (program);
"""
_COUNTS = """
SELECT (SELECT count(*) FROM evaluations) AS evaluations,
  (SELECT value FROM facts WHERE name = 'to_best' ORDER BY id DESC LIMIT 1) AS to_best,
  (SELECT count(*) FROM rejected) AS rejected,
  (SELECT coalesce(sum(tokens), 0) FROM programs)
    + (SELECT coalesce(sum(tokens), 0) FROM rejected) AS tokens,
  max((SELECT coalesce(max(iteration), 0) FROM programs),
    (SELECT coalesce(max(iteration), 0) FROM rejected)) AS iterations,
  (SELECT count(*) FROM programs) AS programs
"""


class ProgramRecord(Struct, frozen=True):
    """A program of a run: its parent, how it was made, and in which iteration."""

    source: str
    digest: str
    parent: int = 0
    operator: str = "initial"
    note: str = ""
    island: int = 0
    iteration: int = 0
    tokens: int = 0
    id: int = 0


_COLUMNS = ProgramRecord.__struct_fields__


@dataclass(frozen=True, slots=True)
class EvolvedProgram:
    """A program with its evaluations; `evidence` says why it became the best, "" if it did not.

    `is_judged` is False if the run ended before it was decided whether this is the best.
    """

    record: ProgramRecord
    evaluations: tuple[Evaluation, ...] = ()
    evidence: str = ""
    is_judged: bool = True
    score: float | None = field(init=False)
    """The mean of the telling scores; None without one, or if one failed and it never was best."""

    def __post_init__(self) -> None:
        scores = [one.score for one in self.telling]
        failed = any(one.problem for one in self.evaluations) and not self.evidence
        score: float | None = None
        if scores and not failed:
            mean = sum(scores) / len(scores)
            score = mean if math.isfinite(mean) else sum(one / len(scores) for one in scores)
        object.__setattr__(self, "score", score)

    @property
    def telling(self) -> tuple[Evaluation, ...]:
        """The evaluations with a score that was not chosen for being high, if there are others."""
        # A first score makes a variation a candidate; if scores are noisy, that one was lucky.
        later = self.evaluations[1:] if self.record.parent else self.evaluations
        usable = tuple(one for one in later if one.is_usable)
        return usable or tuple(one for one in self.evaluations if one.is_usable)

    @property
    def rank(self) -> float:
        """The score, with minus infinity for none."""
        return -math.inf if self.score is None else self.score

    @property
    def last(self) -> Evaluation:
        """The last evaluation, of the best one that has a score."""
        found = (self.telling if self.evidence else ()) or self.evaluations
        return found[-1] if found else Evaluation(problem="not evaluated")

    @property
    def metrics(self) -> dict[str, float]:
        """The finite metrics of the last evaluation."""
        return {name: value for name, value in self.last.metrics.items() if math.isfinite(value)}


class RunStore:
    """The SQLite file of one run; what a method wrote is durable when it returns.

    `now` returns the seconds since the epoch.
    """

    def __init__(self, folder: Path, now: Callable[[], float], *, create: bool = False) -> None:
        self.folder = folder
        self._now = now
        path = folder / FILE
        if not create and not path.is_file():
            raise Declined(f"unknown run {folder.name!r}", hint="list them with: evolve runs")
        folder.mkdir(parents=True, exist_ok=True)
        try:
            self._connection = sqlite3.connect(
                path, timeout=20, isolation_level="IMMEDIATE", check_same_thread=False
            )
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute("PRAGMA synchronous = FULL")
            self._prepare()
        except sqlite3.Error as error:
            raise EvolverError(f"{path}: {error}") from error
        self._lock = threading.Lock()

    def note(self, name: str, value: object) -> None:
        """Append a fact; the last one of a name counts."""
        with self._transaction():
            self._insert("facts", name=name, value=json.dumps(value))

    def add(
        self,
        program: ProgramRecord,
        evaluations: Evaluations,
        verdict: str = "",
        *,
        is_best: bool = False,
    ) -> int:
        """Append a program with its evaluations and, unless "", its verdict; returns its id."""
        columns = {name: getattr(program, name) for name in _COLUMNS[:-1]}
        with self._transaction():
            number = self._insert("programs", **columns)
            for evaluation, reason in evaluations:
                self._append(number, evaluation, reason)
            if verdict:
                self._conclude(number, verdict, is_best)
            return number

    def add_evaluations(self, *made: tuple[int, Evaluation, str]) -> None:
        """Append evaluations, each with its program's id and its reason."""
        with self._transaction():
            for one in made:
                self._append(*one)

    def conclude(self, program: int, verdict: str, is_best: bool) -> None:
        """Append a program's verdict, and that it is the best from now on if it is."""
        with self._transaction():
            self._conclude(program, verdict, is_best)

    def reject(self, iteration: int, operator: str, reason: str, tokens: int) -> None:
        """Append a proposal that was not evaluated, with the reason."""
        with self._transaction():
            self._insert(
                "rejected", iteration=iteration, operator=operator, reason=reason, tokens=tokens
            )

    def setup(self) -> JSONObject:
        """Return what the run was started with. Raises Declined if it never started."""
        setup = self.fact("setup")
        if not isinstance(setup, dict):
            raise Declined(f"the run {self.folder.name} was never started")
        return setup

    def fact(self, name: str) -> object:
        """Return the last fact of a name, None if there is none."""
        query = "SELECT value FROM facts WHERE name = ? ORDER BY id DESC LIMIT 1"
        with self._reading():
            row = self._connection.execute(query, (name,)).fetchone()
            return json.loads(row[0]) if row else None

    def programs(self) -> Iterator[EvolvedProgram]:
        """Yield all programs with their evaluations, in the order in which they were added."""
        with self._reading():
            found: dict[int, list[Evaluation]] = {}
            query = (
                "SELECT program, metrics, artifacts, problem, seconds FROM evaluations ORDER BY id"
            )
            for number, metrics, artifacts, *rest in self._connection.execute(query):
                one = Evaluation(json.loads(metrics), json.loads(artifacts), *rest)
                found.setdefault(number, []).append(one)
            bests = dict(self.bests())
            facts = self._connection.execute("SELECT value FROM facts WHERE name = ?", (_JUDGED,))
            judged = {json.loads(value)[0] for (value,) in facts}
            query = f"SELECT {', '.join(_COLUMNS)} FROM programs ORDER BY id"
            for row in self._connection.execute(query):
                record = ProgramRecord(*row)
                evaluations = tuple(found.get(record.id, ()))
                is_judged = not judged or record.id in judged or not evaluations
                yield EvolvedProgram(record, evaluations, bests.get(record.id, ""), is_judged)

    def bests(self) -> tuple[tuple[int, str], ...]:
        """Return (program, evidence) of each program that was the best, in order."""
        query = "SELECT program, evidence FROM bests ORDER BY id"
        with self._reading():
            return tuple(self._connection.execute(query))

    def counts(self) -> Mapping[str, int]:
        """Count evaluations, rejections, tokens and programs; "iterations" is the last one.

        "to_best" counts the evaluations until the best program became the best.
        """
        with self._reading():
            cursor = self._connection.execute(_COUNTS)
            names = (column[0] for column in cursor.description)
            return {name: int(value or 0) for name, value in zip(names, cursor.fetchone())}

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def _append(self, program: int, one: Evaluation, reason: str) -> None:
        self._insert(
            "evaluations",
            program=program,
            score=one.score,
            metrics=json.dumps(dict(one.metrics)),
            artifacts=json.dumps(dict(one.artifacts)),
            problem=one.problem,
            seconds=one.seconds,
            reason=reason,
        )

    def _conclude(self, program: int, verdict: str, is_best: bool) -> None:
        self._insert("facts", name=_JUDGED, value=json.dumps([program, verdict]))
        if is_best:
            made = self._connection.execute("SELECT count(*) FROM evaluations").fetchone()[0]
            self._insert("facts", name="to_best", value=json.dumps(made))
            self._insert("bests", program=program, evidence=verdict)

    def _insert(self, table: str, **values: object) -> int:
        values["at"] = self._now()
        places = ", ".join("?" * len(values))
        # A reply or an error may hold half a surrogate pair, which cannot be encoded.
        given = [
            v.encode(errors="replace").decode() if isinstance(v, str) else v
            for v in values.values()
        ]
        cursor = self._connection.execute(
            f"INSERT INTO {table} ({', '.join(values)}) VALUES ({places})", given
        )
        return int(cursor.lastrowid or 0)

    @contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, ValueError, TypeError) as error:
            raise EvolverError(f"{self.folder / FILE} is damaged: {error}") from error

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        try:
            with self._lock, self._connection:
                yield
        except sqlite3.OperationalError as error:
            raise EvolverError(
                f"{self.folder / FILE}: {error}",
                hint="earlier evaluations are kept; continue with evolve --resume",
            ) from error

    def _prepare(self) -> None:
        (version,) = self._connection.execute("PRAGMA user_version").fetchone()
        if version > _VERSION:
            raise Declined(f"{self.folder / FILE} was written by a newer version of the program")
        if version == 0:
            # One script is one transaction: a kill leaves no half of a schema.
            self._connection.executescript(
                f"BEGIN; {_SCHEMA} PRAGMA user_version = {_VERSION}; COMMIT;"
            )


@contextmanager
def holding_run(folder: Path) -> Iterator[None]:
    """Hold a run, so that only one process continues it. Raises Declined if another does.

    Raises EvolverError if its lock is a link, or no file.
    """
    try:
        descriptor = open_own_file(folder / LOCK, os.O_WRONLY)
    except OSError as error:
        reason = f"{folder / LOCK} cannot be locked: {error.strerror}"
        raise EvolverError(reason, hint="remove it") from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise Declined(f"the run {folder.name} is under way in another process") from error
        yield
    finally:
        os.close(descriptor)


def runs_under_way(folder: Path) -> tuple[tuple[str, str], ...]:
    """Return each run in a folder that a process works on, with its cluster's workload or ""."""
    found: list[tuple[str, str]] = []
    for run in sorted(file.parent for file in folder.glob(f"*/{FILE}")):
        if is_under_way(run):
            workload = run / WORKLOAD
            found.append((run.name, workload.read_text("utf-8") if workload.is_file() else ""))
    return tuple(found)


def is_under_way(folder: Path) -> bool:
    """Check whether a process holds the run now."""
    try:
        descriptor = os.open(folder / LOCK, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False
