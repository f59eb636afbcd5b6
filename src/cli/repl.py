"""The prompt: reads lines with history, completion and a toolbar, until the user leaves."""

import asyncio
import contextlib
import os
import shlex
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from prompt_toolkit.application import create_app_session
from prompt_toolkit.auto_suggest import AutoSuggestFromHistory
from prompt_toolkit.enums import EditingMode
from prompt_toolkit.filters import Condition
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from prompt_toolkit.output import ColorDepth
from prompt_toolkit.output.plain_text import PlainTextOutput
from prompt_toolkit.shortcuts import PromptSession
from prompt_toolkit.styles import Style

from ..documents.regular_files import read_file
from ..domain.errors import EvolverError
from .banner import findings, greeting, toolbar
from .completion import LineCompleter
from .error_log import error_output, record_error
from .key_bindings import KeyBurst, bindings
from .output import Line, Part, Tone, capital
from .streams import typed_keys
from .theme import is_accessible, is_dumb

if TYPE_CHECKING:
    from ..app.app import App
    from .context import CommandContext
    from .input_line import LineHandler

PROMPT = "CodeEvolver> "
_NEWS_SECONDS = 1.0
_TYPING_SECONDS = 0.1
_STYLES = MappingProxyType(
    {
        "bottom-toolbar": "noreverse",
        "auto-suggestion": "ansibrightblack",
        "exiting": "ansibrightblack",
        "completion-menu": "noreverse bg:default",
        "completion-menu.completion": "noreverse bg:default fg:default",
        "completion-menu.completion.current": "reverse bg:default fg:default",
        "completion-menu.meta.completion": "noreverse bg:default fg:ansibrightblack",
        "completion-menu.meta.completion.current": "reverse bg:default fg:default",
        "scrollbar.background": "noreverse bg:default fg:default",
        "scrollbar.button": "noreverse bg:default fg:default",
    }
)


