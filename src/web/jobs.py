"""Carries out tasks and commands for the pages, one at a time, the terminal's among them."""

import io
import itertools
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeAlias

from ..cli.context import CommandContext
from ..cli.error_log import error_output, record_error
from ..cli.input_line import LineHandler
from ..cli.output import Line, Output, Tone
from ..cli.screen import Screen
from ..cli.theme import TerminalFeatures
from ..domain.events import Event, Notify
from ..domain.outcome import Outcome
from .event_stream import ACTIVITY, EventStream
from .job import Job, JobState
from .rendering import Renderer

Work: TypeAlias = Callable[[CommandContext], Output | Outcome]
_MOST = 50
_CLOSING_SECONDS = 5.0
_PAGE, _TERMINAL = "the web page", "the terminal"


class Jobs:
    """The latest jobs by number.

    `terminal` is the session at the prompt, whose tasks are jobs as well. Only one job works at
    a time: the program behind it holds one conversation with its models.
    """

    def __init__(self, terminal: CommandContext, stream: EventStream, renderer: Renderer) -> None:
        self._terminal = terminal
        self._stream = stream
        self._renderer = renderer
        self._numbers = itertools.count(1)
        self._jobs: dict[int, Job] = {}
        self._turn = threading.Lock()
        self.active: Job | None = None
        self._threads: list[threading.Thread] = []
        screen = Screen(io.StringIO(), TerminalFeatures())
        self.context = replace(
            terminal,
            screen=screen,
            announced=set(),
            ask=lambda *_: False,
            edit=None,
            interactive=False,
            serve_pages=None,
        )

    def start(self, title: str, work: Work, folder: Path | None = None) -> Job:
        """Start a job on its own thread; it waits until no other works."""
        job = self._new(title, _PAGE, folder)
        thread = threading.Thread(target=self._carry_out, args=(job, work), daemon=True)
        self._threads = [one for one in self._threads if one.is_alive()] + [thread]
        thread.start()
        return job

    def start_line(self, text: str) -> Job:
        """Start what a line asks for, a task or a command, as at the prompt."""

        def work(context: CommandContext) -> Output | Outcome:
            handler = LineHandler(context)
            parsed = handler.read(text)
            return handler.carry_out(parsed) if parsed.command else handler.ask(parsed.text)

        return self.start(text, work)

    def find(self, number: int) -> Job | None:
        """Return the job of this number, if it is still known."""
        return self._jobs.get(number)

    def latest(self) -> tuple[Job, ...]:
        """Return all known jobs, the newest first."""
        return tuple(reversed(self._jobs.values()))

    def stop(self, job: Job) -> None:
        """End a job at its next step, and what it started at once; one that waits ends at once."""
        with self._stream.changing:
            job.is_stopping = True
            if job.state is JobState.WAITING:
                self._end(job, _ended_with(KeyboardInterrupt(), self.context))
        if job.state is JobState.RUNNING:
            job.show_stopping()
            self._terminal.app.interrupt()

    @contextmanager
    def watch_terminal(self, title: str) -> Iterator[Notify]:
        """Yield a listener that makes a job of what the terminal does meanwhile."""
        if not self._turn.acquire(blocking=False):
            self._terminal.screen.line("Waiting for the task of the web page ...", Tone.DIM)
            self._turn.acquire()
        job = self._new(title, _TERMINAL)
        try:
            self._begin(job)
            yield partial(self._listen, job)
        except BaseException as error:
            self._end(job, _ended_with(error, self.context))
            raise
        else:
            self._end(job, job.outcome or Output())
        finally:
            self._turn.release()

    def close(self) -> None:
        """End all jobs."""
        for job in self.latest():
            self.stop(job)
        end = time.monotonic() + _CLOSING_SECONDS
        for thread in self._threads:
            thread.join(max(0.0, end - time.monotonic()))

    def _new(self, title: str, source: str, folder: Path | None = None) -> Job:
        job = Job(next(self._numbers), title, source, self._stream, self._renderer, folder)
        with self._stream.changing:
            self._jobs[job.number] = job
            done = [number for number, one in self._jobs.items() if not one.is_active]
            for number in done[: max(0, len(self._jobs) - _MOST)]:
                del self._jobs[number]
        return job

    def _carry_out(self, job: Job, work: Work) -> None:
        with self._turn:
            with self._stream.changing:
                if not job.is_active:
                    return
                self._begin(job)
            listener: Notify = partial(self._listen, job)
            context = replace(self.context, announced=set(), watcher=lambda: nullcontext(listener))
            try:
                result = work(context)
            # The page shows any error: it has no other way out of this thread.
            except BaseException as error:  # pylint: disable=broad-exception-caught
                result = _ended_with(error, context)
            self.context.last, self.context.last_solved = context.last, context.last_solved
            self._end(job, result)

    def _listen(self, job: Job, event: Event) -> None:
        with self._logged_errors():
            job.listen(event)

    @contextmanager
    def _logged_errors(self) -> Iterator[None]:
        """Log an error of the pages: no task fails because it is watched."""
        try:
            yield
        except Exception as error:  # pylint: disable=broad-exception-caught
            record_error(error, self.context.log_file)

    def _begin(self, job: Job) -> None:
        with self._logged_errors(), self._stream.changing:
            job.begin(time.monotonic())
            self._show_activity(job)

    def _end(self, job: Job, result: Output | Outcome) -> None:
        with self._logged_errors(), self._stream.changing:
            try:
                job.end(result, time.monotonic())
                job.publish("job-end", "innerHTML", self._renderer.render("job_end.html", job=job))
            finally:
                if self.active is job:
                    self._show_activity(None)
        if job.source == _PAGE:
            self._terminal.app.note(f"Web page: {job.short_title}: {job.sentence}")

    def _show_activity(self, job: Job | None) -> None:
        self.active = job
        html = self._renderer.render("activity.html", active=job)
        self._stream.publish(ACTIVITY, "activity", "innerHTML", html)


def _ended_with(error: BaseException, context: CommandContext) -> Output:
    if isinstance(error, KeyboardInterrupt):
        return Output((Line("Stopped.", Tone.WARN),), ok=False)
    if isinstance(error, EOFError):
        return Output((Line("Type exit in the terminal to leave.", Tone.HINT),), ok=False)
    return error_output(error, context.log_file)
