"""The program as an interface uses it: everything that can be asked of it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from ..autoevolve.auto_evolution import AutoEvolution
from ..autoevolve.switch import EvolutionSwitch
from ..autoevolve.tests_from_use import add_accepted_result
from ..config.manager import ConfigManager
from ..domain.artifact import Artifact, ArtifactType, Recollection
from ..domain.errors import NodeError
from ..domain.events import Event, Noted, Notify, Progressed, Recalled
from ..domain.model_request import ModelState
from ..domain.node_artifacts import artifact_id
from ..domain.node_contract import call_input
from ..domain.outcome import Outcome
from ..domain.ports import NodeCaller
from ..language.task_reading import read_task
from ..memory.embedding.weights import install_model
from ..memory.import_export import Imported
from ..memory.rag_memory import RagMemory
from ..tasks.confined_function import ConfinedFunction
from ..tasks.imported_nodes import ImportedNodes, adopt_imported
from ..tasks.model_comparison import ModelComparer, ModelComparison
from ..tasks.recall_explanation import explain_task
from ..tasks.refusal import MOST_CHARACTERS, refusal
from ..toolbox.toolkit import Toolkit
from ..usercode.user_files import UserFiles
from .adapters import Adapters
from .autoevolve_wiring import make_auto_evolution, make_promotion, make_running_evolution
from .doctor import Finding, examine
from .node_calls import confined_function, read_input
from .isolated_solving import solve_without_memory
from .pipeline_factory import make_pipeline
from .program_status import ProgramStatus
from .run_mode import RunMode
from .stored_nodes import StoredNodes
from .usercode_wiring import make_user_files


def build_app(config: ConfigManager, mode: RunMode = RunMode()) -> "App":
    """The program as configured, run as `mode` says."""
    # Many threads of one small matrix product get in each other's way; numpy reads this once.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    return App(Adapters(config, mode))


class App:  # pylint: disable=too-many-public-methods  # all that can be asked
    """The program behind an interface; nothing heavy is loaded before it is needed.

    `close` gives back processes, threads and connections.
    """

    def __init__(self, adapters: Adapters) -> None:
        self._adapters = adapters
        self.auto_switch = EvolutionSwitch(
            adapters.config.home, lambda: make_running_evolution(adapters)
        )
        self._last: Outcome | None = None
        self._recalled: Recollection | None = None
        self._models: tuple[ModelState, ...] = ()
        self._tier = ("", "")

    def solve(self, text: str, notify: Notify) -> Outcome:
        """Solve a task, telling the listener each step.

        KeyboardInterrupt ends all that the task started, and is raised again.
        """
        task, adapters = read_task(text[:MOST_CHARACTERS]), self._adapters
        self._recalled, self.user_files.explanation = None, ""

        def listen(event: Event) -> None:
            if isinstance(event, Recalled):
                self._recalled = event.best
                adapters.warm_up()
            notify(event)

        try:
            with self._foreground():
                pipeline = make_pipeline(adapters.pipeline_services, adapters.rules, listen)
                refused = refusal(task, len(text), adapters.folder)
                self._last = pipeline.refuse(task, refused) if refused else pipeline.solve(task)
        finally:
            adapters.write_down()
            for note in self.take_notes():
                notify(Noted(note))
        return self._last

    @contextmanager
    def _foreground(self) -> Iterator[None]:
        """Pause auto-evolution; an interrupt ends what runs, and is raised again."""
        with self.auto_switch.paused():
            try:
                yield
            except KeyboardInterrupt:
                self._adapters.interrupt()
                raise

    def take_notes(self) -> tuple[str, ...]:
        """What happened while nobody asked, a line each, told once."""
        notes, taken = self._adapters.notes, []
        while notes:
            taken.append(notes.pop(0))
        return tuple(taken)

    @cached_property
    def auto_evolution(self) -> AutoEvolution:
        """What auto-evolution did, what it may still spend, and improving one node now."""
        return make_auto_evolution(self._adapters, self._foreground)

    @property
    def runner(self) -> NodeCaller:
        """Runs nodes by id: run_node(node_id, input) -> (stdout, stderr, metrics)."""
        return self._adapters.runner

    def function(self, name: str) -> ConfinedFunction:
        """A node's or bundled function as a callable that runs confined. Raises NodeError."""
        return confined_function(self._adapters, name)

    @cached_property
    def nodes(self) -> StoredNodes:
        """The stored nodes."""
        return StoredNodes(self._adapters)

    def explain(self) -> str:
        """Why stored code was used or not, and how versions or files were compared last."""
        return self.user_files.explanation or explain_task(self._last, self._recalled)

    def good(self) -> str:
        """Note that the last result was good."""
        return self._judge(good=True)

    def bad(self) -> str:
        """Note that the last result was bad."""
        return self._judge(good=False)

    def _judge(self, *, good: bool) -> str:
        last, memory = self._last, self._adapters.memory
        if last is None or not last.solved or not last.node_id:
            raise NodeError(
                f"there is nothing to judge: {_missing(last)}", hint="solve a task first"
            )
        node_id, own = last.node_id, self._adapters.own_functions
        artifact: Artifact = memory.give_verdict(artifact_id(ArtifactType.CODE, node_id), good)
        word = "good" if good else "bad"
        if good:
            adapters = self._adapters
            node = adapters.nodes.load(node_id)
            asked = last.task.text if last.arguments is None else call_input(last.arguments)
            given = read_input(adapters, node, asked)
            add_accepted_result(
                last, given, adapters.nodes, adapters.suite_runner(), make_promotion(adapters)
            )
            if last.is_unconfirmed and last.arguments is not None:
                own.learn(node, last.task.text, last.arguments)
        else:
            own.forget(node_id, last.wording or last.task.text)
        return f"Noted as {word}: {node_id}, quality now {artifact.quality:.2f}."

    @property
    def toolkit(self) -> Toolkit:
        """The tools, to look at, check, grant and try."""
        return self._adapters.toolkit

    @property
    def memory(self) -> RagMemory:
        """All that is remembered, to look at and to repair. Its methods raise MemoryUnavailable."""
        return self._adapters.memory

    @cached_property
    def user_files(self) -> UserFiles:
        """What can be done with the user's own files."""
        return make_user_files(self._adapters, self._foreground)

    def compare_models(self, task: str, notify: Notify) -> ModelComparison:
        """Solve one task with each configured model. Raises Declined where there are not two."""
        adapters = self._adapters
        rules = replace(adapters.rules, library_first=False)
        solve = solve_without_memory(adapters.pipeline_services, rules)
        comparer = ModelComparer(adapters.model, adapters.probe_models, solve)
        with self._foreground():
            return comparer.compare(task, notify)

    def import_memory(self, path: Path) -> tuple[Imported, ImportedNodes]:
        """Merge an export in; programs that pass here become nodes. Raises MemoryUnavailable."""
        adapters = self._adapters
        came = adapters.memory.import_from(path)
        return came, adopt_imported(adapters.memory, adapters.nodes, adapters.suite_runner())

    def pull(self, model: str, notify: Notify) -> None:
        """Install a model at its Ollama, telling how far it is. Raises ModelError."""
        for step in self._adapters.router.pull(model):
            notify(Progressed(step.status, step.completed, step.total))

    def install_embeddings(self) -> None:
        """Install memory's embedding weights. Raises MemoryUnavailable."""
        install_model(self._adapters.config.project / "requirements-embedding.txt")

    def status(self) -> ProgramStatus:
        """The program at a glance, as last probed; asks nobody."""
        adapters = self._adapters
        made = adapters.__dict__
        spent = adapters.router.usage().total.tokens if "router" in made else 0
        warm = adapters.sandbox.state if "sandbox" in made else ()
        return ProgramStatus(
            models=self._models,
            sandbox_tier=self._tier[0],
            sandbox_note=self._tier[1],
            memory=adapters.memory.state() if "memory" in made else None,
            auto=self.auto_switch.is_on,
            nodes=len(adapters.nodes.ids()),
            tokens=spent,
            data_folder=str(adapters.config.home),
            offline=adapters.offline,
            log_file=str(adapters.config.home / "logs" / "evolver.log"),
            warm=len(warm),
            warm_mb=sum(one.memory_mb for one in warm),
        )

    def probe(self) -> None:
        """Ask models, sandbox and memory how they are, each at most half a second."""
        if not self._adapters.offline and not self._adapters.mode.replay:
            self._models = self._adapters.probe_models()
        sandbox = self._adapters.sandbox
        self._tier = (sandbox.tier, sandbox.explanation)
        self._adapters.memory.state()
        try:
            self.auto_switch.restore()
        except NodeError as error:
            self._adapters.notes.append(str(error))

    def make_ready(self) -> None:
        """Somebody begins to type: load, beside that, what the first search needs."""
        self._adapters.executor.submit(self._adapters.warm_up_memory)

    def doctor(self) -> Iterator[Finding]:
        """Check everything for real: name, whether it is well, what was found, and the cure."""
        self._models = () if self._adapters.offline else self._adapters.probe_models()
        return examine(self._adapters, self._models)

    def close(self) -> None:
        """Give everything back."""
        self.auto_switch.close()
        self._adapters.close()


def _missing(last: Outcome | None) -> str:
    if last is None:
        return "no task was solved in this session"
    if not last.solved:
        return "the last task was not solved"
    return "the last task's program was not kept"
