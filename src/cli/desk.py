"""What a command finds at hand: the program, the settings, and ways to ask the user."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING

from src.cli.screen import Screen

if TYPE_CHECKING:
    from src.cli.commands.table import Command
    from src.cli.face import App, Settings


class Loudness(IntEnum):
    """How much is told about a task's steps."""

    QUIET = 0
    NORMAL = 1
    VERBOSE = 2


def _refuse(_question: str) -> bool:
    return False


@dataclass(slots=True)
class Desk:
    """One session's surroundings; `app` is built when it is first asked for.

    `ask` puts a yes-or-no question (False where nobody can answer); `edit` opens the user's
    editor on a text and returns what was saved, or None.
    """

    get_app: "Callable[[], App]"
    settings: "Settings"
    screen: Screen
    commands: tuple["Command", ...] = ()
    ask: Callable[[str], bool] = _refuse
    edit: Callable[[str, str], str | None] | None = None
    loudness: Loudness = Loudness.NORMAL
    interactive: bool = False

    @property
    def log_file(self) -> Path:
        """Where errors leave their details."""
        return self.settings.home / "logs" / "evolver.log"

    @property
    def app(self) -> "App":
        """The program behind the face."""
        return self.get_app()
