"""Puts together, for each task, the pipeline that solves it: its trace and listener are its own."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from ..domain.candidate import Suite
from ..domain.errors import Declined, ModelError
from ..domain.events import Event, Notify, Recalled, TaskEnded, TaskStarted
from ..domain.json_value import JSONObject, JSONValue
from ..domain.model_request import Role
from ..domain.outcome import Outcome
from ..domain.ports import Clock, Improver, LanguageModel, Memory, Sandbox, Toolbox
from ..domain.replace import replace
from ..domain.task import Classification, Specification, Task
from ..library.function_library import FunctionLibrary
from ..library.library_splitter import LibrarySplitter
from ..memory.rag_memory import RagMemory
from ..models.usage import ObservedModel
from ..nodes.node_store import FolderNodeStore
from ..tasks.answering import Answering
from ..tasks.case_judge import CaseJudge
from ..tasks.case_runner import CaseRunner
from ..tasks.case_writer import CaseWriter
from ..tasks.compound import CompoundSolver
from ..tasks.escalation import AttemptRule, Escalation
from ..tasks.execution import LiveRunner
from ..tasks.finalize import Reviewer, TaskOptimizer
from ..tasks.function_chooser import FunctionChooser, NearFunction, asked_words
from ..tasks.function_generator import FunctionGenerator, ToolChoice
from ..tasks.known_function import KnownFunctionSolver
from ..tasks.lessons import Lessons, Recaller
from ..tasks.live_tools import LiveTools, ToolAllowance, ToolBudget
from ..tasks.overseer import ModelClassifier, ModelOverseer
from ..tasks.own_functions import OwnFunctions, OwnFunctionSolver
from ..tasks.persistence import Persistence
from ..tasks.pipeline import Pipeline
from ..tasks.retested_nodes import PartVersions
from ..tasks.script_writer import ScriptWriter
from ..tasks.splitter import ModelSplitter
from ..tasks.trace import Tracer
from ..tasks.unknown_task import UnknownTaskSolver
from ..verify.inputs import CaseDrawer, probes, text_samples

if TYPE_CHECKING:
    from ..optimize.model_improver import ModelImprover
    from ..optimize.optimizer import Optimizer

TITLES = {
    Role.FAST: "Fast Code Generator",
    Role.GENERATOR: "Code Generator",
    Role.POWERFUL: "Powerful Code Generator",
    Role.ESCALATION: "Escalation Code Generator",
}


class PipelineServices(Struct, frozen=True):
    """What lives longer than a task.

    `model` is None when no model is to be asked; `replay_tool` answers the tool calls of suites
    from what was recorded.
    """

    sandbox: Sandbox
    model: LanguageModel | None
    library: FunctionLibrary
    memory: RagMemory
    nodes: FolderNodeStore
    toolbox: Toolbox
    reviewer: Reviewer
    own: OwnFunctions
    make_optimizer: "Callable[[Sequence[Improver], Notify], Optimizer]"
    replay_tool: Callable[[JSONObject], JSONValue]
    clock: Clock
    folder: Path
    out_folder: Callable[[str], str]


class PipelineRules(Struct, frozen=True):
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


class _Job(Struct, frozen=True):
    """What the steps of one task share; its parts share `budget` with it."""

    services: PipelineServices
    rules: PipelineRules
    model: ObservedModel | None
    tracer: Tracer
    notify: Notify
    budget: ToolBudget
    suite_runner: CaseRunner


def make_pipeline(
    services: PipelineServices,
    rules: PipelineRules,
    listen: Notify,
    whole: _Job | None = None,
) -> Pipeline:
    """Make a pipeline for a task, or for a part of the `whole`, which is not split again.

    The listener hears everything that happens.
    """

    def notify(event: Event) -> None:
        tracer.hear(event)
        listen(event)

    model = ObservedModel(services.model, notify) if services.model else None
    tokens: Callable[[], int] = lambda: model.tokens if model else 0
    failures = whole.tracer.failures if whole else None
    tracer = Tracer(notify, services.clock.monotonic, tokens, failures)
    budget = whole.budget if whole else ToolBudget(rules.tool_allowance)
    runner = CaseRunner(services.sandbox, services.replay_tool, services.folder)
    job = _Job(services, rules, model, tracer, notify, budget, runner)
    own, known = _known(job)

    def unknown() -> UnknownTaskSolver:
        return _unknown(job, own, known, None if whole else _compound(job))

    return Pipeline(own, known, unknown)


def _compound(job: _Job) -> CompoundSolver:
    """Make what solves the task in parts, should it have several."""
    services = job.services

    def hear(event: Event) -> None:
        # To the listener the whole is one task: begun once, recalled once, ended once.
        if not isinstance(event, (TaskStarted, TaskEnded, Recalled)):
            job.notify(event)

    def solve_part(task: Task) -> Outcome:
        return make_pipeline(services, job.rules, hear, job).solve(task)

    by_model = (
        (ModelSplitter(job.model, report=job.tracer.reply_unused),) if job.model is not None else ()
    )
    return CompoundSolver(
        (*by_model, LibrarySplitter(services.library)),
        solve_part,
        job.suite_runner,
        services.reviewer,
        services.nodes,
        PartVersions(services.nodes, job.suite_runner),
        services.library.arguments_for,
        job.tracer,
        job.notify,
    )


def make_improver(
    model: LanguageModel,
    rules: PipelineRules,
    most_tokens: int = 0,
    note_unused: Callable[[str], None] = lambda sentence: None,
) -> "ModelImprover":
    """Make what asks the model for faster versions, within the settings' tokens at most."""
    from ..optimize.model_improver import ModelImprover

    bound = most_tokens or rules.improver_tokens
    number = rules.improver_candidates
    return ModelImprover(model, number, token_budget=bound, note_unused=note_unused)


