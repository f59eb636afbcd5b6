"""One task or command as a page shows it: what was said so far, the code, and how it ended."""

import json
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from urllib.parse import quote

from markupsafe import Markup, escape

from ..cli.code_report import code_notes
from ..cli.command_line import Verbosity
from ..cli.event_text import closing_lines, doing
from ..cli.input_line import unsolved_lines
from ..cli.outcome_report import beginning_of, result_text
from ..cli.output import Code, Output, Part
from ..cli.task_view import TaskView
from ..domain import events
from ..domain.json_value import JSONValue
from ..domain.outcome import Outcome
from .event_stream import EventStream
from .rendering import HtmlScreen, Renderer, code_html

_LONGEST_TEXT = 40_000
_SHOWN_RESULT = 80
RESULT_WIDTH = 72


class JobState(StrEnum):
    """Where a job is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(slots=True)
class Job:  # pylint: disable=too-many-instance-attributes  # they are what its page shows
    """A job; `listen` takes its events, from any thread, and publishes what they change.

    `source` says where it was started, `folder` holds the files that it was given and wrote (None
    for none).
    """

    number: int
    title: str
    source: str
    stream: EventStream
    renderer: Renderer
    folder: Path | None = None
    state: JobState = JobState.WAITING
    is_stopping: bool = False
    lines: list[Markup] = field(default_factory=list)
    doing: str = ""
    text: str = ""
    written: str = ""
    code: Markup = Markup("")
    seconds: float = 0.0
    outcome: Outcome | None = None
    output: Output | None = None
    _started: float = 0.0
    _tried: int = 0
    _view: TaskView = field(init=False)

    def __post_init__(self) -> None:
        self._view = TaskView(HtmlScreen(self.renderer, self._say), Verbosity.VERBOSE)

    @property
    def topic(self) -> str:
        """The topic under which its changes are published."""
        return f"job-{self.number}"

    @property
    def address(self) -> str:
        """Its page; after a restart, an old tab never means a new job of the same number."""
        return f"/jobs/{self.stream.boot}/{self.number}"

    @property
    def is_active(self) -> bool:
        """True until it ended."""
        return self.state in (JobState.WAITING, JobState.RUNNING)

    @property
    def files(self) -> tuple[str, ...]:
        """The names of the files in its folder."""
        found = self.folder.iterdir() if self.folder is not None and self.folder.is_dir() else ()
        return tuple(sorted(path.name for path in found if path.is_file()))

    @property
    def sentence(self) -> str:
        """How it ended, in a few words."""
        if self.outcome is not None and self.outcome.solved and not self.outcome.code_is_result:
            shown = " ".join(result_text(self.outcome.result).split())
            return _cut(shown) or '""'
        return self.state.value

    @property
    def short_title(self) -> str:
        """Its title in one line."""
        return _cut(" ".join(self.title.split()))

    @property
    def result(self) -> tuple[str, str] | None:
        """The beginning of its result, and what was left out; None if it has none."""
        outcome = self.outcome
        if outcome is None or not outcome.solved or outcome.code_is_result:
            return None
        return page_result(outcome.result)

    @property
    def parts(self) -> tuple[Part, ...]:
        """What it gave besides its result, in the terminal's words: code, files, why it failed."""
        outcome = self.outcome
        if outcome is None:
            return (self.output or Output()).parts
        if not outcome.solved:
            return unsolved_lines(outcome, lambda text: "")
        if outcome.code_is_result:
            wrote = closing_lines(outcome, Verbosity.QUIET)
            return (*wrote, Code(outcome.source), *code_notes(outcome))
        return closing_lines(outcome, Verbosity.VERBOSE)

    @property
    def run_again_link(self) -> str:
        """A link to the function's form with this task's values in it, "" without a function."""
        outcome = self.outcome
        if outcome is None or not outcome.solved or not (outcome.node_id or outcome.function):
            return ""
        values = quote(json.dumps(outcome.arguments or {}))
        return f"/functions/{quote(outcome.node_id or outcome.function)}?values={values}#run"

    def begin(self, now: float) -> None:
        """Note that work on it begins."""
        self.state, self._started = JobState.RUNNING, now
        self.publish("job-state", "innerHTML", "running")

    def show_stopping(self) -> None:
        """Show that it ends at its next step."""
        with self.stream.changing:
            self._set_doing("stopping ...")

    def end(self, result: Output | Outcome, now: float) -> None:
        """Note how it ended."""
        if isinstance(result, Outcome):
            self.outcome, well = result, result.solved
        else:
            self.output, well = result, result.ok
        self.state = JobState.DONE if well else JobState.FAILED
        self.seconds = now - self._started if self._started else 0.0
        self._set_doing("")
        if self.outcome is not None and self.outcome.source:
            # Reused code was not written in this job: it is shown now.
            self._set_code(self.outcome.source)
        self.publish("job-stop", "innerHTML", "")
        self.publish("job-state", "innerHTML", self.state.value)

    def listen(self, event: events.Event) -> None:
        """Take an event. Raises KeyboardInterrupt where the user wants the job to end."""
        if self.is_stopping:
            raise KeyboardInterrupt
        with self.stream.changing:
            self._follow(event)
            self._view(event)

    def publish(self, target: str, swap: str, html: str) -> None:
        """Change an element of the job's pages."""
        self.stream.publish(self.topic, target, swap, html)

    def _follow(self, event: events.Event) -> None:
        match event:
            case events.StepBegan(name, _):
                self._set_doing(f"{doing(name)} ...")
            case events.StepEnded():
                self._set_doing("")
            case events.Progressed(what, done, total):
                share = f" {done / total:.0%}" if total else ""
                self._set_doing(f"{what}{share} ...")
            case events.IterationEnded():
                self._tried += 1
                self._set_doing(f"optimizing, {self._tried} tried ...")
            case events.TextArrived(text, restarted) if text or restarted:
                self._add_text(text, restarted)
            case events.CandidateWritten(candidate):
                self._set_code(candidate.source)
            case events.TaskEnded(outcome):
                self.outcome = outcome

    def _set_doing(self, text: str) -> None:
        if text != self.doing:
            self.doing = text
            self.publish("job-doing", "innerHTML", str(escape(text)))

    def _set_code(self, source: str) -> None:
        self.written, self.text = source, ""
        self.code = code_html(source, whole=f"{self.address}/code")
        self.publish("job-code", "innerHTML", self.code)

    def _add_text(self, text: str, restarted: bool) -> None:
        if restarted or self.code or not self.text:
            self.text, self.code = "", Markup("")
            self.publish("job-code", "innerHTML", '<pre class="code" id="job-text"></pre>')
        if len(self.text) < _LONGEST_TEXT:
            self.text += text
            self.publish("job-text", "beforeend", str(escape(text)))

    def _say(self, line: Markup) -> None:
        if line:
            self.lines.append(line)
            self.publish("job-lines", "beforeend", f"<li>{line}</li>")


def page_result(value: JSONValue) -> tuple[str, str]:
    """Return the beginning of a result as a page shows it, and what was left out, in words."""
    text, left = beginning_of(value, RESULT_WIDTH)
    return text if text.strip() else json.dumps(text), left


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN_RESULT else f"{text[:_SHOWN_RESULT]} ..."
