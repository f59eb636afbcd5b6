"""Records the workflow of one task, step by step, and what its steps report."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from ..domain.errors import ModelError, ModelUnavailable
from ..domain.events import (
    Event,
    FellBack,
    Notify,
    StepBegan,
    StepEnded,
    TaskClassified,
    ToolCalled,
)
from ..domain.outcome import TraceStep


@dataclass(slots=True)
class OpenStep:
    """A step under way; what it found out is set on it before it ends, who did it included.

    `tokens` are those that others spent for it, besides the task's own.
    """

    kind: str
    detail: str = ""
    ok: bool = True
    tokens: int = 0


class Tracer:
    """Times the steps of one task and reports when each begins and ends.

    `monotonic` gives seconds, `tokens` how many the task has spent so far. `kind` is the task's
    kind once it is known; `model_down` is the failure of a configured model that cannot be asked,
    and `failures` are those of models that were reported already.
    """

    def __init__(
        self,
        notify: Notify,
        monotonic: Callable[[], float],
        tokens: Callable[[], int],
        failures: set[str] | None = None,
    ) -> None:
        self._notify = notify
        self._monotonic = monotonic
        self._tokens = tokens
        self._steps: list[TraceStep] = []
        self._unused: list[str] = []
        self.failures: set[str] = set() if failures is None else failures
        self._began = monotonic()
        self.kind = ""
        self.model_down: FellBack | None = None

    @contextmanager
    def step(self, name: str, kind: str) -> Iterator[OpenStep]:
        """Time a step; an error inside ends it as not ok and is raised again.

        A step for which no model could be reached did not take place, and is left out.
        """
        began, spent, before = self._monotonic(), self._tokens(), len(self._unused)
        open_step, is_real = OpenStep(kind), True
        self._notify(StepBegan(name, kind))
        try:
            yield open_step
        except BaseException as error:
            open_step.ok = False
            open_step.detail = open_step.detail or str(error)
            is_real = not isinstance(error, ModelUnavailable)
            raise
        finally:
            seconds = self._monotonic() - began
            tokens = self._tokens() - spent + open_step.tokens
            unused, self._unused = self._unused[before:], self._unused[:before]
            detail = "; ".join(filter(None, (open_step.detail, *unused)))
            step = TraceStep(name, open_step.kind, seconds, open_step.ok, detail, tokens)
            if is_real:
                self._steps.append(step)
            self._notify(StepEnded(name, step.kind, seconds, step.ok, step.detail))

    def hear(self, event: Event) -> None:
        """Note what an event says of the task; a tool's call becomes a step inside the open one."""
        if isinstance(event, ToolCalled):
            name = f"tool: {event.name}"
            step = TraceStep(name, "tool", event.seconds, event.ok, event.by, event.tokens)
            self._steps.append(step)
        elif isinstance(event, TaskClassified):
            self.kind = event.classification.kind.value
        elif isinstance(event, FellBack) and event.down:
            self.model_down = event

    def reply_unused(self, reason: str) -> None:
        """Note in the open step why a model gave no reply that could be used."""
        self._unused.append(f"no usable reply: {reason}")

    def fell_back(self, step: str, error: ModelError) -> None:
        """Report, once for each failure, that a step goes on without the model that failed."""
        down = isinstance(error, ModelUnavailable)
        event = FellBack(step, str(error), error.hint, down=down)
        self.hear(event)
        if event.reason not in self.failures:
            self.failures.add(event.reason)
            self._notify(event)

    @property
    def steps(self) -> tuple[TraceStep, ...]:
        """Return all steps that have ended, in order."""
        return tuple(self._steps)

    @property
    def seconds(self) -> float:
        """Return the wall seconds since the task began."""
        return self._monotonic() - self._began
