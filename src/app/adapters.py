"""Builds what lives as long as the program, each part when it is first needed."""

import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from ..analyzers.black import BlackFormatter
from ..analyzers.catalogue import all_analyzers
from ..analyzers.confined_analyzer import ConfinedAnalyzer
from ..config.manager import ConfigManager
from ..domain.errors import EvolverError, SandboxError
from ..domain.events import Event, Noted
from ..domain.model_request import ModelState, Role
from ..domain.ports import LanguageModel
from ..domain.program_run import HostCall, Profile, Program
from ..library.function_library import FunctionLibrary
from ..memory.rag_memory import RagMemory
from ..memory.rebuild import artifacts_of_nodes
from ..memory.tool_memory import call_recorder
from ..models.recording import RecordingModel, ReplayingModel
from ..models.router import Router
from ..nodes.node_imports import find_imports
from ..nodes.node_store import FolderNodeStore
from ..sandbox.node_runner import NodeRunner
from ..sandbox.sandbox import ConfinedSandbox
from ..tasks.case_runner import CaseRunner
from ..tasks.finalize import Reviewer
from ..tasks.own_functions import OwnFunctions
from ..tasks.recaller import Recaller
from ..toolbox.recorded_replies import RecordedTools
from ..toolbox.toolbox import ManifestToolbox, unrecorded
from ..toolbox.toolkit import Toolkit
from .clock import SystemClock
from .library_wiring import open_library
from .measure_wiring import MakeTaskOptimizer
from .memory_wiring import open_memory, seed_memory
from .model_wiring import attempt_rules, embedder_by_endpoint, open_models, probe_models
from .node_calls import prepare_run, read_input
from .pipeline_factory import PipelineRules, PipelineServices, suite_runner_of
from .run_mode import RunMode
from .tool_wiring import ToolkitHooks, limits_of_programs, open_toolkit, tool_allowance


class Adapters:  # pylint: disable=too-many-public-methods  # each adapter is one
    """Every adapter, made once and when first asked for; `close` gives all back."""

    def __init__(self, config: ConfigManager, mode: RunMode = RunMode()) -> None:
        self.config = config
        self.mode = mode
        self.notes = list(config.notes)
        self._weak = mode.weak or config.settings.sandbox.allow_weak

    @property
    def folder(self) -> Path:
        """What file names in tasks are relative to."""
        return Path.cwd()

    @cached_property
    def sandbox(self) -> ConfinedSandbox:
        """The sandbox; started by its first run."""
        settings = self.config.settings.sandbox
        return ConfinedSandbox(
            limits_of_programs(settings),
            workers=settings.workers,
            readable=settings.readable,
            allow_weak=self._weak,
            find_imports=partial(find_imports, self.config.home / "nodes"),
        )

    @cached_property
    def router(self) -> Router:
        """The language models; contacted by the first request."""

        def note(event: Event) -> None:
            if isinstance(event, Noted):
                self.notes.append(event.text)

        return open_models(self.config.settings.ollama, self.config.home, note)

    @property
    def offline(self) -> bool:
        """Whether no model may be asked."""
        return self.mode.offline

    @cached_property
    def model(self) -> LanguageModel | None:
        """The models, recorded or replayed if that was asked for; None where none may be asked."""
        if self.mode.replay:
            return ReplayingModel(Path(self.mode.replay))
        if self.mode.offline:
            return None
        return (
            RecordingModel(self.router, Path(self.mode.record)) if self.mode.record else self.router
        )

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
            lambda: embedder_by_endpoint(self.router, settings),
            lambda: artifacts_of_nodes(map(self.nodes.load, self.nodes.ids())),
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
    def toolkit(self) -> Toolkit:
        """The tools, their manifests, and the user's grants."""
        is_live = self.model is not None and not self.mode.replay
        probe = self.probe_models if is_live else tuple
        record = call_recorder(lambda: self.memory.tools, self.notes) if is_live else unrecorded
        hooks = ToolkitHooks(probe, record, partial(read_input, self))
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
    def runner(self) -> NodeRunner:
        """Runs nodes by their id."""
        return NodeRunner(self.sandbox, partial(prepare_run, self))

    @cached_property
    def executor(self) -> ThreadPoolExecutor:
        """Threads for what goes on side by side."""
        return ThreadPoolExecutor(os.cpu_count() or 2, thread_name_prefix="evolver")

    @cached_property
    def analyzers(self) -> tuple[ConfinedAnalyzer, ...]:
        """The static analyzers, confined."""
        return all_analyzers(self.sandbox)

    @cached_property
    def clock(self) -> SystemClock:
        """The real clock."""
        return SystemClock()

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
            reviewer=Reviewer(self.analyzers, BlackFormatter(self.sandbox), self.executor),
            own=self.own_functions,
            recaller=Recaller(self.memory),
            make_optimizer=MakeTaskOptimizer(
                self.sandbox, self.config.settings.optimizer, self.clock, self.executor
            ),
            replay_tool=self.replay_tool,
            clock=self.clock,
            folder=self.folder,
            out_folder=self.out_folder,
        )

    @cached_property
    def rules(self) -> PipelineRules:
        """What the settings say of a task's way."""
        settings = self.config.settings
        models = settings.ollama.models
        return PipelineRules(
            attempt_rules(settings.attempts),
            settings.library == "first",
            settings.optimizer.candidates,
            tool_allowance(settings.tool_budget),
            settings.optimizer.tokens,
            settings.acceptance.sample_temperature,
            models[Role.CLASSIFIER] == models[Role.OVERSEER],
        )

    def suite_runner(self) -> CaseRunner:
        """A suite runner for work outside a task."""
        return suite_runner_of(self.pipeline_services)

    def out_folder(self, name: str) -> str:
        """The folder that receives what runs of this node write."""
        return str(self.config.home / "out" / name)

    def warm_up(self) -> None:
        """Start, beside what goes on, the processes that a new program will be tested in."""

        def start(profile: Profile, arguments: tuple[str, ...]) -> None:
            # Whoever needs the sandbox next is told what is wrong; here it is only on the way.
            with suppress(SandboxError):
                with self.sandbox.open(Program("", profile, arguments=arguments)) as session:
                    session.run({})

        for profile, arguments in ((Profile.SUITE, ()), (Profile.ANALYSIS, ("black", "--version"))):
            self.executor.submit(start, profile, arguments)

    def probe_models(self) -> tuple[ModelState, ...]:
        """How the models do now; with what the router saw of them, if it was used."""
        return probe_models(self.config.settings.ollama, self.__dict__.get("router"))

    def warm_up_memory(self) -> None:
        """Load what the first search needs, and embed what is new; a search tells its trouble."""
        with suppress(EvolverError):
            self.memory.warm_up()

    def write_down(self) -> None:
        """Write what memory holds back to write more at once: a kill would take it."""
        self._if_made("memory", lambda memory: memory.flush())

    def interrupt(self) -> None:
        """End every program that runs and every request that waits."""
        self._if_made("sandbox", lambda sandbox: sandbox.interrupt())
        self._if_made("router", lambda router: router.interrupt())

    def close(self) -> None:
        """Give back processes, threads and connections; parts never made stay unmade."""
        for name in ("sandbox", "toolkit", "router", "memory"):
            self._if_made(name, lambda part: part.close())
        if isinstance(self.__dict__.get("model"), RecordingModel):
            self._if_made("model", lambda recording: recording.close())
        self._if_made("executor", lambda executor: executor.shutdown(cancel_futures=True))

    def _if_made(self, name: str, then: Callable[[Any], None]) -> None:
        part = self.__dict__.get(name)
        if part is not None:
            then(part)
