"""Wires the work on the user's own code: who looks, who measures, which improvers are asked."""

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ..domain.candidate import Candidate
from ..domain.errors import BadArguments
from ..domain.events import Notify
from ..domain.ports import Improver, Session
from ..domain.program_run import Program
from ..domain.task import Workload
from ..measure.error_budget import SharedBudget
from ..measure.paired import PairedComparer
from ..measure.scaling import Scale, find_scale
from ..models.model_events import ListeningModel
from ..optimize.optimizer import LEAST_OWN_MS, Measuring
from ..optimize.rewrites.rewrite_improver import RewriteImprover
from ..sandbox.sandbox import ConfinedSandbox
from ..usercode.import_probe import QUICK, ImportProbe, ModuleEnvironment
from ..usercode.module import UserModule, folder_to_read, read_module
from ..usercode.optimization import CANDIDATES, MeasuringServices, UserCodeOptimizer
from ..usercode.requests import UserCodeRequest
from ..usercode.step_reporter import StepReporter
from ..usercode.suite_author import ModelSuiteAuthor
from ..usercode.suite_growth import SuiteGrowth
from ..usercode.suite_writer import WrittenTest
from ..verify.equivalence import DifferentialEquivalence
from ..verify.hypothesis_values import drawn
from ..verify.subject_program import SubjectEnvironment, subject_program
from .adapters import Adapters
from .measure_wiring import LOCK
from .pipeline_factory import make_improver

START_SIZE = 20


def around_of(order: UserCodeRequest) -> ModuleEnvironment:
    """What the code may have around it. Raises BadArguments where a path is not there."""
    module = read_module(Path(order.file).expanduser())
    readable = [folder_to_read(module), *_allowed(order.allow_read)]
    python = str(Path(order.python).expanduser()) if order.python else ""
    if python and not os.access(python, os.X_OK):
        raise BadArguments(f"{order.python} is no Python that can be run")
    # Not resolved: a virtual environment's python is a link, and knows itself by its own name.
    python = os.path.abspath(python) if python else ""
    return ModuleEnvironment(python, readable[0], tuple(filter(None, readable)))


def make_optimizer(
    adapters: Adapters, apart: ConfinedSandbox, around: ModuleEnvironment, notify: Notify
) -> UserCodeOptimizer:
    """The optimizer of one file of the user's, with the whole error budget to itself."""
    sandbox = adapters.sandbox
    surroundings = SubjectEnvironment(around.python, around.neighbours, around.readable)
    comparer = PairedComparer(
        sandbox, sandbox.apart, str(LOCK), SharedBudget(CANDIDATES), around=surroundings
    )
    equivalence = DifferentialEquivalence(_Bounded(sandbox), around=surroundings)
    measuring = Measuring(comparer, equivalence, adapters.executor)

    def find_size(program: Candidate, workload: Workload, function: str) -> tuple[int, float]:
        subject = subject_program(program, workload, function, surroundings)
        scale = find_scale(sandbox, subject, START_SIZE)
        return _surely_enough(sandbox, subject, scale)

    bench = MeasuringServices(
        ImportProbe(sandbox, apart, around), find_size, measuring, adapters.clock.monotonic
    )
    return UserCodeOptimizer(bench, _improvers(adapters, notify), notify)


def make_growth(
    adapters: Adapters, apart: ConfinedSandbox, around: ModuleEnvironment, notify: Notify
) -> SuiteGrowth:
    """What grows suites for one file of the user's."""
    model = adapters.model
    author = ModelSuiteAuthor(ListeningModel(model, notify)) if model else None

    def ask(module: UserModule, functions: Sequence[str]) -> tuple[WrittenTest, ...]:
        assert author is not None
        written = author.write(module.name, module.source, tuple(functions))
        return tuple(WrittenTest(name, source, "model") for name, source in written)

    looker = ImportProbe(adapters.sandbox, apart, around)
    steps = StepReporter(notify, adapters.clock.monotonic)
    return SuiteGrowth(looker, apart, steps, drawn, ask if author else None)


class _Bounded:
    """A Sandbox whose programs are not waited for long: unusual inputs can take for ever."""

    def __init__(self, sandbox: ConfinedSandbox) -> None:
        self._sandbox = sandbox

    def open(self, program: Program) -> Session:
        """As the sandbox does."""
        return self._sandbox.open(replace(program, limits=QUICK))

    @property
    def tier(self) -> str:
        """As the sandbox says."""
        return self._sandbox.tier


def _surely_enough(sandbox: ConfinedSandbox, subject: Program, scale: Scale) -> tuple[int, float]:
    """A size a little above the least that can be measured, so that noise does not decide."""
    size, own_ms = scale.size, scale.work.cpu
    with sandbox.open(replace(subject, limits=QUICK)) as session:
        for _ in range(4):
            if not LEAST_OWN_MS / 2 < own_ms < 1.5 * LEAST_OWN_MS:
                break
            larger = size + max(1, size // 3 if size > 60 else 1)
            run = session.run({"seed": 0, "size": larger, "describe": False})
            if not run.finished or '"raised"' in run.stdout:
                break
            size, own_ms = larger, run.metrics.cpu_ms - scale.overhead.cpu
    return size, own_ms


def _improvers(adapters: Adapters, notify: Notify) -> tuple[Improver, ...]:
    model = adapters.model
    if model is None:
        return (RewriteImprover(),)
    listening = ListeningModel(model, notify)
    return RewriteImprover(), make_improver(listening, adapters.rules)


def _allowed(paths: str) -> list[str]:
    allowed: list[str] = []
    for path in filter(None, paths.split(os.pathsep)):
        real = Path(path).expanduser().resolve()
        if not real.exists():
            raise BadArguments(f"--allow-read: there is no {path}")
        allowed.append(str(real))
    return allowed
