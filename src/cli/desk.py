"""What a command finds at hand: the program, the settings, and ways to ask the user."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from src.cli.loudness import Loudness
from src.cli.screen import Screen

if TYPE_CHECKING:
    from src.cli.commands.table import Command
    from src.cli.face import App, Settings
    from src.core.events import Notify
    from src.core.outcome import Outcome


def _refuse(_question: str) -> bool:
    return False


@dataclass(slots=True)
class Desk:
    """One session's surroundings; `app` is built when it is first asked for.

    `ask` puts a yes-or-no question (False where nobody can answer); `edit` opens the user's
    editor on a text and returns what was saved, or None; `watcher` replaces the usual view;
    `last` is the last task's outcome; `told` is what the user need not be told again.
    """

    get_app: "Callable[[], App]"
    settings: "Settings"
    screen: Screen
    commands: tuple["Command", ...] = ()
    ask: Callable[[str], bool] = _refuse
    edit: Callable[[str, str], str | None] | None = None
    loudness: Loudness = Loudness.NORMAL
    interactive: bool = False
    told: set[str] = field(default_factory=set)
    last: "Outcome | None" = None
    watcher: "Callable[[], AbstractContextManager[Notify]] | None" = None

    def watch(self) -> "AbstractContextManager[Notify]":
        """A listener that shows what a task or a long command tells, while it is entered."""
        if self.watcher is not None:
            return self.watcher()
        from src.cli.view import View

        return View(self.screen, self.loudness, self.told)

    @property
    def log_file(self) -> Path:
        """Where errors leave their details."""
        return self.settings.home / "logs" / "evolver.log"

    @property
    def app(self) -> "App":
        """The program behind the face."""
        return self.get_app()
