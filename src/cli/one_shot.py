"""Serves scripts: one line or a stream of lines, results on stdout, stages on stderr."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TextIO

from ..domain.errors import BadArguments, CommandError, ConfigError
from ..domain.events import Noted, Notify
from ..domain.installation import PROGRAM
from ..domain.json_value import JSONObject
from .code_report import code_notes, is_new_code
from .command_line import CANCELLED, MODEL_DOWN, SOLVED, UNSOLVED, WRONG_USAGE, Arguments, Verbosity
from .error_log import error_output
from .event_text import closing_lines
from .input_line import LineHandler, event_lines, json_line, unsolved_lines
from .outcome_report import SCHEMA, exit_code, failure_object, outcome_object, result_text
from .output import Code, Line, Part, Tone
from .screen import Screen
from .streams import stdout_failure
from .task_view import TaskView

_BY_WEIGHT = (SOLVED, MODEL_DOWN, UNSOLVED, WRONG_USAGE, CANCELLED)


class OneShot:
    """Carries out lines for a script.

    `stages` is the screen on stderr; commands and results go to `out`.
    """

    def __init__(
        self, line_handler: LineHandler, arguments: Arguments, stages: Screen, out: Screen
    ) -> None:
        self._line_handler = line_handler
        self._arguments = arguments
        self._stages = stages
        self._out = out
        line_handler.context.watcher = self._watch

    def take(self, line: str, strays: tuple[str, ...] = (), words: tuple[str, ...] = ()) -> int:
        """Carry out one line, which may have come as these arguments; the exit code."""
        try:
            return self._take(line, strays, words)
        except KeyboardInterrupt:
            if self._arguments.json:
                self._print(json_line(failure_object(line, "cancelled", "", "cancelled")))
            self._complain({"event": "Cancelled"}, [Line("Cancelled.", Tone.WARN)])
            return CANCELLED
        except EOFError:
            raise
        except Exception as error:  # pylint: disable=broad-exception-caught  # all are reported
            if stdout_failure() is not None:
                raise
            return self._report(line, error)

    def take_all(self, stream: TextIO) -> int:
        """Carry out a stream's lines as they come; return the worst exit code.

        A line that says exit ends it, and so does a cancelled one.
        """
        worst = SOLVED
        for line in iter(stream.readline, ""):
            if not line.strip():
                continue
            try:
                code = self.take(line.rstrip("\r\n"))
            except EOFError:
                break
            worst = max(worst, code, key=_BY_WEIGHT.index)
            if code == CANCELLED:
                break
        return worst

    def _take(self, line: str, strays: tuple[str, ...], words: tuple[str, ...]) -> int:
        if not line.strip():
            raise BadArguments("The task is empty.", hint='say it in words: "add 10 and 20"')
        if (shown := line.encode(errors="backslashreplace").decode()) != line:
            raise BadArguments(f"{shown} is not UTF-8 text")
        parsed = self._line_handler.read(line, words)
        if parsed.command is None:
            if strays:
                raise BadArguments(
                    f"Unknown option: {strays[0]}.", hint=f"{PROGRAM} --help shows them all."
                )
            return self._solve(parsed.text)
        output = self._line_handler.carry_out(parsed)
        if notes := self._line_handler.context.take_notes():
            with self._watch() as notify:
                for note in notes:
                    notify(Noted(note))
        if self._arguments.json:
            answer = output.answer
            whole = {"schema": SCHEMA, **answer} if isinstance(answer, dict) else answer
            self._print(json_line(whole))
        else:
            self._out.show(output)
        return SOLVED if output.ok else UNSOLVED

    def _solve(self, text: str) -> int:
        outcome = self._line_handler.ask(text)
        talks = self._verbosity and not self._arguments.events
        if talks:
            self._show(closing_lines(outcome, self._verbosity))
        if self._arguments.json:
            self._print(json_line(outcome_object(outcome)))
        elif outcome.solved and outcome.code_is_result:
            self._out.put(Code(outcome.source))
            self._show(code_notes(outcome) if talks else ())
        elif outcome.solved:
            if talks and is_new_code(outcome) and self._verbosity is Verbosity.NORMAL:
                self._stages.put(Code(outcome.source))
            self._print(result_text(outcome.result))
        if not outcome.solved and not self._arguments.events:
            self._show(unsolved_lines(outcome, self._line_handler.meant))
        return exit_code(outcome)

    @contextmanager
    def _watch(self) -> Iterator[Notify]:
        if self._arguments.events:
            yield event_lines(self._write_event)
            return
        # What holds for all tasks of a stream, such as a missing server, is shown with the first.
        with TaskView(self._stages, self._verbosity, self._line_handler.context.announced) as view:
            yield view

    @property
    def _verbosity(self) -> Verbosity:
        return self._line_handler.context.verbosity

    def _report(self, line: str, error: Exception) -> int:
        output = error_output(error, self._line_handler.context.log_file)
        assert isinstance(output.answer, dict)
        message, hint = str(output.answer["error"]), str(output.answer["hint"])
        if self._arguments.json:
            self._print(json_line(failure_object(line, message, hint)))
        self._complain({"event": "Error", **output.answer}, output.parts)
        return WRONG_USAGE if isinstance(error, (CommandError, ConfigError)) else UNSOLVED

    def _complain(self, event: JSONObject, parts: Iterable[Part]) -> None:
        """Show on stderr what went wrong, or write it as an event."""
        if self._arguments.events:
            self._write_event(json_line(event) + "\n")
        else:
            self._show(parts)

    def _show(self, parts: Iterable[Part]) -> None:
        for part in parts:
            self._stages.put(part)

    def _print(self, text: str) -> None:
        self._out.stream.write(self._out.clean(text) + "\n")
        self._out.stream.flush()

    def _write_event(self, text: str) -> None:
        self._stages.stream.write(text)
        self._stages.stream.flush()
