"""Carries out one line, command or task, and shows what came of it."""

import json
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from ..domain.json_value import to_json
from .command_line import Verbosity
from .context import CommandContext
from .dispatch import Dispatcher, ParsedLine
from .error_log import error_output
from .outcome_report import shown_result
from .output import Line, Output, Tone, capital, hint_text

if TYPE_CHECKING:
    from ..domain.events import Notify
    from ..domain.outcome import Outcome


class LineHandler:
    """What happens with a line in a session; nothing but leaving ends it."""

    def __init__(self, context: CommandContext) -> None:
        self.context = context
        self._dispatcher = Dispatcher(context.commands, self.known)

    def known(self, slot: str) -> tuple[str, ...]:
        """What exists for a slot of a usage."""
        if slot == "COMMAND":
            return tuple(name for one in self.context.commands for name in one.names)
        if slot == "NODE":
            return self.context.app.nodes.ids()
        if slot == "KEY":
            return _with_sections(row[0] for row in self.context.settings.rows())
        if slot == "TOOL":
            return tuple(card.name for card in self.context.app.toolkit.cards())
        return ()

    def take(self, line: str) -> None:
        """Carry a line out. Raises EOFError where the user wants to leave."""
        try:
            parsed = self._dispatcher.read(line)
            if parsed.command is not None:
                self._show_output(self.carry_out(parsed))
            else:
                self.solve(parsed.text)
        except KeyboardInterrupt:
            self.context.screen.line("Cancelled.", Tone.WARN)
        except EOFError:
            raise
        except Exception as error:  # pylint: disable=broad-exception-caught  # all are reported
            self._show_output(error_output(error, self.context.log_file))

    def meant(self, text: str) -> str:
        """The slashed command that a task's text may have been meant as ("" if none)."""
        return self._dispatcher.meant(text)

    def read(self, line: str) -> ParsedLine:
        """Tell what a line asks for. Raises CommandError."""
        return self._dispatcher.read(line)

    def carry_out(self, parsed: ParsedLine) -> Output:
        """Do what a command says."""
        assert parsed.command is not None and parsed.given is not None
        return parsed.command.action(self.context, parsed.given)

    def solve(self, text: str) -> "Outcome":
        """Solve a task, showing its stages and its result."""
        outcome = self.ask(text)
        self._show_outcome(outcome)
        return outcome

    def ask(self, text: str) -> "Outcome":
        """Solve a task, showing its stages."""
        app = self.context.app
        with self.context.watch() as notify:
            self.context.last = app.solve(text, notify)
        return self.context.last

    def _show_outcome(self, outcome: "Outcome") -> None:
        from .event_text import trace_line

        screen = self.context.screen
        for path in outcome.written_files:
            screen.line(f"wrote {path}", Tone.STEP)
        if self.context.verbosity is not Verbosity.QUIET and (line := trace_line(outcome)):
            screen.line(line, Tone.DIM)
        if outcome.solved and outcome.code_is_result:
            from .code_report import code_notes, code_part

            screen.line("")
            screen.put(code_part(outcome))
            screen.line("")
            for part in code_notes(outcome):
                screen.put(part)
            screen.line("")
            return
        if outcome.solved:
            text = shown_result(outcome.result, screen.width)
            screen.result(text, prose=outcome.kind.endswith("CONTENT"))
            return
        if outcome.status.value == "cancelled":
            screen.line("Cancelled.", Tone.WARN)
            return
        for part in unsolved_lines(outcome, self.meant):
            screen.put(part)

    def _show_output(self, output: Output) -> None:
        self.context.screen.show(output)


def _with_sections(keys: Iterable[str]) -> tuple[str, ...]:
    """The keys, and each part of the settings that they stand in."""
    found: dict[str, None] = {}
    for key in keys:
        parts = key.split(".")
        found |= {".".join(parts[:length]): None for length in range(1, len(parts) + 1)}
    return tuple(found)


def unsolved_lines(outcome: "Outcome", meant: Callable[[str], str]) -> tuple[Line, ...]:
    """Why there is no result, and what can be tried."""
    tone = Tone.WARN if outcome.status.value == "declined" else Tone.BAD
    lines = [Line(capital(outcome.error) or f"The task was {outcome.status.value}.", tone)]
    if outcome.hint:
        lines.append(Line(hint_text(outcome.hint), Tone.HINT))
    if command := meant(outcome.task.text):
        lines.append(Line(f"If you meant the command: {command}", Tone.HINT))
    return tuple(lines)


def json_line(value: object) -> str:
    """One line of JSON: a read-only mapping is an object, what JSON has no words for is text."""
    try:
        return json.dumps(value, ensure_ascii=False, default=to_json, allow_nan=False)
    except ValueError:
        # Python writes NaN and Infinity bare, which no other reader of JSON takes.
        plain = json.loads(json.dumps(value, default=to_json), parse_constant=str)
        return json.dumps(plain, ensure_ascii=False)


def event_lines(write: Callable[[str], object]) -> "Notify":
    """A listener that writes each event as one JSON line."""
    import threading
    from dataclasses import asdict

    lock = threading.Lock()

    def notify(event: object) -> None:
        told = {"event": type(event).__name__} | asdict(event)  # type: ignore[call-overload]
        with lock:
            write(json_line(told) + "\n")

    return notify
