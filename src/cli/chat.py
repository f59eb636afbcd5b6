"""The public interface: a session at the prompt, and the same for other programs."""

import os
import sys
import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TextIO

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
    from ..domain.json_value import JSONObject
    from ..domain.ports import NodeCaller
    from ..evolve.run_report import RunReport
    from ..tasks.evolved_function import EvolvedFunction
    from ..tasks.function_calls import ConfinedFunction


class ChatCLI:
    """Code Evolver with a screen.

    `build` makes the program behind it (by default the real one, from the settings); it is
    called when the first thing is asked of it, once. Raises ConfigError where a tool that the
    command line or the environment gives is broken.
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
        self._build = build or (lambda: _real_app(config, mode, self.context.is_task_ahead))
        self._app: App | None = None
        self._lock = threading.Lock()
        self.environment: Mapping[str, str] = os.environ
        shown = stream or sys.stdout
        self.screen = Screen(
            shown, features_of(shown, self.environment, config.settings.terminal.theme)
        )
        self.context = CommandContext(lambda: self.app, config, self.screen, all_commands())
        self.context.take_notes = lambda: self._app.take_notes() if self._app else ()
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

    def function(self, asked: str) -> "ConfinedFunction":
        """Return a function as a callable, by its name or by a task: `function("is_prime")(7)`.

        A name is the function's or its node's. A bundled function that was never kept runs from
        the library's own source; nothing is solved or kept for it. A task ("reverse a text") is
        solved, tested and kept the first time. Each call runs confined. Raises NodeError, with
        near names, where there is none, and Declined where a task is not solved.
        """
        return self.app.function(asked)

    def evolved(self, stub: "Callable[..., Any]") -> "EvolvedFunction":
        """Decorate a stub: its body is written, tested and kept by the first call."""
        from ..tasks.evolved_function import EvolvedFunction

        # pylint: disable-next=unnecessary-lambda  # the first call builds the program
        return EvolvedFunction(stub, lambda code: self.app.function(code))

    def generate_code(self, text: str) -> bool:
        """Solve a task, showing the stages and the result; True if it was solved."""
        return self.line_handler.solve(text).solved

    def evolve(
        self,
        file: str,
        evaluator: str,
        *,
        iterations: int | None = None,
        target: float | None = None,
        config: str = "",
    ) -> "RunReport":
        """Evolve a program with an evaluator in OpenEvolve's form (docs/EVOLVE.md).

        The best program is `report.best.record.source`. Raises Declined where the files or the
        evaluator are wrong.
        """
        from ..evolve.evolution_runs import EvolveRequest
        from ..evolve.budgets import Budgets

        request = EvolveRequest(file, evaluator, config, iterations, Budgets(target=target))
        with self.context.watch() as notify:
            return self.app.evolution_runs.start(request, notify)

    def optimize(
        self, file: str, *, function: str = "", inputs: str = "", in_place: bool = False
    ) -> "JSONObject":
        """Make a function of a file faster (docs/OWN_CODE.md); return what `--json` prints.

        Without `function` the slowest one is chosen. Raises EvolverError if the file cannot be
        read, run or measured.
        """
        from ..usercode.requests import UserCodeRequest

        request = UserCodeRequest(file, function, inputs, keep=in_place)
        with self.context.watch() as notify:
            return self.app.user_files.optimize(request, notify).answer

    def run(self) -> int:
        """Hold a session at the prompt until the user leaves; return the exit code."""
        from .repl import Repl

        self.context.interactive = True
        vi_mode = self.config.settings.terminal.vi_mode
        prompt = Repl(self.context, self.line_handler, self.environment, vi_mode=vi_mode)
        self.context.ask = prompt.confirm
        self.context.edit = prompt.edit
        if self.config.asks_for_trust:
            # Once, and before anything is loaded.
            keys = ", ".join(self.config.untrusted)
            question = f"This folder's code_evolver.yaml sets {keys}. Trust it?"
            self.config.trust_folder(prompt.confirm(question))
            check_tool_settings(self.config)
        try:
            prompt.hold(self.line_handler.take)
        finally:
            self.close()
        return 0

    def set_verbosity(self, verbosity: Verbosity) -> None:
        """Set how much of a task's stages is shown."""
        self.context.verbosity = verbosity

    def close(self) -> None:
        """Release everything; a second time is harmless."""
        pages, self.context.pages = self.context.pages, None
        if pages is not None:
            # First, while the program can still take what the pages have at work.
            pages.close()
        with self._lock:
            app, self._app = self._app, None
        if app is not None:
            app.close()


def _real_app(config: "ConfigManager", mode: RunMode, is_task_ahead: bool) -> "App":
    from ..app.sandbox_wiring import start_ahead

    started = start_ahead(config, mode.weak) if is_task_ahead else None
    from ..app.app import build_app

    return build_app(config, mode, started)
