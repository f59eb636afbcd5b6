"""Optimizes one function of a file of the user's own, and leaves everything around it alone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ..domain.candidate import Candidate, Origin
from ..domain.errors import BadArguments, Declined
from ..domain.events import Event, IterationEnded, Notify, OptimizationEnded
from ..domain.measurement import Iteration
from ..domain.ports import Improver
from ..domain.task import Workload
from ..optimize.optimizer import (
    MIN_OWN_MS,
    Bounds,
    Measuring,
    OptimizationResult,
    Optimizer,
    Subject,
)
from .harness import ENTRY, HarnessMeasuring, dressed
from .import_probe import ImportProbe
from .improvement_report import Improvement
from .input_sources import Inputs, inputs_by_hand, inputs_for
from .module import Target, UserModule, read_module, read_source
from .patch import OneFunctionImprover
from .step_reporter import StepReporter
from .suite_runner import UserSuites, UserTests

ROUNDS, CANDIDATES, SECONDS = 3, 24, 120.0
MOST_LOOKED_AT = 30


@dataclass(frozen=True, slots=True)
class OptimizeRequest:
    """What to optimize: `function` "" is the slowest that can be measured."""

    file: Path
    function: str = ""
    inputs: Path | None = None
    rounds: int = ROUNDS


FindSize = Callable[[Candidate, Workload, str], tuple[int, float]]
"""The input size at which a function can be measured, and its own ms there. Raises Declined."""


@dataclass(frozen=True, slots=True)
class MeasuringServices:
    """What measuring needs: who looks, who finds the size, who decides, and the clock."""

    looker: ImportProbe
    find_size: FindSize
    measuring: Measuring
    monotonic: Callable[[], float]


class Interrupted(Exception):
    """The user wanted the end of it; `found` is what was verified until then."""

    def __init__(self, found: Improvement) -> None:
        super().__init__("interrupted")
        self.found = found


class UserCodeOptimizer:
    """Improves a function of a file by the optimizer's own rules."""

    def __init__(
        self, bench: MeasuringServices, improvers: Sequence[Improver], notify: Notify
    ) -> None:
        self._bench = bench
        self._improvers = improvers
        self._notify = notify
        self._steps = StepReporter(notify, bench.monotonic)

    def optimize(self, request: OptimizeRequest) -> Improvement:
        """The best version found. Raises BadArguments, and Interrupted with what there is."""
        if request.rounds < 1:
            raise BadArguments("--rounds needs a whole number from 1 on")
        module = read_module(request.file)
        with self._steps.step("reading the file"):
            tried = self._bench.looker.check_import(module)
        with self._steps.step("choosing inputs"):
            sized, chosen = self._choose(module, request)
        notes = tuple(f"importing the file tries to {one}" for one in tried)
        return self._improve(module, sized, request.rounds, (chosen, notes))

    def _improve(
        self, module: UserModule, inputs: Inputs, rounds: int, told: tuple[str, tuple[str, ...]]
    ) -> Improvement:
        tests = UserTests(UserSuites(self._bench.looker, module), module)
        whole = _nothing_yet(module, inputs, told, tests)
        known: dict[str, Candidate] = {}
        heard: list[Iteration] = []

        def listen(event: Event) -> None:
            if isinstance(event, IterationEnded):
                heard.append(event.iteration)
            if not isinstance(event, OptimizationEnded) or event.iterations:
                self._notify(event)

        own = HarnessMeasuring(self._bench.measuring, module, inputs)
        optimizer = Optimizer(
            [OneFunctionImprover(one, inputs.target.name, known) for one in self._improvers],
            Measuring(own, own, self._bench.measuring.executor),
            Bounds(rounds, CANDIDATES, SECONDS),
            self._bench.monotonic,
            listen,
        )
        try:
            with self._steps.step("optimize"):
                subject = Subject(whole.best, inputs.workload, inputs.target.name)
                result = optimizer.improve(subject, tests)
        except KeyboardInterrupt as interrupt:
            raise Interrupted(_told(whole, _so_far(whole.best, heard, known))) from interrupt
        return _told(whole, result)

    def _choose(self, module: UserModule, request: OptimizeRequest) -> tuple[Inputs, str]:
        """The inputs of the function asked for, or of the slowest, with why it was chosen."""
        if request.inputs is not None:
            return self._sized(module, self._inputs_by_hand(module, request, request.inputs)), ""
        if request.function:
            inputs = inputs_for(module, module.target(request.function))
            return self._sized(module, self._bench.looker.check_inputs(module, inputs)), ""
        costs: list[tuple[float, Inputs]] = []
        troubles: list[BadArguments] = []
        for target in _public(module):
            try:
                inputs = self._bench.looker.check_inputs(module, inputs_for(module, target))
                costs.append((self._bench.looker.cost_of(module, inputs), inputs))
            except BadArguments as error:
                troubles.append(error)
        costs.sort(key=lambda pair: -pair[0])
        for place, (_, inputs) in enumerate(costs):
            try:
                return self._sized(module, inputs), _why_chosen(inputs, place, len(costs))
            except BadArguments as error:
                troubles.append(error)
        first = troubles[0] if troubles else BadArguments("it defines no function")
        raise BadArguments(f"nothing in {module.path} can be measured: {first}", hint=first.hint)

    def _inputs_by_hand(self, module: UserModule, request: OptimizeRequest, path: Path) -> Inputs:
        workload = read_inputs_file(path)
        self._bench.looker.check_inputs_file(str(path), workload.source)
        names = [request.function] if request.function else [t.name for t in _public(module)]
        if len(names) != 1:
            raise BadArguments(
                "an inputs file goes with one function",
                hint=f"name it with --function: {', '.join(names) or 'there is none'}",
            )
        inputs = inputs_by_hand(module.target(names[0]), workload)
        return self._bench.looker.check_inputs(module, inputs)

    def _sized(self, module: UserModule, inputs: Inputs) -> Inputs:
        """The inputs at the size at which they can be measured. Raises BadArguments."""
        program = Candidate(dressed(module, module.source, inputs), Origin.EDITED)
        try:
            size, own_ms = self._bench.find_size(program, inputs.workload, ENTRY)
        except Declined as error:
            raise BadArguments(
                f"the function {inputs.target.name} cannot be measured: {error}"
            ) from error
        if own_ms < MIN_OWN_MS:
            raise BadArguments(
                f"nothing to measure: the largest input that was found for {inputs.target.name}"
                f" takes it {own_ms:.2f} ms",
                hint="make_input(seed, size) in --inputs FILE.py can make larger ones",
            )
        return inputs.sized(size)


