"""The program as an interface uses it: everything that can be asked of it."""

import os
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cached_property, partial
from typing import TYPE_CHECKING

from ..autoevolve.switch import EvolutionSwitch, RunningEvolution
from ..config.manager import ConfigManager
from ..domain.artifact import Recollection
from ..domain.errors import BadArguments, EvolverError, NodeError
from ..domain.events import Event, Noted, Notify, Recalled
from ..domain.model_request import ModelState
from ..domain.outcome import Outcome
from ..domain.ports import NodeCaller
from ..domain.program_status import ProgramStatus
from ..domain.replace import replace
from ..domain.task import Task
from ..language.given_code import GivenCode
from ..language.task_reading import read_task, task_of_function
from ..memory.rag_memory import RagMemory
from ..tasks.function_calls import ConfinedFunction
from ..tasks.pipeline import MOST_CHARACTERS, refusal
from .adapters import Adapters
from .pipeline_factory import make_pipeline
from .run_mode import RunMode

if TYPE_CHECKING:
    from ..autoevolve.auto_evolution import AutoEvolution
    from ..evolve.evolution_runs import EvolutionRuns
    from ..models.usage import UsageTotals
    from ..tasks.function_search import KnownFunctions
    from ..tasks.model_bench import ModelTrials
    from ..tasks.session import TaskSession
    from ..toolbox.toolkit import Toolkit
    from ..usercode.user_files import UserFiles
    from .doctor import Finding
    from .model_wiring import ModelSetup
    from .sandbox_wiring import StartedParts
    from .stored_nodes import StoredNodes

# What a task does without is imported by the method that needs it: one-shot runs wait for imports.


def build_app(
    config: ConfigManager, mode: RunMode = RunMode(), started: "StartedParts | None" = None
) -> "App":
    """Build the program as configured, run as `mode` says, from what was started before it."""
    # Many threads of one small matrix product get in each other's way; numpy reads this once.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    return App(Adapters(config, mode, started))


