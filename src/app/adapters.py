"""Builds what lives as long as the program, each part when it is first needed."""

import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..analyzers.catalogue import all_analyzers
from ..analyzers.confined_analyzer import BlackFormatter, ConfinedAnalyzer
from ..config.manager import ConfigManager
from ..domain.errors import SandboxError
from ..domain.events import Event, Noted, Notify
from ..domain.model_request import Role
from ..domain.ports import Embedder, Improver, LanguageModel
from ..domain.program_run import HostCall, Profile, Program
from ..library.catalogue import open_library
from ..library.function_library import FunctionLibrary
from ..library.render import is_reviewed
from ..memory.rag_memory import RagMemory
from ..memory.seeds import artifacts_of_nodes
from ..memory.tool_memory import call_recorder
from ..nodes.node_repair import survey
from ..nodes.node_store import FolderNodeStore
from ..sandbox.confined_session import NodeRunner
from ..sandbox.sandbox import ConfinedSandbox
from ..tasks.case_runner import CaseRunner
from ..tasks.escalation import AttemptRule
from ..tasks.finalize import Reviewer
from ..tasks.function_search import KnownFunctions
from ..tasks.live_tools import LiveTools, ToolAllowance, ToolBudget
from ..tasks.node_calls import NodeCalls, NodeInputs
from ..tasks.own_functions import OwnFunctions
from ..toolbox.toolbox import ManifestToolbox, RecordedTools, unrecorded
from .memory_wiring import open_memory, seed_memory
from .pipeline_factory import PipelineRules, PipelineServices
from .run_mode import Lifetime, RunMode, SystemClock
from .sandbox_wiring import StartedParts, make_executor, make_sandbox
from .tool_wiring import ToolkitHooks, open_toolkit

if TYPE_CHECKING:
    from ..models.router import Router
    from ..optimize.optimizer import Optimizer
    from ..toolbox.toolkit import Toolkit


