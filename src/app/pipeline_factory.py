"""Puts together, for each task, the pipeline that solves it: its trace and listener are its own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from ..domain.candidate import Suite
from ..domain.errors import Declined, ModelError
from ..domain.events import Event, Notify, Recalled, TaskEnded, TaskStarted
from ..domain.json_value import JSONObject, JSONValue
from ..domain.model_request import Role
from ..domain.outcome import Outcome
from ..domain.ports import (
    Clock,
    Generator,
    Improver,
    LanguageModel,
    Memory,
    RunLog,
    Sandbox,
    Splitter,
    Toolbox,
)
from ..domain.task import Classification, Specification, Task, TaskKind
from ..domain.tool import ToolCard
from ..library.function_library import FunctionLibrary
from ..library.library_splitter import LibrarySplitter
from ..models.model_events import ObservedModel
from ..nodes.node_store import FolderNodeStore
from ..optimize.model_improver import ModelImprover
from ..tasks.case_writer import CaseWriter
from ..tasks.classifier import ModelClassifier
from ..tasks.compound import CompoundSolver, PartSolvers
from ..tasks.escalation import AttemptRule, Escalation
from ..tasks.execution import LiveRunner
from ..tasks.fallback import (
    Fallback,
    FallbackGenerator,
    FallbackSplitter,
    RoleSwitch,
)
from ..tasks.function_chooser import FunctionChooser, NearFunction
from ..tasks.function_generator import FunctionGenerator
from ..tasks.library_generator import LibraryGenerator
from ..tasks.live_tools import LiveTools, ToolAllowance, ToolBudget
from ..tasks.case_runner import CaseRunner
from ..tasks.overseer import ModelOverseer
from ..tasks.own_functions import OwnFunctions
from ..tasks.part_versions import PartVersions
from ..tasks.persistence import Persistence
from ..tasks.pipeline import Pipeline
from ..tasks.pipeline_steps import (
    KeepingSteps,
    ProgramOptimizer,
    ProgramReviewer,
    TaskRecaller,
    WritingSteps,
)
from ..tasks.script_writer import ScriptWriter
from ..tasks.splitter import ModelSplitter
from ..tasks.tool_choice import ToolChoice, ToolRanking
from ..tasks.trace import Tracer
from ..verify.inputs import CaseDrawer, probes

TITLES = {
    Role.FAST: "Fast Code Generator",
    Role.GENERATOR: "Code Generator",
    Role.POWERFUL: "Powerful Code Generator",
    Role.ESCALATION: "Escalation Code Generator",
}


class RememberingStore(Memory, RunLog, Protocol):
    """Memory and run log in one, as they share their database; tools are ranked by both."""

    @property
    def tools(self) -> ToolRanking: ...


class MakeOptimizer(Protocol):
    """Makes a task's optimizer, which tells its listener and may ask the task's model."""

    def __call__(
        self, improvers: Sequence[Improver], suite_runner: CaseRunner, notify: Notify
    ) -> ProgramOptimizer: ...


@dataclass(frozen=True, slots=True)
class PipelineServices:
    """What lives longer than a task.

    `model` is None when no model is to be asked; `replay_tool` answers the tool calls of suites
    from what was recorded.
    """

    sandbox: Sandbox
    model: LanguageModel | None
    library: FunctionLibrary
    memory: RememberingStore
    nodes: FolderNodeStore
    toolbox: Toolbox
    reviewer: ProgramReviewer
    own: OwnFunctions
    recaller: TaskRecaller
    make_optimizer: MakeOptimizer
    replay_tool: Callable[[JSONObject], JSONValue]
    clock: Clock
    folder: Path
    out_folder: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class PipelineRules:
    """What the settings say of a task's way.

    `classifier_plans` says that one model at one endpoint is both classifier and overseer.
    """

    attempts: tuple[AttemptRule, ...]
    library_first: bool
    improver_candidates: int
    tool_allowance: ToolAllowance
    improver_tokens: int
    sample_temperature: float
    classifier_plans: bool


@dataclass(frozen=True, slots=True)
class _Job:
    """What the steps of one task share; its parts share `fallback` and `budget` with it."""

    services: PipelineServices
    rules: PipelineRules
    model: ObservedModel | None
    tracer: Tracer
    notify: Notify
    fallback: Fallback
    budget: ToolBudget


def make_pipeline(services: PipelineServices, rules: PipelineRules, listen: Notify) -> Pipeline:
    """A pipeline for one task, whose listener hears everything that happens."""
    return _pipeline(services, rules, listen)


def _pipeline(
    services: PipelineServices, rules: PipelineRules, listen: Notify, whole: _Job | None = None
) -> Pipeline:
    """A pipeline for a task, or for a part of the `whole`, which is not split again."""
    made: list[Pipeline] = []

    def notify(event: Event) -> None:
        if made:
            made[0].notify(event)
            tracer.hear(event)
        listen(event)

    model = ObservedModel(services.model, notify) if services.model else None
    clock = services.clock
    tracer = Tracer(notify, clock.monotonic, lambda: model.tokens if model else 0)
    fallback = whole.fallback if whole else Fallback(notify)
    budget = whole.budget if whole else ToolBudget(rules.tool_allowance)
    job = _Job(services, rules, model, tracer, notify, fallback, budget)
    several = None if whole else _several(job)
    made.append(Pipeline(_thinking(job), _finishing(job), tracer, notify, several))
    return made[0]


def _several(job: _Job) -> CompoundSolver:
    """Who solves the task in parts, should it be several."""
    services = job.services

    def hear(event: Event) -> None:
        # To whoever listens the whole is one task: begun once, recalled once, ended once.
        if not isinstance(event, (TaskStarted, TaskEnded, Recalled)):
            job.notify(event)

    def solve_part(task: Task) -> Outcome:
        return _pipeline(services, job.rules, hear, job).solve(task)

    splitters: list[Splitter] = [LibrarySplitter(services.library)]
    if job.model is not None:
        splitters.insert(0, ModelSplitter(job.model))
    solvers = PartSolvers(
        FallbackSplitter(job.fallback, splitters),
        solve_part,
        suite_runner_of(services),
        services.reviewer,
        services.nodes,
        PartVersions(services.nodes, suite_runner_of(services)),
        services.library.arguments_for,
    )
    return CompoundSolver(solvers, job.tracer, job.notify)


def make_improver(
    model: LanguageModel, rules: PipelineRules, most_tokens: int = 0
) -> ModelImprover:
    """What asks the model for faster versions; its tokens are bounded by the settings at least."""
    bound = most_tokens or rules.improver_tokens
    return ModelImprover(model, rules.improver_candidates, token_budget=bound)


def make_generator(model: LanguageModel, toolbox: Toolbox) -> FunctionGenerator:
    """What asks the model for the body of a typed function, or to repair one."""
    return FunctionGenerator(model, TITLES, tools=toolbox.cards())


def suite_runner_of(services: PipelineServices) -> CaseRunner:
    """The suite runner over these services."""
    return CaseRunner(services.sandbox, services.replay_tool, services.folder)


def _thinking(job: _Job) -> WritingSteps:
    services, model = job.services, job.model
    generators: list[Generator] = []
    if model is not None:
        generator = make_generator(model, services.toolbox)
        generators = [generator, RoleSwitch(generator, Role.ESCALATION)]
    drawer = CaseDrawer(services.sandbox)
    return WritingSteps(
        services.library,
        services.own,
        services.recaller,
        _classify(job),
        ModelOverseer(model) if model else None,
        CaseWriter(model).write if model else _no_suite,
        _escalation(job, generators, drawer),
        _escalation(job, [LibraryGenerator(services.library)], drawer),
        job.rules.attempts,
        model is not None and not job.rules.library_first,
        lambda plan, source: () if plan.tools else drawer.draw(source, plan.function),
        _tools(services, model),
        _chooser(job, model) if model else None,
        PartVersions(services.nodes, suite_runner_of(services)).trouble,
        _script_writer(job, model) if model else None,
    )


def _chooser(job: _Job, model: LanguageModel) -> FunctionChooser:
    services = job.services

    def near(text: str) -> list[NearFunction]:
        return [
            NearFunction(one.signature, one.source, f"{one.entry.title}: {one.entry.description}")
            for one in services.library.book.nearest(text)
        ]

    return FunctionChooser(model, services.memory, services.nodes, near)


def _script_writer(job: _Job, model: LanguageModel) -> Callable[[Task, TaskKind], Outcome]:
    services = job.services
    writer = ScriptWriter(
        model, services.sandbox, services.reviewer, services.out_folder, job.tracer, job.notify
    )
    return writer.write


def _no_suite(specification: Specification) -> Suite:
    raise Declined(f"no model writes tests for {specification.title}")


def _classify(job: _Job) -> Callable[[Task, Classification], Classification]:
    """The model's word for what kind of task it is; without one, what its words tell.

    A model that plans, too, is not asked twice: its plan says what the task needs.
    """
    model = job.model
    if model is None or job.rules.classifier_plans:
        return lambda task, known: known
    classifier = ModelClassifier(model)

    def classify(task: Task, known: Classification) -> Classification:
        try:
            return classifier.classify(task)
        except ModelError as error:
            job.fallback.tell("classify", error)
            return known

    return classify


def _escalation(job: _Job, generators: Sequence[Generator], drawer: CaseDrawer) -> Escalation:
    return Escalation(
        FallbackGenerator(job.fallback, generators, job.notify),
        suite_runner_of(job.services),
        lambda plan: probes(plan, drawer),
        job.tracer,
        job.notify,
        job.rules.sample_temperature,
    )


def _tools(
    services: PipelineServices, model: LanguageModel | None
) -> Callable[[Task, Classification], Sequence[ToolCard]]:
    """What says which tools the overseer is offered; without a model nobody asks for any."""
    if model is None:
        return lambda task, kind: ()
    return ToolChoice(services.toolbox.cards, services.memory.tools).choose


def _finishing(job: _Job) -> KeepingSteps:
    services, memory = job.services, job.services.memory
    improvers = [make_improver(job.model, job.rules)] if job.model else []
    return KeepingSteps(
        services.reviewer,
        services.make_optimizer(improvers, suite_runner_of(services), job.notify),
        Persistence(services.nodes, memory, memory, services.clock.now, job.notify),
        services.nodes,
        LiveRunner(
            services.sandbox,
            LiveTools(services.toolbox, services.replay_tool, job.budget, job.notify),
            services.folder,
            services.out_folder,
        ),
    )
