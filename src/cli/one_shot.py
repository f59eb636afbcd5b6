"""Serves scripts: one line or a stream of lines, results on stdout, stages on stderr."""

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TextIO

from ..domain.errors import BadArguments, CommandError, ConfigError, EvolverError
from ..domain.events import Notify
from ..domain.installation import PROGRAM
from ..domain.outcome import Outcome
from .code_report import code_notes, code_part
from .command_line import CANCELLED, SOLVED, UNSOLVED, WRONG_USAGE, Arguments, Verbosity
from .error_log import error_output
from .event_text import trace_line
from .input_line import LineHandler, event_lines, json_line, unsolved_lines
from .outcome_report import (
    SCHEMA,
    exit_code,
    failure_object,
    outcome_object,
    result_text,
)
from .output import Output, Tone
from .screen import Screen
from .task_view import TaskView


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

    def take(self, line: str, strays: tuple[str, ...] = ()) -> int:
        """Carry out one line; the exit code."""
        try:
            return self._take(line, strays)
        except KeyboardInterrupt:
            if self._arguments.json:
                self._print(json_line(failure_object(line, "cancelled", "", "cancelled")))
            self._complain("Cancelled.")
            return CANCELLED
        except BrokenPipeError:
            raise
        except EOFError:
            raise
        except Exception as error:  # pylint: disable=broad-exception-caught  # all are reported
            return self._report(line, error)

    def take_all(self, lines: Iterable[str]) -> int:
        """Carry out lines until one says exit; the worst exit code, a cancelled one ends it."""
        worst = SOLVED
        for line in lines:
            if not line.strip():
                continue
            try:
                code = self.take(line)
            except EOFError:
                break
            worst = _worse(worst, code)
            if code == CANCELLED:
                break
        return worst

    def _take(self, line: str, strays: tuple[str, ...]) -> int:
        if not line.strip():
            raise BadArguments("The task is empty.", hint='Say it in words: "add 10 and 20"')
        parsed = self._line_handler.read(line)
        if parsed.command is None:
            if strays:
                raise BadArguments(
                    f"There is no option {strays[0]}.", hint=f"{PROGRAM} --help shows them all."
                )
            return self._solve(parsed.text)
        output = self._line_handler.carry_out(parsed)
        if self._arguments.json:
            answer = output.answer
            whole = {"schema": SCHEMA, **answer} if isinstance(answer, dict) else answer
            self._print(json_line(whole))
        else:
            self._out.show(output)
        return SOLVED if output.ok else UNSOLVED

    def _solve(self, text: str) -> int:
        outcome = self._solved(text)
        if self._arguments.json:
            self._print(json_line(outcome_object(outcome)))
        elif outcome.solved and outcome.code_is_result:
            self._out.put(code_part(outcome))
            if self._verbosity and not self._arguments.events:
                for part in code_notes(outcome):
                    self._stages.put(part)
        elif outcome.solved:
            self._print(result_text(outcome.result))
        if not outcome.solved and not self._arguments.events:
            for part in unsolved_lines(outcome, self._line_handler.meant):
                self._stages.put(part)
        return exit_code(outcome)

    def _solved(self, text: str) -> Outcome:
        outcome = self._line_handler.ask(text)
        if self._verbosity and not self._arguments.events:
            for path in outcome.written_files:
                self._stages.line(f"wrote {path}", Tone.STEP)
            if line := trace_line(outcome):
                self._stages.line(line, Tone.DIM)
        return outcome

    @contextmanager
    def _watch(self) -> Iterator[Notify]:
        if self._arguments.events:
            yield event_lines(self._write_event)
            return
        # What holds for all tasks of a stream, as a server that is away, is told with the first.
        with TaskView(self._stages, self._verbosity, self._line_handler.context.told) as view:
            yield view

    @property
    def _verbosity(self) -> Verbosity:
        if self._arguments.quiet:
            return Verbosity.QUIET
        return Verbosity.VERBOSE if self._arguments.verbose else Verbosity.NORMAL

    def _report(self, line: str, error: Exception) -> int:
        output = error_output(error, self._line_handler.context.log_file)
        hint = error.hint if isinstance(error, EvolverError) else ""
        answer = output.answer if isinstance(output.answer, dict) else {}
        message = str(answer.get("error", error))
        if self._arguments.json:
            self._print(json_line(failure_object(line, message, str(answer.get("hint", hint)))))
        self._show_trouble(output, message, str(answer.get("hint", hint)))
        return WRONG_USAGE if isinstance(error, (CommandError, ConfigError)) else UNSOLVED

    def _show_trouble(self, output: Output, message: str, hint: str) -> None:
        if self._arguments.events:
            self._write_event(json_line({"event": "Error", "error": message, "hint": hint}) + "\n")
        else:
            self._stages.show(output)

    def _complain(self, text: str) -> None:
        if self._arguments.events:
            self._write_event(json_line({"event": "Cancelled"}) + "\n")
        else:
            self._stages.line(text, Tone.WARN)

    def _print(self, text: str) -> None:
        self._out.stream.write(self._out.clean(text) + "\n")
        self._out.stream.flush()

    def _write_event(self, text: str) -> None:
        self._stages.stream.write(text)
        self._stages.stream.flush()


def _worse(one: int, other: int) -> int:
    order = (SOLVED, 3, UNSOLVED, WRONG_USAGE, CANCELLED)
    return max(one, other, key=order.index)


def read_lines(stream: TextIO) -> Iterable[str]:
    """The lines of a stream as they come."""
    for line in iter(stream.readline, ""):
        yield line.rstrip("\r\n")


def close_quietly() -> None:
    """Nobody reads stdout any more: do not complain about it at exit, too."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
