"""Evolves stored programs in the background: one node after the other, stopped at any moment."""

import os
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from msgspec import Struct

from ..domain.errors import EvolverError
from ..domain.replace import replace

STOP_SECONDS = 1.0
MOST_TRIES = 3
LONGEST_WAIT = 600.0

ShouldStop = Callable[[], bool]


class NodeRank(Struct, frozen=True):
    """A node as auto-evolution ranks it: its runs, its own work in ms, and tries without gain.

    `urgency` is 1 for a healthy node, more for one whose health fell.
    """

    node_id: str
    version: int
    runs: int
    own_ms: float
    fruitless: int = 0
    urgency: float = 1.0

    @property
    def expected_gain(self) -> float:
        """Use x own time x the room that earlier verdicts left (halved by each without gain)."""
        return self.runs * self.own_ms * self.urgency * 0.5**self.fruitless


@dataclass(eq=False, slots=True)
class AutoEvolver:
    """A thread that improves nodes while no task runs.

    `begin` is called once on the thread; `rank` gives the nodes worth a try; `improve` tries
    one and returns the line to report ("" if nothing was kept), giving up once what it is handed
    says so; `interrupt` ends what it runs; `report` hears each line.
    """

    rank: Callable[[], Sequence[NodeRank]]
    improve: Callable[[NodeRank, ShouldStop], str]
    interrupt: Callable[[], None]
    report: Callable[[str], None]
    pause_seconds: float = 2.0
    begin: Callable[[], None] = lambda: None
    _trouble: str = field(default="", init=False)
    _changed: threading.Condition = field(default_factory=threading.Condition, init=False)
    _busy_tasks: int = field(default=0, init=False)
    _begun_tasks: int = field(default=0, init=False)
    _halt: threading.Event = field(default_factory=threading.Event, init=False)
    _thread: threading.Thread | None = field(default=None, init=False)
    _tried: dict[tuple[str, int], int] = field(default_factory=dict, init=False)
    _wait_seconds: float = field(init=False)

    def __post_init__(self) -> None:
        self._wait_seconds = self.pause_seconds

    @property
    def is_on(self) -> bool:
        """Whether it was started and not stopped."""
        return self._thread is not None

    def start(self) -> None:
        """Begin; a second time is harmless."""
        with self._changed:
            if self._thread is None:
                self._halt = threading.Event()
                self._thread = threading.Thread(
                    target=self._run, args=(self._halt,), name="auto-evolution", daemon=True
                )
                self._thread.start()

    def stop(self) -> None:
        """End within a second, whatever is under way."""
        with self._changed:
            thread, self._thread = self._thread, None
            self._halt.set()
            self._changed.notify_all()
        if thread is not None:
            self.interrupt()
            thread.join(STOP_SECONDS)

    def pause(self) -> None:
        """Give up what is under way, at once: a task begins."""
        with self._changed:
            self._busy_tasks += 1
            self._begun_tasks += 1
        if self.is_on:
            self.interrupt()

    def resume(self) -> None:
        """Go on: the task is over."""
        with self._changed:
            self._busy_tasks -= 1
            self._changed.notify_all()

    def _run(self, halt: threading.Event) -> None:
        self.begin()
        while not halt.is_set():
            with self._changed:
                self._changed.wait(self._wait_seconds)
                if halt.is_set() or self._busy_tasks:
                    continue
            self._turn(halt)

    def _turn(self, halt: threading.Event) -> None:
        """Work on one node; report trouble of our own (a full disk, say) once, and wait longer."""
        try:
            chosen = self._choose()
            if chosen is not None:
                self._try(chosen, halt)
            self._trouble, self._wait_seconds = "", self.pause_seconds
        except (EvolverError, OSError) as error:
            if str(error) != self._trouble:
                self._trouble = str(error)
                self.report(f"auto-evolution waits: {error}")
            self._wait_seconds = min(LONGEST_WAIT, 2 * self._wait_seconds)

    def _choose(self) -> NodeRank | None:
        """Choose the node with the highest expected gain; try each version a few times at most.

        More than once, because a busy machine may have left it undecided.
        """
        ranked = [
            replace(s, fruitless=tries)
            for s in self.rank()
            if (tries := self._tried.get((s.node_id, s.version), 0)) < MOST_TRIES
        ]
        return max(ranked, key=lambda s: (s.expected_gain, s.node_id), default=None)

    def _try(self, chosen: NodeRank, halt: threading.Event) -> None:
        # Counted, not looked at: a short task may be over before anyone looks.
        begun = self._begun_tasks

        def should_stop() -> bool:
            return halt.is_set() or self._begun_tasks != begun

        line = self.improve(chosen, should_stop)
        given_up = should_stop()
        if line:
            self.report(line)
        elif not given_up:
            key = (chosen.node_id, chosen.version)
            self._tried[key] = self._tried.get(key, 0) + 1


NICE = 10


def step_back() -> None:
    """Give the calling thread, and every process and thread it starts, one core and low priority.

    What the system does not know or does not allow is left as it was.
    """
    if hasattr(os, "sched_setaffinity"):
        cores = os.sched_getaffinity(0)
        os.sched_setaffinity(0, {max(cores)})
    with suppress(OSError):
        # On Linux a priority belongs to a thread, and is handed on to what it starts.
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICE)