def read_inputs_file(path: Path) -> Workload:
    """The workload that an inputs file defines. Raises BadArguments."""
    import ast

    source = read_source(path)
    body = ast.parse(source).body
    if not any(isinstance(n, ast.FunctionDef) and n.name == "make_input" for n in body):
        raise BadArguments(
            f"{path} defines no make_input",
            hint="make_input(seed, size) returns the tuple of arguments",
        )
    return Workload(source)


def _public(module: UserModule) -> tuple[Target, ...]:
    named = [t for t in module.targets() if not any(p[0] == "_" for p in t.name.split("."))]
    return tuple(named[:MOST_LOOKED_AT])


def _nothing_yet(
    module: UserModule, inputs: Inputs, told: tuple[str, tuple[str, ...]], tests: UserTests
) -> Improvement:
    """What is known before anything was tried."""
    notes = [*told[1], f"{tests.count} of its own tests were held to" if tests.count else ""]
    notes += [f"its own test {name} fails already" for name in tests.failing]
    return Improvement(
        module.path.name,
        inputs.target.name,
        told[0],
        module.source,
        Candidate(module.source, Origin.EDITED),
        (),
        1.0,
        "",
        inputs.source,
        tuple(filter(None, notes)),
    )


def _why_chosen(inputs: Inputs, place: int, others: int) -> str:
    name = inputs.target.name
    if others == 1:
        return f"{name} was chosen: the only function that can be measured"
    which = "the slowest" if not place else f"number {place + 1} in slowness"
    return f"{name} was chosen: {which} of {others} functions that can be called"


def _so_far(
    program: Candidate, heard: Sequence[Iteration], known: dict[str, Candidate]
) -> OptimizationResult:
    """What was kept when the user ended it."""
    best, score = program, 1.0
    for iteration in heard:
        if iteration.verdict.kept:
            best, score = known[iteration.digest], score * iteration.verdict.score
    return OptimizationResult(best, tuple(heard), score, "it was interrupted")


def _told(whole: Improvement, result: OptimizationResult) -> Improvement:
    return replace(
        whole,
        best=result.best,
        iterations=result.iterations,
        score=result.score,
        reason=result.reason,
    )
