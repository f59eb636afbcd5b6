"""The public interface: a session at the prompt, and the same for other programs."""

import os
import sys
import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TextIO

from ..app.run_mode import RunMode
from ..app.tool_settings import check_tool_settings
from .command_line import Verbosity
from .commands.catalogue import all_commands
from .context import CommandContext
from .input_line import LineHandler
from .screen import Screen
from .theme import features_of

if TYPE_CHECKING:
    from ..app.app import App
    from ..config.manager import ConfigManager
    from ..domain.ports import NodeCaller
    from ..tasks.confined_function import ConfinedFunction


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
            shown, features_of(shown, self.environment, config.settings.terminal.theme)
        )
        self.context = CommandContext(lambda: self.app, config, self.screen, all_commands())
        self.line_handler = LineHandler(self.context)

    @property
    def app(self) -> "App":
        """The program, built when first asked for."""
        with self._lock:
            if self._app is None:
                self._app = self._build()
            return self._app

    @property
    def runner(self) -> "NodeCaller":
        """Runs nodes: `runner.run_node(node_id, {"description": ...})`."""
        return self.app.runner

    def function(self, name: str) -> "ConfinedFunction":
        """A function that was kept, or a bundled one, as a callable: `function("is_prime")(7)`.

        `name` is the function's or its node's. Each call runs confined. A bundled function that
        was never kept runs from the library's own source; nothing is solved or kept for it.
        Raises NodeError, with near names, where there is none.
        """
        return self.app.function(name)

    def generate_code(self, text: str) -> bool:
        """Solve a task, showing the stages and the result; True if it was solved."""
        return self.line_handler.solve(text).solved

    def run(self) -> int:
        """Hold a session at the prompt until the user leaves; the exit code."""
        from .repl import Repl

        self.context.interactive = True
        vi_mode = self.config.settings.terminal.vi_mode
        prompt = Repl(self.context, self.line_handler, self.environment, vi_mode=vi_mode)
        self.context.ask = prompt.confirm
        self.context.edit = prompt.edit
        try:
            prompt.hold(self.line_handler.take)
        finally:
            self.close()
        return 0

    def set_verbosity(self, verbosity: Verbosity) -> None:
        """How much is told of a task's stages."""
        self.context.verbosity = verbosity

    def close(self) -> None:
        """Give everything back; a second time is harmless."""
        with self._lock:
            app, self._app = self._app, None
        if app is not None:
            app.close()


def _real_app(config: "ConfigManager", mode: RunMode) -> "App":
    from ..app.app import build_app

    return build_app(config, mode)
