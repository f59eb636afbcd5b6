"""What a command works with: the program, the settings, the screen, ways to ask the user."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from .command_line import Verbosity
from .screen import Screen

if TYPE_CHECKING:
    from ..app.app import App
    from ..config.manager import ConfigManager
    from ..domain.events import Notify
    from ..domain.outcome import Outcome
    from .command_registry import Command


def _refuse(_question: str) -> bool:
    return False


@dataclass(slots=True)
class CommandContext:
    """One session's surroundings; `app` is built when it is first asked for.

    `ask` puts a yes-or-no question (False where nobody can answer); `edit` opens the user's
    editor on a text and returns what was saved, or None; `watcher` replaces the usual view;
    `last` is the last task's outcome; `told` is what the user need not be told again.
    """

    get_app: "Callable[[], App]"
    settings: "ConfigManager"
    screen: Screen
    commands: tuple["Command", ...] = ()
    ask: Callable[[str], bool] = _refuse
    edit: Callable[[str, str], str | None] | None = None
    verbosity: Verbosity = Verbosity.NORMAL
    interactive: bool = False
    told: set[str] = field(default_factory=set)
    last: "Outcome | None" = None
    watcher: "Callable[[], AbstractContextManager[Notify]] | None" = None

    def watch(self) -> "AbstractContextManager[Notify]":
        """A listener that shows what a task or a long command tells, while it is entered."""
        if self.watcher is not None:
            return self.watcher()
        from .task_view import TaskView

        return TaskView(self.screen, self.verbosity, self.told)

    @property
    def log_file(self) -> Path:
        """Where errors leave their details."""
        return self.settings.home / "logs" / "evolver.log"

    @property
    def app(self) -> "App":
        """The program."""
        return self.get_app()
