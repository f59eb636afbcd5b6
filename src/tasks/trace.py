"""Records the workflow of one task, step by step."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from ..domain.events import Event, Notify, StepBegan, StepEnded, ToolCalled
from ..domain.outcome import TraceStep


@dataclass(slots=True)
class OpenStep:
    """A step under way; what it found out is set on it before it ends, who did it included.

    `tokens` are those that others spent for it, beside the task's own.
    """

    kind: str
    detail: str = ""
    ok: bool = True
    tokens: int = 0


class Tracer:
    """Times the steps of one task and tells when each begins and ends.

    `monotonic` gives seconds; `tokens` how many the task has spent so far.
    """

    def __init__(
        self, notify: Notify, monotonic: Callable[[], float], tokens: Callable[[], int]
    ) -> None:
        self._notify = notify
        self._monotonic = monotonic
        self._tokens = tokens
        self._steps: list[TraceStep] = []
        self._began = monotonic()

    @contextmanager
    def step(self, name: str, kind: str) -> Iterator[OpenStep]:
        """A step of the trace; an error inside ends it as not ok and goes on its way."""
        began, spent = self._monotonic(), self._tokens()
        open_step = OpenStep(kind)
        self._notify(StepBegan(name, kind))
        try:
            yield open_step
        except BaseException as error:
            open_step.ok = False
            open_step.detail = open_step.detail or str(error)
            raise
        finally:
            seconds = self._monotonic() - began
            tokens = self._tokens() - spent + open_step.tokens
            step = TraceStep(name, open_step.kind, seconds, open_step.ok, open_step.detail, tokens)
            self._steps.append(step)
            self._notify(StepEnded(name, step.kind, seconds, step.ok, step.detail))

    def hear(self, event: Event) -> None:
        """Write down a tool's call as a step of its own, inside the step that is under way."""
        if isinstance(event, ToolCalled):
            name = f"tool: {event.name}"
            step = TraceStep(name, "tool", event.seconds, event.ok, event.by, event.tokens)
            self._steps.append(step)

    @property
    def steps(self) -> tuple[TraceStep, ...]:
        """All steps that have ended, in their order."""
        return tuple(self._steps)

    @property
    def seconds(self) -> float:
        """Wall seconds since the task began."""
        return self._monotonic() - self._began