def make_generator(
    model: LanguageModel, toolbox: Toolbox, memory: Memory, clock: Clock
) -> FunctionGenerator:
    """Make what asks the model for the body of a typed function, or to repair one."""
    fixes = Lessons(memory, clock.now).fixes_for
    return FunctionGenerator(model, TITLES, tools=toolbox.cards(), fixes=fixes)


def _known(job: _Job) -> tuple[OwnFunctionSolver, KnownFunctionSolver]:
    """Make what solves tasks by functions that are there already."""
    services, rules, model = job.services, job.rules, job.model
    answering, drawer = _answering(job), CaseDrawer(services.sandbox)
    trouble = PartVersions(services.nodes, job.suite_runner).trouble
    generator = judge = None
    if model is not None:
        generator = make_generator(model, services.toolbox, services.memory, services.clock)
        judge = CaseJudge(model, report=job.tracer.reply_unused).version_is_right
    escalation = Escalation(
        generator,
        job.suite_runner,
        lambda plan: probes(plan, drawer),
        job.tracer,
        job.notify,
        rules.sample_temperature,
        lambda: model is not None and model.is_slow,
        judge,
    )
    known = KnownFunctionSolver(
        services.library,
        escalation,
        rules.attempts,
        answering,
        model is not None and not rules.library_first,
        lambda plan, source: (
            () if plan.tools else drawer.draw(source, plan.function, samples=text_samples(plan))
        ),
        model is not None,
    )
    return OwnFunctionSolver(services.own, answering, trouble), known


def _unknown(
    job: _Job, own: OwnFunctionSolver, known: KnownFunctionSolver, compound: CompoundSolver | None
) -> UnknownTaskSolver:
    services, model = job.services, job.model
    offline = UnknownTaskSolver(
        own,
        known,
        Recaller(services.own.memory),
        lambda task, known: known,
        None,
        _no_suite,
        compound=compound,
    )
    if model is None:
        return offline
    report = job.tracer.reply_unused
    writer = ScriptWriter(
        model, services.sandbox, services.reviewer, services.out_folder, job.tracer, job.notify
    )
    return replace(
        offline,
        classify=partial(_classify, job, model),
        overseer=ModelOverseer(model, report=report),
        write_suite=CaseWriter(model, report=report).write,
        tools=ToolChoice(services.toolbox.cards, services.memory.tools.rank).choose,
        chooser=FunctionChooser(
            model, services.memory, services.nodes, partial(_near, services.library), report=report
        ),
        write_script=writer.write,
    )


def _near(library: FunctionLibrary, text: str) -> list[NearFunction]:
    return [
        NearFunction(one.signature, one.source, f"{one.entry.title}: {one.entry.description}")
        for one in library.book.nearest(text)
        if not library.book.names_another(one.signature.name, asked_words(text))
    ]


def _no_suite(specification: Specification) -> Suite:
    raise Declined(f"no model writes tests for {specification.title}")


def _classify(job: _Job, model: LanguageModel, task: Task, known: Classification) -> Classification:
    """Ask the model for the kind of a task; its words tell if that fails.

    A model that also plans is not asked twice: its plan says what the task needs.
    """
    if job.rules.classifier_plans:
        return known
    try:
        return ModelClassifier(model, report=job.tracer.reply_unused).classify(task)
    except ModelError as error:
        job.tracer.fell_back("classify", error)
        return known


def _answering(job: _Job) -> Answering:
    services = job.services

    def make_optimizer() -> "Optimizer":
        improvers = [make_improver(job.model, job.rules)] if job.model else []
        return services.make_optimizer(improvers, job.notify)

    return Answering(
        services.reviewer,
        TaskOptimizer(make_optimizer, job.suite_runner, job.notify),
        Persistence(services.nodes, services.memory, services.clock.now, job.notify),
        services.nodes,
        LiveRunner(
            services.sandbox,
            LiveTools(services.toolbox, services.replay_tool, job.budget, job.notify),
            services.folder,
            services.out_folder,
        ),
        job.tracer,
        job.notify,
    )
