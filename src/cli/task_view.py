"""Shows a task while it is being solved: a line for each fact, and one that moves."""

import threading

from ..domain import events
from .command_line import Verbosity
from .event_text import doing, tell
from .live_line import LiveLine
from .output import Tone
from .screen import Screen

_LONG_KINDS = frozenset({"llm", "optimize"})
_OF_AN_ANSWER = (events.TextArrived, events.CandidateWritten, events.AttemptFailed)


def _is_of_a_model(event: events.Event) -> bool:
    """True if only a model that answered can have caused this."""
    return isinstance(event, events.FellBack) and not event.down


class TaskView:
    """Listens to a task's events; used as a context manager around it, from any thread.

    `told` holds what this session was told once and need not hear again.
    """

    def __init__(
        self,
        screen: Screen,
        verbosity: Verbosity = Verbosity.NORMAL,
        told: set[str] | None = None,
    ) -> None:
        self._screen = screen
        self._verbosity = verbosity
        self._live = LiveLine(screen) if screen.features.moving and verbosity else None
        self._lock = threading.RLock()
        self._told = set() if told is None else told
        self._is_sample = False
        self._model_reached = False
        self._asked: events.WriterChosen | None = None

    def __enter__(self) -> "TaskView":
        if self._live:
            self._live.start()
        return self

    def __exit__(self, *_exc: object) -> None:
        if self._live:
            self._live.stop()

    def __call__(self, event: events.Event) -> None:
        """Show an event."""
        with self._lock:
            self._follow(event)
            if isinstance(event, events.TextArrived) or _is_of_a_model(event):
                self._model_reached = True
            for one in self._to_tell(event):
                if self._is_worth_telling(one):
                    for part in tell(one, self._is_verbose, self._model_reached):
                        self._screen.put(part)

    def _to_tell(self, event: events.Event) -> tuple[events.Event, ...]:
        """What can be told now: a model is named once it answered, not where it is down."""
        if isinstance(event, events.WriterChosen):
            self._asked = event if event.model else None
            return () if event.model else (event,)
        if isinstance(event, _OF_AN_ANSWER) or _is_of_a_model(event):
            asked, self._asked = self._asked, None
            return (asked, event) if asked else (event,)
        return (event,)

    def _follow(self, event: events.Event) -> None:
        if self._live is None:
            self._append(event)
            return
        match event:
            case events.StepBegan(name, _):
                self._live.begin(doing(name))
            case events.StepEnded(name, _, _, _, _):
                self._live.end(doing(name))
            case events.IterationEnded():
                self._live.count_tried()
            case events.Progressed(what, done, total):
                self._live.progress(what, done, total)
            case events.TextArrived(text, restarted):
                self._live.add_text(text, restarted)
            case events.CandidateWritten() | events.SuiteWritten() | events.TaskSpecified():
                self._live.add_text("", True)

    def _append(self, event: events.Event) -> None:
        """Where nothing may move, say at least when something long begins."""
        if not self._verbosity or not self._screen.features.terminal:
            return
        if isinstance(event, events.StepBegan) and event.kind in _LONG_KINDS:
            self._screen.line(f"{doing(event.name)} ...", Tone.DIM)

    def _is_worth_telling(self, event: events.Event) -> bool:
        if self._verbosity is Verbosity.QUIET:
            return False
        match event:
            case events.FellBack(_, reason, _, _):
                # Several stages fall back for one cause, task after task: it is told once.
                fresh = reason not in self._told
                self._told.add(reason)
                return fresh
            case events.WriterChosen(_, model, plan, _) if model:
                # A model answers again: when it goes away, that is news once more.
                self._told.clear()
                self._is_sample = plan.sample > 1
                return self._is_verbose or not self._is_sample
            case events.CandidateWritten():
                return self._is_verbose or not self._is_sample
            case events.StepEnded(name, _, seconds, _, detail) if self._is_verbose:
                told = f"  {name} {seconds:.2f}s" + (f" {detail}" if detail else "")
                self._screen.line(told, Tone.DIM)
        return True

    @property
    def _is_verbose(self) -> bool:
        return self._verbosity is Verbosity.VERBOSE