class App:  # pylint: disable=too-many-public-methods  # all that can be asked
    """The program behind an interface; nothing heavy is loaded before it is needed."""

    def __init__(self, adapters: Adapters) -> None:
        self._adapters = adapters
        self.auto_switch = EvolutionSwitch(adapters.config.home, partial(_evolution, adapters))
        self._last: Outcome | None = None
        self._recalled: Recollection | None = None
        self._models: tuple[ModelState, ...] = ()
        self._tier = ("", "")
        self._asking = threading.Lock()
        # Where a model's or a user's code is read, the warning would name an unknown file.
        warnings.filterwarnings("ignore", category=SyntaxWarning, module="(<unknown>|subject)$")

    def solve(self, text: str, notify: Notify) -> Outcome:
        """Solve a task, telling the listener each step.

        KeyboardInterrupt ends all that the task started, and is raised again.
        """
        return self._solve(read_task(text[:MOST_CHARACTERS]), notify, len(text))

    def solve_for_program(self, text: str) -> Outcome:
        """Solve a task for another program, whose @names grant no file; one at a time."""
        task = replace(read_task(text[:MOST_CHARACTERS]), files=())
        with self._asking:
            return self._solve(task, lambda event: None, len(text))

    def _solve(self, task: Task, notify: Notify, typed: int = 0) -> Outcome:
        adapters = self._adapters
        if "sandbox" not in adapters.__dict__:
            # It starts while the first task is read.
            sandbox = adapters.sandbox
            adapters.executor.submit(lambda: sandbox.tier)
        self._recalled = None
        if "user_files" in self.__dict__:
            self.user_files.explanation = ""

        def listen(event: Event) -> None:
            if isinstance(event, Recalled):
                self._recalled = event.best
                adapters.warm_up()
            notify(event)

        before = _spent(adapters)
        try:
            with self._foreground():
                pipeline = make_pipeline(adapters.pipeline_services, adapters.rules, listen)
                refused = refusal(task, typed, adapters.folder)
                self._last = pipeline.refuse(task, refused) if refused else pipeline.solve(task)
        finally:
            if "memory" in adapters.__dict__:
                # It holds back to write more at once: a kill would take that.
                adapters.memory.flush()
            for note in self.take_notes():
                notify(Noted(note))
        if (spent := _spent(adapters)) is not None:
            from ..models.usage import usage_of

            self._last = replace(self._last, usage=usage_of(spent, before))
        return self._last

    @cached_property
    def session(self) -> "TaskSession":
        """This session: solves its lines in the light of those before."""
        return _make_session(self._adapters, self.solve)

    @contextmanager
    def _foreground(self) -> Iterator[None]:
        """Pause auto-evolution; an interrupt ends what runs, and is raised again."""
        with self.auto_switch.paused():
            try:
                yield
            except KeyboardInterrupt:
                self._adapters.interrupt()
                raise

    def interrupt(self, thread: int | None = None) -> None:
        """End what runs and what waits for a model, or only what one thread waits for."""
        self._adapters.interrupt(thread)

    def note(self, text: str) -> None:
        """Have a line shown above the prompt."""
        self._adapters.notes.append(text)

    def take_notes(self) -> tuple[str, ...]:
        """Return what happened in the background, a line each, once."""
        notes, taken = self._adapters.notes, []
        while notes:
            taken.append(notes.pop(0))
        return tuple(taken)

    @cached_property
    def auto_evolution(self) -> "AutoEvolution":
        """What auto-evolution did, what it may still spend, and improving one node now."""
        from .autoevolve_wiring import make_auto_evolution

        return make_auto_evolution(self._adapters, self._foreground)

    @cached_property
    def evolution_runs(self) -> "EvolutionRuns":
        """Evolving the user's programs with an evaluator: start, resume, list, read, export."""
        from .evolve_wiring import make_evolution_runs

        return make_evolution_runs(self._adapters)

    @property
    def runner(self) -> NodeCaller:
        """Runs nodes by id: run_node(node_id, input) -> (stdout, stderr, metrics)."""
        return self._adapters.runner

    def function(self, asked: str | GivenCode) -> ConfinedFunction:
        """Return a function as a callable that runs confined; `code_evolver.function` says more."""
        self._adapters.lifetime.check()
        if not isinstance(asked, (str, GivenCode)):
            kind = type(asked).__name__
            raise BadArguments(f"a function's name or a task in words is needed, not {kind}")
        if isinstance(asked, str) and asked.isidentifier():
            return self._adapters.functions.as_callable(asked)
        # One task at a time: a second thread finds what the first has kept.
        with self._asking:
            outcome = self._solve(task_of_function(asked), lambda event: None)
        return self._adapters.functions.made_by(outcome)

    @property
    def functions(self) -> "KnownFunctions":
        """All functions, the user's own and the bundled ones."""
        return self._adapters.functions

    @cached_property
    def nodes(self) -> "StoredNodes":
        """The stored nodes."""
        from .stored_nodes import StoredNodes

        return StoredNodes(self._adapters)

    def explain(self) -> str:
        """Return why stored code was used or not, and how versions or files were compared last."""
        from ..tasks.lessons import explain_task

        of_files = self.user_files.explanation if "user_files" in self.__dict__ else ""
        return of_files or explain_task(self._last, self._recalled)

    def good(self, outcome: Outcome | None = None) -> str:
        """Note that a result was good, by default the last one."""
        return self.nodes.judge(outcome or self._last, good=True)

    def bad(self, outcome: Outcome | None = None) -> str:
        """Note that a result was bad, by default the last one."""
        return self.nodes.judge(outcome or self._last, good=False)

    @property
    def toolkit(self) -> "Toolkit":
        """The tools, to look at, check, grant and try."""
        return self._adapters.toolkit

    @property
    def memory(self) -> RagMemory:
        """All that is remembered, to look at and to repair. Its methods raise MemoryUnavailable."""
        return self._adapters.memory

    @cached_property
    def user_files(self) -> "UserFiles":
        """What can be done with the user's own files."""
        from .usercode_wiring import make_user_files

        return make_user_files(self._adapters, self._foreground)

    @cached_property
    def model_trials(self) -> "ModelTrials":
        """What has the configured models solve the same tasks."""
        from .trial_wiring import make_model_trials

        return make_model_trials(self._adapters, self._foreground)

    @cached_property
    def model_setup(self) -> "ModelSetup":
        """Installing models, at servers or inside the program, and choosing one for all roles."""
        from .model_wiring import ModelSetup

        return ModelSetup(self._adapters)

    def status(self) -> ProgramStatus:
        """Return the program at a glance, as last probed."""
        return _status(self._adapters, self._models, self._tier, auto=self.auto_switch.is_on)

    def probe(self) -> None:
        """Ask models, sandbox and memory how they are, each at most half a second."""
        if not self._adapters.mode.offline and not self._adapters.mode.replay:
            self._models = self._adapters.router.states()
        sandbox = self._adapters.sandbox
        self._tier = (sandbox.tier, sandbox.explanation)
        self._adapters.memory.state()
        try:
            self.auto_switch.restore()
        except NodeError as error:
            self._adapters.notes.append(str(error))

    def make_ready(self) -> None:
        """Load what the first task needs while the user begins to type."""
        threading.Thread(target=self.model_setup.load_ahead, daemon=True).start()

        def warm_up_memory() -> None:
            with suppress(EvolverError):  # A search reports it.
                self._adapters.memory.warm_up()

        self._adapters.executor.submit(warm_up_memory)

    def doctor(self) -> "Iterator[Finding]":
        """Check everything for real: name, whether it is well, what was found, and the cure."""
        from .doctor import examine

        self._models = () if self._adapters.mode.offline else self._adapters.router.states()
        return examine(self._adapters, self._models)

    def close(self) -> None:
        """Give back processes, threads and connections, unless they are a parent process's."""
        if self._adapters.lifetime.is_of_this_process:
            self.auto_switch.close()
            self._adapters.close()


