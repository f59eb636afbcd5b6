"""The public face: a session at the prompt, and the same for other programs."""

import os
import sys
import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TextIO

from ..app.run_mode import RunMode
from ..app.tool_settings import check_tool_settings
from .command_registry import CommandContext
from .commands.catalogue import all_commands
from .input_line import LineHandler
from .screen import Screen
from .theme import look_of
from .verbosity import Verbosity

if TYPE_CHECKING:
    from ..app.app import App
    from ..config.manager import ConfigManager
    from ..domain.ports import NodeCaller


class ChatCLI:
    """Code Evolver with a screen.

    `build` makes the program behind it (by default the real one, from the settings); it is
    called when the first thing is asked of it, once. Raises ConfigError where a tool in the
    settings is broken.
    """

    def __init__(
        self,
        config: "ConfigManager",
        *,
        mode: RunMode = RunMode(),
        build: Callable[[], "App"] | None = None,
        stream: TextIO | None = None,
    ) -> None:
        check_tool_settings(config)
        self.config = config
        self._build = build or (lambda: _real_app(config, mode))
        self._app: App | None = None
        self._lock = threading.Lock()
        self.environment: Mapping[str, str] = os.environ
        shown = stream or sys.stdout
        self.screen = Screen(
            shown, look_of(shown, self.environment, config.settings.terminal.theme)
        )
        self.desk = CommandContext(lambda: self.app, config, self.screen, all_commands())
        self.turns = LineHandler(self.desk)

    @property
    def app(self) -> "App":
        """The program behind the face, built when first asked for."""
        with self._lock:
            if self._app is None:
                self._app = self._build()
            return self._app

    @property
    def runner(self) -> "NodeCaller":
        """Runs nodes: `runner.run_node(node_id, {"description": ...})`."""
        return self.app.runner

    def generate_code(self, text: str) -> bool:
        """Solve a task, showing the stages and the result; True if it was solved."""
        return self.turns.solve(text).solved

    def run(self) -> int:
        """Hold a session at the prompt until the user leaves; the exit code."""
        from .repl import Repl

        self.desk.interactive = True
        vi_mode = self.config.settings.terminal.vi_mode
        prompt = Repl(self.desk, self.turns, self.environment, vi_mode=vi_mode)
        self.desk.ask = prompt.confirm
        self.desk.edit = prompt.edit
        try:
            prompt.hold(self.turns.take)
        finally:
            self.close()
        return 0

    def set_loudness(self, loudness: Verbosity) -> None:
        """How much is told of a task's stages."""
        self.desk.loudness = loudness

    def close(self) -> None:
        """Give everything back; a second time is harmless."""
        with self._lock:
            app, self._app = self._app, None
        if app is not None:
            app.close()


def _real_app(config: "ConfigManager", mode: RunMode) -> "App":
    from ..app.app import build_app

    return build_app(config, mode)