class Adapters:  # pylint: disable=too-many-public-methods  # each adapter is one
    """Every adapter, made once and when first asked for; `close` gives all back."""

    def __init__(
        self,
        config: ConfigManager,
        mode: RunMode = RunMode(),
        started: StartedParts | None = None,
    ) -> None:
        # What is there already is never made: the parts are cached properties.
        if started is not None:
            self.__dict__.update(started)
        self.config = config
        self.mode = mode
        self.notes = list(config.notes)
        self._noted: set[str] = set()
        self.lifetime = Lifetime()
        self.clock = SystemClock()

    @property
    def folder(self) -> Path:
        """What file names in tasks are relative to."""
        try:
            return Path.cwd()
        except FileNotFoundError:
            gone = Path(os.environ.get("PWD", "/"))
            note = f"the current folder {gone} was deleted; no file can be read in it"
            if note not in self._noted:
                self._noted.add(note)
                self.notes.append(note)
            return gone

    @cached_property
    def sandbox(self) -> ConfinedSandbox:
        """The sandbox; started by its first run."""
        return make_sandbox(self.config, self.mode.weak)

    @cached_property
    def router(self) -> "Router":
        """The language models; contacted by the first request."""
        from .model_wiring import open_models

        def note(event: Event) -> None:
            if isinstance(event, Noted):
                self.notes.append(event.text)

        return open_models(self.config.settings.ollama, self.config.home, note)

    @cached_property
    def model(self) -> LanguageModel | None:
        """The models, recorded or replayed if that was asked for; None where none may be asked."""
        if self.mode.offline and not self.mode.replay:
            return None
        if not self.mode.replay and not self.mode.record:
            return self.router
        from ..models.recording import RecordingModel, ReplayingModel

        if self.mode.replay:
            return ReplayingModel(Path(self.mode.replay))
        return RecordingModel(self.router, Path(self.mode.record))

    @cached_property
    def library(self) -> FunctionLibrary:
        """The bundled functions; imported when first asked."""
        return open_library()

    @cached_property
    def memory(self) -> RagMemory:
        """Memory, over the database in the data folder."""
        settings = self.config.settings
        memory = open_memory(
            self.config.home,
            settings.memory,
            self.notes.append,
            partial(_embedder_by_endpoint, self),
            lambda: artifacts_of_nodes(survey(self.nodes.load, self.nodes.ids())[0]),
        )
        if self.model is not None:
            # They are examples for models; without one the library answers by itself.
            seed_memory(memory, self.library.book, self.toolbox.cards())
        return memory

    @cached_property
    def nodes(self) -> FolderNodeStore:
        """The nodes of the data folder."""
        return FolderNodeStore(self.config.home / "nodes", time.time)

    @cached_property
    def own_functions(self) -> OwnFunctions:
        """The user's own functions, found by the wordings that they answered."""
        return OwnFunctions(self.memory, self.nodes)

    @cached_property
    def toolkit(self) -> "Toolkit":
        """The tools, their manifests, and the user's grants."""
        is_live = self.model is not None and not self.mode.replay
        probe = self.router.states if is_live else tuple
        record = call_recorder(lambda: self.memory.tools, self.notes) if is_live else unrecorded
        hooks = ToolkitHooks(probe, record, self.node_calls.inputs.read)
        return open_toolkit(self.config, self.model, self.sandbox, self.nodes, hooks)

    @property
    def toolbox(self) -> ManifestToolbox:
        """The tools, called live."""
        return self.toolkit.toolbox

    @cached_property
    def replay_tool(self) -> HostCall:
        """What answers the tool calls of tests: recorded replies."""
        return RecordedTools(self.toolbox).call

    @cached_property
    def node_calls(self) -> NodeCalls:
        """Runs nodes on what a user gives them."""
        return _make_node_calls(self)

    @cached_property
    def functions(self) -> KnownFunctions:
        """All functions, the user's own and the bundled ones."""
        return KnownFunctions(
            self.nodes, lambda: self.library, lambda: self.memory, self.node_calls
        )

    @cached_property
    def runner(self) -> NodeRunner:
        """Runs nodes by their id."""
        return NodeRunner(self.sandbox, self.node_calls.prepare)

    @cached_property
    def executor(self) -> ThreadPoolExecutor:
        """Threads for what goes on side by side."""
        return make_executor()

    @cached_property
    def analyzers(self) -> tuple[ConfinedAnalyzer, ...]:
        """The static analyzers, confined."""
        return all_analyzers(self.sandbox)

    @cached_property
    def pipeline_services(self) -> PipelineServices:
        """What every task's pipeline uses."""
        return PipelineServices(
            sandbox=self.sandbox,
            model=self.model,
            library=self.library,
            memory=self.memory,
            nodes=self.nodes,
            toolbox=self.toolbox,
            reviewer=Reviewer(
                self.analyzers, BlackFormatter(self.sandbox), self.executor, is_reviewed
            ),
            own=self.own_functions,
            make_optimizer=partial(_make_optimizer, self),
            replay_tool=self.replay_tool,
            clock=self.clock,
            folder=self.folder,
            out_folder=self.out_folder,
        )

    @cached_property
    def rules(self) -> PipelineRules:
        """What the settings say of a task's way."""
        settings = self.config.settings
        models, budget = settings.ollama.models, settings.tool_budget
        return PipelineRules(
            tuple(
                # "task" is the role of the task's own kind.
                AttemptRule(None if a.role == "task" else Role(a.role), a.temperature, a.samples)
                for a in settings.attempts
            ),
            settings.library == "first",
            settings.optimizer.candidates,
            ToolAllowance(budget.calls, budget.tokens, budget.seconds),
            settings.optimizer.tokens,
            settings.acceptance.sample_temperature,
            models[Role.CLASSIFIER] == models[Role.OVERSEER],
        )

    def suite_runner(self) -> CaseRunner:
        """Return a suite runner for work outside a task."""
        return CaseRunner(self.sandbox, self.replay_tool, self.folder)

    def out_folder(self, name: str) -> str:
        """Return the folder that receives what runs of this node write."""
        return str(self.config.home / "out" / name)

    def warm_up(self) -> None:
        """Start in the background the processes that a new program will be tested in."""

        def start(profile: Profile, arguments: tuple[str, ...]) -> None:
            # The next use of the sandbox reports what is wrong.
            with suppress(SandboxError):
                with self.sandbox.open(Program("", profile, arguments=arguments)) as session:
                    session.run({})

        for profile, arguments in ((Profile.SUITE, ()), (Profile.ANALYSIS, ("black", "--version"))):
            self.executor.submit(start, profile, arguments)

    def interrupt(self, thread: int | None = None) -> None:
        """End every program that runs and request that waits, or only those of one thread."""
        self._if_made("sandbox", lambda sandbox: sandbox.interrupt(thread))
        self._if_made("router", lambda router: router.interrupt(thread))

    def close(self) -> None:
        """Give back processes, threads and connections; parts never made stay unmade."""
        self.lifetime.end()
        for name in ("sandbox", "toolkit", "router", "memory"):
            self._if_made(name, lambda part: part.close())
        if self.mode.record:
            self._if_made("model", lambda recording: recording.close())
        self._if_made("executor", lambda executor: executor.shutdown(cancel_futures=True))

    def _if_made(self, name: str, then: Callable[[Any], None]) -> None:
        part = self.__dict__.get(name)
        if part is not None:
            then(part)


def _make_optimizer(
    adapters: Adapters, improvers: Sequence[Improver], notify: Notify
) -> "Optimizer":
    """Make a task's optimizer; a task that is only answered does not wait for its imports."""
    from .measure_wiring import make_task_optimizer

    settings = adapters.config.settings.optimizer
    return make_task_optimizer(adapters.sandbox, settings, adapters.executor, improvers, notify)


def _make_node_calls(adapters: Adapters) -> NodeCalls:
    def tools() -> LiveTools:
        budget = ToolBudget(adapters.rules.tool_allowance)
        return LiveTools(adapters.toolbox, adapters.replay_tool, budget, lambda event: None)

    return NodeCalls(
        NodeInputs(adapters.nodes, adapters.suite_runner, lambda: adapters.library),
        adapters.sandbox,
        tools,
        lambda: adapters.folder,
        adapters.out_folder,
        adapters.lifetime.check,
    )


def _embedder_by_endpoint(adapters: Adapters) -> Embedder:
    from .model_wiring import embedder_by_endpoint

    return embedder_by_endpoint(adapters.router, adapters.config.settings)
