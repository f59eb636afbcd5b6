"""Wires the work on the user's own code: which sandbox, which measuring, which improvers."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import partial

from ..domain.events import Notify
from ..domain.measurement import Verdict
from ..domain.ports import Improver
from ..domain.replace import replace
from ..measure.error_budget import SharedBudget
from ..models.usage import ObservedModel
from ..optimize.optimizer import Measuring
from ..optimize.rewrites.rewrite_improver import RewriteImprover
from ..sandbox.sandbox import ConfinedSandbox
from ..usercode.comparison import (
    CompareFunctions,
    ComparisonRequest,
    FileComparison,
    compare_functions,
)
from ..usercode.harness import QUICK
from ..usercode.import_probe import ImportProbe
from ..usercode.module import UserModule
from ..usercode.optimization import CANDIDATES, MeasuringServices, UserCodeOptimizer
from ..usercode.requests import StepReporter
from ..usercode.suite_author import ModelSuiteAuthor
from ..usercode.suite_growth import SuiteGrowth
from ..usercode.suite_writer import WrittenTest
from ..usercode.user_files import UserFiles
from ..verify.equivalence import DifferentialEquivalence
from ..verify.subject_program import SubjectEnvironment
from .adapters import Adapters
from .measure_wiring import make_measuring
from .pipeline_factory import make_improver


def make_comparison(sandbox: ConfinedSandbox, by_function: CompareFunctions) -> FileComparison:
    """Make what compares the user's own files; each comparison has the whole error budget."""
    budget = SharedBudget(candidates=1)
    return FileComparison(lambda around: make_measuring(sandbox, budget, around), by_function)


def make_user_files(
    adapters: Adapters, foreground: Callable[[], AbstractContextManager[None]]
) -> UserFiles:
    """Make what compares, optimizes and tests the user's own files."""
    sandbox = adapters.sandbox

    @contextmanager
    def services(around: SubjectEnvironment) -> Iterator[MeasuringServices]:
        with sandbox.isolated_copy() as apart:
            yield MeasuringServices(
                ImportProbe(sandbox, apart, around),
                _measuring(adapters, around),
                adapters.clock.monotonic,
            )

    @contextmanager
    def optimizer(around: SubjectEnvironment, notify: Notify) -> Iterator[UserCodeOptimizer]:
        with services(around) as bench:
            yield UserCodeOptimizer(bench, partial(_improvers, adapters, notify), notify)

    def by_function(request: ComparisonRequest) -> Verdict:
        with services(request.environment) as bench:
            return compare_functions(bench, request)

    @contextmanager
    def growth(around: SubjectEnvironment, notify: Notify) -> Iterator[SuiteGrowth]:
        with sandbox.isolated_copy() as apart:
            probe = ImportProbe(sandbox, apart, around)
            steps = StepReporter(notify, adapters.clock.monotonic)
            yield SuiteGrowth(probe, apart, steps, _author(adapters, notify))

    return UserFiles(make_comparison(sandbox, by_function), optimizer, growth, foreground)


def _measuring(adapters: Adapters, around: SubjectEnvironment) -> Measuring:
    """Measuring with the whole error budget to itself."""
    measuring = make_measuring(adapters.sandbox, SharedBudget(CANDIDATES), around)
    quick = DifferentialEquivalence(adapters.sandbox, environment=replace(around, limits=QUICK))
    return replace(measuring, equivalence=quick, executor=adapters.executor)


def _improvers(
    adapters: Adapters, notify: Notify, note_unused: Callable[[str], None]
) -> tuple[Improver, ...]:
    if adapters.model is None:
        return (RewriteImprover(),)
    listening = ObservedModel(adapters.model, notify)
    return RewriteImprover(), make_improver(listening, adapters.rules, note_unused=note_unused)


def _author(
    adapters: Adapters, notify: Notify
) -> Callable[[UserModule, Sequence[str]], tuple[WrittenTest, ...]] | None:
    """Return what asks the model for tests; None where none may be asked."""
    if adapters.model is None:
        return None
    author = ModelSuiteAuthor(ObservedModel(adapters.model, notify))
    return lambda module, functions: author.write(module.name, module.source, functions)