def _status(
    adapters: Adapters, models: tuple[ModelState, ...], tier: tuple[str, str], *, auto: bool
) -> ProgramStatus:
    spent = _spent(adapters)
    made, home = adapters.__dict__, adapters.config.home
    warm = adapters.sandbox.state if "sandbox" in made else ()
    return ProgramStatus(
        models=models,
        sandbox_tier=tier[0],
        sandbox_note=tier[1],
        memory=adapters.memory.state() if "memory" in made else None,
        auto=auto,
        nodes=len(adapters.nodes.ids()),
        tokens=spent.tokens if spent else 0,
        data_folder=str(home),
        offline=adapters.mode.offline,
        log_file=str(home / "logs" / "evolver.log"),
        warm=len(warm),
        warm_mb=sum(one.memory_mb for one in warm),
    )


def _make_session(adapters: Adapters, solve: Callable[[str, Notify], Outcome]) -> "TaskSession":
    from ..tasks.session import TaskSession
    from ..tasks.session_files import SessionFiles, session_name

    name, folder = partial(session_name, adapters.clock), adapters.config.home / "sessions"
    return TaskSession(
        solve,
        # pylint: disable-next=unnecessary-lambda  # the library takes a while to import
        lambda text: adapters.library.answers(text),
        lambda: adapters.own_functions,
        lambda: adapters.pipeline_services.model,
        SessionFiles(folder, name, resume=adapters.mode.resume),
    )


def _evolution(adapters: Adapters) -> RunningEvolution:
    from .autoevolve_wiring import make_running_evolution

    return make_running_evolution(adapters)


def _spent(adapters: Adapters) -> "UsageTotals | None":
    """Return what the models spent in this session; None where none was asked yet."""
    return adapters.router.usage().total if "router" in adapters.__dict__ else None
