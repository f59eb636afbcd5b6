"""What a command works with: the program, the settings, the screen, ways to ask the user."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from .command_line import Verbosity
from .output import Line, Output, Tone
from .screen import Screen

if TYPE_CHECKING:
    from ..app.app import App
    from ..config.manager import ConfigManager
    from ..domain.events import Event, Notify
    from ..domain.json_value import JSONObject
    from ..domain.outcome import Outcome
    from .command_registry import Command
    from .task_view import TaskView


class Pages(Protocol):
    """The web page while it is served."""

    def new_address(self) -> str:
        """Return an address with a token that opens the pages once."""

    def watch_terminal(self, title: str) -> "AbstractContextManager[Notify]":
        """Show a task of the terminal on the pages, once they have none at work themselves."""

    def wait(self) -> None:
        """Return when the server has ended."""

    def forget_browsers(self) -> None:
        """Have the next server ask every browser for a token."""

    def close(self) -> None:
        """End the server."""


@dataclass(slots=True)
class CommandContext:
    """One session's surroundings; `app` is built when it is first asked for.

    `ask` puts a yes-or-no question, with the default answer if that is yes (False in a script);
    `edit` opens the user's editor on a text and returns what was saved, or None; `watcher` replaces
    the usual view; `last` is the last task's outcome, `last_solved` that of the last solved one;
    `announced` is what need not be repeated in this session; `line` is what was typed last,
    `is_task_ahead` set if the program is needed for a task.
    `serve_pages` starts the web page; `pages` is the running one. `take_notes` returns what the
    program has noted in the background, a line each, once; it builds no program.
    """

    get_app: "Callable[[], App]"
    settings: "ConfigManager"
    screen: Screen
    commands: tuple["Command", ...] = ()
    ask: Callable[..., bool] = lambda *_: False
    edit: Callable[[str, str], str | None] | None = None
    verbosity: Verbosity = Verbosity.NORMAL
    interactive: bool = False
    announced: set[str] = field(default_factory=set)
    last: "Outcome | None" = None
    last_solved: "Outcome | None" = None
    watcher: "Callable[[], AbstractContextManager[Notify]] | None" = None
    line: str = ""
    is_task_ahead: bool = False
    serve_pages: "Callable[[CommandContext, str, int], Pages] | None" = None
    pages: "Pages | None" = None
    take_notes: Callable[[], tuple[str, ...]] = tuple

    def watch(self) -> "AbstractContextManager[Notify]":
        """Return a listener that shows events while it is entered."""
        if self.watcher is not None:
            return self.watcher()
        from .task_view import TaskView

        view = TaskView(self.screen, self.verbosity, self.announced)
        return view if self.pages is None else self._watched_by(self.pages, view)

    def unconfirmed(self, text: str, answer: "JSONObject | None" = None) -> Output:
        """Return the output of a command whose question was not answered with yes."""
        hint = "" if self.interactive else " In a script, add --yes."
        return Output((Line(f"{text}{hint}", Tone.WARN),), answer, ok=False)

    @contextmanager
    def _watched_by(self, pages: "Pages", view: "TaskView") -> "Iterator[Notify]":
        """Send events to both the view and the pages."""
        with view, pages.watch_terminal(self.line) as tell_pages:

            def notify(event: "Event") -> None:
                view(event)
                tell_pages(event)

            yield notify

    @property
    def log_file(self) -> Path:
        """Where errors leave their details."""
        return self.settings.home / "logs" / "evolver.log"

    @property
    def app(self) -> "App":
        """The program."""
        return self.get_app()
