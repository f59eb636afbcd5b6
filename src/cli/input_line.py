"""Carries out one line, command or task, and shows what came of it."""

import json
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from ..domain.json_value import json_object, to_json
from ..domain.replace import replace
from .command_line import Verbosity
from .commands.models import offer_installed_model
from .commands.node_usage import parameter_names
from .commands.task_feedback import REPLY
from .context import CommandContext
from .dispatch import Dispatcher, ParsedLine, small_talk_reply, spoken_command
from .error_log import error_output
from .outcome_report import result_parts
from .output import Code, Line, Output, Part, Tone, capital, hint_text

if TYPE_CHECKING:
    from ..domain.events import Notify
    from ..domain.outcome import Outcome


class LineHandler:
    """Carries out the lines of a session; only leaving ends it."""

    def __init__(self, context: CommandContext) -> None:
        self.context = context
        self._dispatcher = Dispatcher(
            context.commands,
            self.known,
            # pylint: disable-next=unnecessary-lambda  # the first use builds the program
            lambda text: context.app.session.is_known(text),
        )

    def known(self, slot: str) -> tuple[str, ...]:
        """Return what exists for a slot of a usage."""
        if slot == "COMMAND":
            return tuple(name for one in self.context.commands for name in one.names)
        if slot == "NODE":
            return self.context.app.nodes.ids()
        if slot == "FUNCTION":
            return self.context.app.nodes.functions()
        node_id = slot.removeprefix("INPUT ")
        if node_id != slot and node_id in self.context.app.nodes.ids():
            return parameter_names(self.context.app.nodes.load(node_id))
        if slot == "KEY":
            # The keys and the sections that hold them.
            keys = [row[0].split(".") for row in self.context.settings.rows()]
            found = (".".join(key[:length]) for key in keys for length in range(1, len(key) + 1))
            return tuple(dict.fromkeys(found))
        if slot == "TOOL":
            return tuple(card.name for card in self.context.app.toolkit.cards())
        return ()

    def take(self, line: str) -> None:
        """Carry a line out. Raises EOFError where the user wants to leave."""
        try:
            parsed = self.read(line)
            if parsed.command is not None:
                self.context.screen.show(self.carry_out(parsed))
            else:
                self.solve(parsed.text)
        except KeyboardInterrupt:
            self.context.screen.line("Cancelled.", Tone.WARN)
        except EOFError:
            raise
        except Exception as error:  # pylint: disable=broad-exception-caught  # all are reported
            self.context.screen.show(error_output(error, self.context.log_file))

    def meant(self, text: str) -> str:
        """Return the slashed command that a task's text may have been meant as ("" if none)."""
        return self._dispatcher.meant(text)

    def read(self, line: str, words: Sequence[str] = ()) -> ParsedLine:
        """Read a line as a command, which may be in plain English, or as a task.

        `words` are the arguments that the line came as. Raises CommandError.
        """
        last = self.context.last_solved
        if spoken := spoken_command(line, last.node_id if last else ""):
            return self._dispatcher.read(spoken)
        if reply := small_talk_reply(line):
            return ParsedLine(line, REPLY, {"TEXT": reply})
        return self._dispatcher.read(line, words)

    def carry_out(self, parsed: ParsedLine) -> Output:
        """Do what a command says."""
        assert parsed.command is not None and parsed.given is not None
        self.context.line = parsed.text
        return parsed.command.action(self.context, parsed.given)

    def solve(self, text: str) -> "Outcome":
        """Solve a task, showing its stages and its result."""
        if self.context.interactive:
            offer_installed_model(self.context)
        from .event_text import closing_lines

        outcome = self.ask(text)
        parts: tuple[Part, ...]
        if outcome.status.value == "cancelled":
            parts = (Line("Cancelled.", Tone.WARN),)
        elif outcome.solved:
            parts = (Line(""), *self._solved_parts(outcome), Line(""))
        else:
            parts = unsolved_lines(outcome, self.meant)
        for part in (*closing_lines(outcome, self.context.verbosity), *parts):
            self.context.screen.put(part)
        return outcome

    def ask(self, text: str) -> "Outcome":
        """Solve a task, showing its stages."""
        self.context.line, self.context.is_task_ahead = text, True
        app = self.context.app
        with self.context.watch() as notify:
            outcome = app.session.solve(text, notify)
        self.context.last = outcome
        self.context.last_solved = outcome if outcome.solved else self.context.last_solved
        return outcome

    def _solved_parts(self, outcome: "Outcome") -> Iterable[Part]:
        """Return the parts of a solved task: new code that a model wrote, and last the result."""
        from .code_report import code_notes, is_new_code

        if outcome.code_is_result:
            return (Code(outcome.source), Line(""), *code_notes(outcome))
        prose = outcome.kind.endswith("CONTENT") and isinstance(outcome.result, str)
        parts = result_parts(outcome.result, self.context.screen.width)
        if prose:
            parts = tuple(replace(one, verbatim=False) for one in parts if isinstance(one, Line))
        if is_new_code(outcome) and self.context.verbosity is Verbosity.NORMAL:
            return (Code(outcome.source), Line(""), *parts)
        return parts


def unsolved_lines(outcome: "Outcome", meant: Callable[[str], str]) -> tuple[Line, ...]:
    """Explain why a task has no result, and what to try."""
    tone = Tone.WARN if outcome.status.value == "declined" else Tone.BAD
    lines = [Line(capital(outcome.error) or f"The task was {outcome.status.value}.", tone)]
    if outcome.hint:
        lines.append(Line(hint_text(outcome.hint), Tone.HINT))
    if command := meant(outcome.task.text):
        lines.append(Line(f"If you meant the command: {command}", Tone.HINT))
    return tuple(lines)


def json_line(value: object) -> str:
    """Encode a value as one line of JSON; what JSON cannot represent becomes text."""
    try:
        return json.dumps(value, ensure_ascii=False, default=to_json, allow_nan=False)
    except ValueError:
        # Python writes NaN and Infinity bare, which no other reader of JSON takes.
        plain = json.loads(json.dumps(value, default=to_json), parse_constant=str)
        return json.dumps(plain, ensure_ascii=False)


def event_lines(write: Callable[[str], object]) -> "Notify":
    """Return a listener that writes each event as one JSON line."""
    import threading

    lock = threading.Lock()

    def notify(event: object) -> None:
        found = {"event": type(event).__name__} | json_object(event)
        with lock:
            write(json_line(found) + "\n")

    return notify