class Repl:
    """The prompt of one session; news from the background appears above it."""

    def __init__(
        self,
        context: "CommandContext",
        line_handler: "LineHandler",
        environment: Mapping[str, str],
        *,
        vi_mode: bool = False,
    ) -> None:
        self._context = context
        self._line_handler = line_handler
        self._screen = context.screen
        self._accessible = is_accessible(environment)
        self._plain = self._accessible or is_dumb(environment)
        history_file = context.settings.home / "history"
        self._first_run = not history_file.exists()
        self._notice = ""
        self._status = ""
        self._pending: list[Part] = []
        self._ended = threading.Event()
        self._typing = threading.Event()
        self._warm = threading.Thread(target=self._warm_up, name="warm-up", daemon=True)
        with _output(environment):
            burst = KeyBurst(joined=is_dumb(environment))
            self._session = self._make_session(_history(history_file), burst, vi_mode)

    def hold(self, take: Callable[[str], None]) -> None:
        """Read and take lines until the user leaves."""
        self._screen.stream.write(greeting(self._first_run, self._screen.features))
        self._screen.stream.flush()
        with typed_keys(quiet=True):
            while True:
                try:
                    self._flush()
                    line = self._session.prompt(
                        PROMPT, pre_run=self._catch_strays, set_exception_handler=False
                    )
                    if line.strip():
                        take(line)
                        self._refresh()
                except KeyboardInterrupt:
                    self._screen.line("Type exit or press Ctrl-D to quit.")
                except EOFError:
                    self._ended.set()
                    return

    def _catch_strays(self) -> None:
        """Log what fails in the background of the prompt instead of printing over the screen."""

        def note(_loop: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
            error = context.get("exception")
            if isinstance(error, Exception):
                record_error(error, self._context.log_file)
                self._say("something went wrong; type log to see it")

        asyncio.get_running_loop().set_exception_handler(note)

    def confirm(self, question: str, by_default: bool = False) -> bool:
        """Put a yes-or-no question."""
        session: PromptSession[str] = PromptSession(history=InMemoryHistory())
        choice = "Y/n" if by_default else "y/N"
        yes = ("", "y", "yes") if by_default else ("y", "yes")
        try:
            return session.prompt(f"{question} [{choice}] ").strip().casefold() in yes
        except (KeyboardInterrupt, EOFError):
            return False

    def edit(self, text: str, suffix: str) -> str | None:
        """Let the user edit a text; what was saved, or None if the editor failed."""
        editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"edit{suffix}"
            path.write_text(text, encoding="utf-8")
            try:
                with typed_keys(quiet=False):
                    done = subprocess.run([*shlex.split(editor), str(path)], check=False)
            except OSError as error:
                self._screen.line(f"The editor {editor} cannot be started: {error.strerror}.")
                return None
            return path.read_text(encoding="utf-8") if done.returncode == 0 else None

    def _make_session(self, history: History, burst: KeyBurst, vi_mode: bool) -> PromptSession[str]:
        session: PromptSession[str] = PromptSession(
            history=history,
            multiline=True,
            prompt_continuation=lambda width, _, wrapped: "" if wrapped else "... ".rjust(width),
            auto_suggest=None if self._plain else AutoSuggestFromHistory(),
            completer=LineCompleter(self._context.commands, self._known),
            complete_in_thread=True,
            complete_while_typing=Condition(
                lambda: not self._plain and self._session.default_buffer.text.startswith("/")
            ),
            bottom_toolbar=(
                None if self._plain else lambda: self._notice or self._status or "starting ..."
            ),
            enable_open_in_editor=True,
            enable_suspend=True,
            key_bindings=bindings(self._say, burst),
            editing_mode=EditingMode.VI if vi_mode else EditingMode.EMACS,
            style=Style(list(_STYLES.items())),
            color_depth=None if self._screen.features.colour else ColorDepth.DEPTH_1_BIT,
            reserve_space_for_menu=0 if self._plain else 6,
        )
        # No warning in the middle of a line because a terminal does not report its cursor.
        session.app.renderer.cpr_not_supported_callback = None
        session.app.key_processor.before_key_press += burst.note
        session.default_buffer.on_text_changed += lambda _buffer: self._typing.set()
        session.app.after_render += lambda _app: self._start_warming()
        return session

    def _known(self, slot: str) -> tuple[str, ...]:
        try:
            return self._line_handler.known(slot)
        except EvolverError:
            # Nothing to complete with; a command that needs it says what is wrong.
            return ()

    def _say(self, notice: str) -> None:
        self._notice = notice

    def _start_warming(self) -> None:
        if self._warm.ident is None:
            self._warm.start()

    def _warm_up(self) -> None:
        """Build the program behind the first prompt, probe models and sandbox, load the screen."""
        try:
            app = self._context.app
            app.probe()
            if self._first_run:
                now = app.status()
                self._pending += findings(now)
                self._context.announced.update(
                    one.detail for one in now.models if one.state == "not reachable"
                )
            self._refresh()
            self._show_pending()
            if self._screen.features.moving:
                import rich.live  # noqa: F401  pylint: disable=unused-import
            self._tell_news(app)
        except Exception as error:  # pylint: disable=broad-exception-caught  # all are reported
            self._pending += error_output(error, self._context.log_file).parts
            self._status = "not ready; type log to see why"
            self._show_pending()

    def _tell_news(self, app: "App") -> None:
        """Show news above the prompt for as long as the session lasts."""
        is_ready = False
        while not self._ended.wait(_NEWS_SECONDS if is_ready else _TYPING_SECONDS):
            if self._typing.is_set() and not is_ready:
                # Not before: at an idle prompt the program stays as small as a prompt is.
                app.make_ready()
                is_ready = True
            if self._session.app.is_running and (notes := app.take_notes()):
                self._pending += [Line(capital(note), Tone.STEP) for note in notes]
                self._refresh()
                self._show_pending()

    def _refresh(self) -> None:
        try:
            output = self._session.app.output
            self._status = toolbar(self._context.app.status(), output.get_size().columns)
        # A toolbar's trouble ends nothing.
        except Exception as error:  # pylint: disable=broad-exception-caught
            record_error(error, self._context.log_file)
            self._status = "not ready; type log to see why"
        self._session.app.invalidate()

    def _show_pending(self) -> None:
        loop = self._session.app.loop
        if self._pending and loop is not None and self._session.app.is_running:
            loop.call_soon_threadsafe(self._put_above)

    def _put_above(self) -> None:
        # Not run_in_terminal: it leaves raw mode for a moment, and a Ctrl-D typed then is lost.
        app = self._session.app
        if app.is_running:
            app.renderer.erase()
            self._flush()
            app.renderer.request_absolute_cursor_position()
            app.invalidate()

    def _flush(self) -> None:
        while self._pending:
            self._screen.put(self._pending.pop(0))


class _KeptHistory(FileHistory):
    """History in a file; where that cannot be written (any more), in memory only."""

    def store_string(self, string: str) -> None:
        with contextlib.suppress(OSError):
            super().store_string(string)


def _output(environment: Mapping[str, str]) -> AbstractContextManager[object]:
    """Make prompts write plain text to a dumb terminal, which cannot move its cursor."""
    if not is_dumb(environment):
        return contextlib.nullcontext()
    return create_app_session(output=PlainTextOutput(sys.stdout))


def _history(path: Path) -> History:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        read_file(path)  # A pipe would keep the prompt waiting.
    except OSError:
        return InMemoryHistory()
    return _KeptHistory(str(path))
