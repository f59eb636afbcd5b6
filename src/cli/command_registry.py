"""What a command is: its usages, its words, and what it does."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from .commands.usage_grammar import UsageLine, read_usage
from .context import CommandContext
from .output import Output

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
