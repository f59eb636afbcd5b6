"""What a command is, and what it finds at hand: the program, the settings, ways to ask the user."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from .commands.usage_grammar import UsageLine, read_usage
from .output import Output
from .screen import Screen
from .verbosity import Verbosity

if TYPE_CHECKING:
    from ..app.app import App
    from ..config.manager import ConfigManager
    from ..domain.events import Notify
    from ..domain.outcome import Outcome


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
    loudness: Verbosity = Verbosity.NORMAL
    interactive: bool = False
    told: set[str] = field(default_factory=set)
    last: "Outcome | None" = None
    watcher: "Callable[[], AbstractContextManager[Notify]] | None" = None

    def watch(self) -> "AbstractContextManager[Notify]":
        """A listener that shows what a task or a long command tells, while it is entered."""
        if self.watcher is not None:
            return self.watcher()
        from .task_view import TaskView

        return TaskView(self.screen, self.loudness, self.told)

    @property
    def log_file(self) -> Path:
        """Where errors leave their details."""
        return self.settings.home / "logs" / "evolver.log"

    @property
    def app(self) -> "App":
        """The program behind the face."""
        return self.get_app()


Given: TypeAlias = Mapping[str, str]
Action: TypeAlias = Callable[[CommandContext, Given], Output]


@dataclass(frozen=True, slots=True)
class Command:
    """A command: its usages (the first is shown first), its summary, and what it does.

    `summary` is the first line of the function's docstring, `details` the rest.
    """

    usages: tuple[str, ...]
    action: Action
    aliases: tuple[str, ...] = ()
    group: str = "Session"

    @property
    def grammars(self) -> tuple[UsageLine, ...]:
        """The usages, read."""
        return tuple(read_usage(usage) for usage in self.usages)

    @property
    def name(self) -> str:
        """The command's word, without the slash."""
        return self.usages[0].lstrip("/").partition(" ")[0]

    @property
    def names(self) -> tuple[str, ...]:
        """The name and its aliases."""
        return (self.name, *self.aliases)

    @property
    def summary(self) -> str:
        """What it does, in one line."""
        return (self.action.__doc__ or "").strip().partition("\n")[0]

    @property
    def details(self) -> str:
        """What else there is to say ("" for nothing)."""
        rest = (self.action.__doc__ or "").strip().partition("\n")[2]
        return "\n".join(line.strip() for line in rest.strip().splitlines())

    def fit(self, rest: str) -> dict[str, str] | None:
        """What the words behind the name mean, or None if they fit no usage."""
        for grammar in self.grammars:
            given = grammar.fit(rest)
            if given is not None:
                return given
        return None


def command(
    *usages: str, aliases: tuple[str, ...] = (), group: str = "Session"
) -> Callable[[Action], Command]:
    """Make a command of a function: usage lines as "/run NODE [INPUT]", summary from docstring."""

    def make(action: Action) -> Command:
        return Command(usages, action, aliases, group)

    return make
