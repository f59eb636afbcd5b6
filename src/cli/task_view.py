"""Shows a task while it is being solved: a line for each fact, and one that moves.

What needed no model is summed up in one line, so that its stages are held back until it is known
whether a model works on the task.
"""

import threading
from typing import Protocol

from ..domain import events
from ..domain.candidate import Origin
from ..domain.outcome import Outcome
from .command_line import Verbosity
from .event_text import SHOW_HINT, doing, summary, tell
from .live_line import LiveLine
from .output import Line, Part, Tone
from .screen import Screen
from .theme import TerminalFeatures

_LONG_KINDS = frozenset({"llm", "optimize"})
_BY_NO_MODEL = frozenset({Origin.LIBRARY, Origin.RECALLED, Origin.TEMPLATE})
_STAGES = frozenset({Tone.STEP, Tone.GOOD, Tone.DIM})
_OF_AN_ANSWER = (events.TextArrived, events.CandidateWritten, events.AttemptFailed)


def _is_of_a_model(event: events.Event) -> bool:
    """Return True if only a model that answered can have caused this."""
    return isinstance(event, events.FellBack) and not event.down


class PartSink(Protocol):
    """Where parts are shown: a screen, or a page."""

    @property
    def features(self) -> TerminalFeatures:
        """What it can show."""

    def put(self, part: Part) -> None:
        """Show a part."""

    def line(self, text: str, tone: Tone = Tone.PLAIN) -> None:
        """Show a line."""


class TaskView:
    """Listens to a task's events; used as a context manager around it, from any thread.

    `announced` holds what this session has shown and need not repeat.
    """

    def __init__(
        self,
        screen: PartSink,
        verbosity: Verbosity = Verbosity.NORMAL,
        announced: set[str] | None = None,
    ) -> None:
        self._screen = screen
        self._verbosity = verbosity
        moves = verbosity and screen.features.moving
        self._live = LiveLine(screen) if moves and isinstance(screen, Screen) else None
        self._lock = threading.RLock()
        self._announced = set() if announced is None else announced
        self._is_sample = False
        self._model_reached = False
        self._asked: events.WriterChosen | None = None
        self._held: list[tuple[events.Event, Part]] | None = None
        self._typed = self._step = ""
        self._passed = 0
        self._kept: list[str] = []
        self._disputed: set[str] = set()

    def __enter__(self) -> "TaskView":
        if self._live:
            self._live.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_exc: object) -> None:
        if self._live:
            self._live.stop()
        if kind is KeyboardInterrupt and (self._kept or self._typed):
            said = (
                f"Kept until then: {', '.join(self._kept)}." if self._kept else "Nothing was kept."
            )
            self._screen.line(said, Tone.DIM)

    def __call__(self, event: events.Event) -> None:
        """Show an event."""
        with self._lock:
            self._follow(event)
            self._note(event)
            if isinstance(event, events.TextArrived) or _is_of_a_model(event):
                self._model_reached = True
            if isinstance(event, events.TaskEnded):
                # Before what is said of the result: its conventions stand next to it.
                self._sum_up(event.outcome)
            for one in self._to_tell(event):
                if self._is_worth_telling(one):
                    for part in tell(one, self._is_verbose, self._model_reached):
                        self._put(one, part)

    def _put(self, event: events.Event, part: Part) -> None:
        is_stage = not isinstance(part, Line) or part.tone in _STAGES
        if self._held is not None and is_stage:
            self._held.append((event, part))
        else:
            self._screen.put(part)

    def _release(self) -> None:
        """Show the stages held back so far: a model works on the task."""
        held, self._held = self._held, None
        for _, part in held or ():
            self._screen.put(part)

    def _sum_up(self, outcome: Outcome) -> None:
        """Sum up a task that no model worked on in one line, if it is solved."""
        if self._held is None:
            return
        if outcome.solved and outcome.origin not in _BY_NO_MODEL:
            self._release()
            return
        for event, part in self._held:
            if isinstance(event, events.PartEnded):
                self._screen.put(part)
        self._held = None
        if outcome.solved:
            for line in summary(outcome, self._typed, self._passed, self._announced):
                self._screen.put(line)

    def _to_tell(self, event: events.Event) -> tuple[events.Event, ...]:
        """Return the events to show now: a model is named once it has answered."""
        if isinstance(event, events.WriterChosen):
            self._asked = event if event.model else None
            return () if event.model else (event,)
        if isinstance(event, _OF_AN_ANSWER) or _is_of_a_model(event):
            asked, self._asked = self._asked, None
            return (asked, event) if asked else (event,)
        return (event,)

    def _note(self, event: events.Event) -> None:
        """Note what decides how much is shown."""
        match event:
            case events.TaskStarted(task):
                self._typed, self._passed = task.text, 0
                self._held = [] if self._verbosity is Verbosity.NORMAL else None
            case events.StepBegan(name, _):
                self._step = name
            case events.NodeKept(node_id, version):
                self._kept.append(f"{node_id}, version {version}")
            case events.VersionAccepted(report, _):
                self._passed = len(report.passed)
            # The summary line says what a model chose or judged.
            case events.TextArrived() if self._step not in ("choose", "judge"):
                self._release()

    def _follow(self, event: events.Event) -> None:
        if self._live is None:
            self._append(event)
            return
        match event:
            case events.StepBegan(name, _):
                self._live.begin(doing(name))
            case events.StepEnded(name, _, _, _, _):
                self._live.end(doing(name))
            case events.Progressed(what, done, total):
                self._live.progress(what, done, total)
            case events.TextArrived(text, restarted):
                self._live.add_text(text, restarted)
            case events.CandidateWritten() | events.SuiteWritten() | events.TaskSpecified():
                self._live.add_text("", True)

    def _append(self, event: events.Event) -> None:
        """Announce a long step where no line may move."""
        if not self._verbosity or not self._screen.features.terminal:
            return
        if isinstance(event, events.StepBegan) and event.kind in _LONG_KINDS:
            self._screen.line(f"{doing(event.name)} ...", Tone.DIM)

    def _is_worth_telling(self, event: events.Event) -> bool:
        if self._verbosity is Verbosity.QUIET:
            return False
        match event:
            case events.FellBack(_, reason, _, _):
                # Several stages fall back for one cause, task after task: it is shown once.
                fresh = reason not in self._announced
                self._announced.add(reason)
                return fresh
            case events.CaseDisputed(_, reason):
                # The next attempt's versions may fail the same cases in the same way.
                fresh = reason not in self._disputed
                self._disputed.add(reason)
                return fresh
            case events.WriterChosen(_, model, plan, _) if model:
                # A model answers again: when it goes away, that is news once more.
                self._announced.intersection_update({SHOW_HINT})
                self._is_sample = plan.sample > 1
                return self._is_verbose or not self._is_sample
            case events.CandidateWritten():
                return self._is_verbose or not self._is_sample
            case events.StepEnded(name, _, seconds, _, detail) if self._is_verbose:
                text = f"  {name} {seconds:.2f}s" + (f" {detail}" if detail else "")
                self._screen.line(text, Tone.DIM)
        return True

    @property
    def _is_verbose(self) -> bool:
        return self._verbosity is Verbosity.VERBOSE
