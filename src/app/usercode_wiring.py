"""Wires the work on the user's own code: which sandbox, which measuring, which improvers."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager

from ..domain.events import Notify
from ..domain.ports import Improver
from ..measure.error_budget import SharedBudget
from ..measure.paired import PairedComparer
from ..models.model_events import ObservedModel
from ..optimize.optimizer import Measuring
from ..optimize.rewrites.rewrite_improver import RewriteImprover
from ..usercode.import_probe import ImportProbe
from ..usercode.input_size import QuickSandbox, SizeFinder
from ..usercode.module import UserModule
from ..usercode.optimization import CANDIDATES, MeasuringServices, UserCodeOptimizer
from ..usercode.step_reporter import StepReporter
from ..usercode.suite_author import ModelSuiteAuthor
from ..usercode.suite_growth import SuiteGrowth
from ..usercode.suite_writer import WrittenTest
from ..usercode.user_files import UserFiles
from ..verify.drawn_inputs import draw_values
from ..verify.equivalence import DifferentialEquivalence
from ..verify.subject_program import SubjectEnvironment
from .adapters import Adapters
from .measure_wiring import LOCK, make_comparison
from .pipeline_factory import make_improver


def make_user_files(
    adapters: Adapters, foreground: Callable[[], AbstractContextManager[None]]
) -> UserFiles:
    """Comparing, optimizing and testing the user's own files."""
    sandbox = adapters.sandbox

    @contextmanager
    def optimizer(around: SubjectEnvironment, notify: Notify) -> Iterator[UserCodeOptimizer]:
        with sandbox.isolated_copy() as apart:
            services = MeasuringServices(
                ImportProbe(sandbox, apart, around),
                SizeFinder(sandbox, around).find,
                _measuring(adapters, around),
                adapters.clock.monotonic,
            )
            yield UserCodeOptimizer(services, _improvers(adapters, notify), notify)

    @contextmanager
    def growth(around: SubjectEnvironment, notify: Notify) -> Iterator[SuiteGrowth]:
        with sandbox.isolated_copy() as apart:
            probe = ImportProbe(sandbox, apart, around)
            steps = StepReporter(notify, adapters.clock.monotonic)
            yield SuiteGrowth(probe, apart, steps, draw_values, _author(adapters, notify))

    return UserFiles(make_comparison(sandbox), optimizer, growth, foreground)


def _measuring(adapters: Adapters, around: SubjectEnvironment) -> Measuring:
    """Measuring with the whole error budget to itself."""
    sandbox = adapters.sandbox
    comparer = PairedComparer(
        sandbox, sandbox.isolated_copy, str(LOCK), SharedBudget(CANDIDATES), environment=around
    )
    equivalence = DifferentialEquivalence(QuickSandbox(sandbox), environment=around)
    return Measuring(comparer, equivalence, adapters.executor)


def _improvers(adapters: Adapters, notify: Notify) -> tuple[Improver, ...]:
    if adapters.model is None:
        return (RewriteImprover(),)
    listening = ObservedModel(adapters.model, notify)
    return RewriteImprover(), make_improver(listening, adapters.rules)


def _author(
    adapters: Adapters, notify: Notify
) -> Callable[[UserModule, Sequence[str]], tuple[WrittenTest, ...]] | None:
    """What asks the model for tests; None where none may be asked."""
    if adapters.model is None:
        return None
    author = ModelSuiteAuthor(ObservedModel(adapters.model, notify))
    return lambda module, functions: author.write(module.name, module.source, functions)
