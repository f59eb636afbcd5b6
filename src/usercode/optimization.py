"""Optimizes one function of a file of the user's own, and leaves everything around it alone."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec import Struct

from ..domain.candidate import Candidate, Origin
from ..domain.errors import BadArguments
from ..domain.events import Event, IterationEnded, Notify, OptimizationEnded
from ..domain.measurement import Iteration
from ..domain.ports import Improver
from ..optimize.optimizer import (
    MIN_OWN_MS,
    Bounds,
    Measuring,
    OptimizationResult,
    Optimizer,
    Subject,
)
from .harness import HarnessMeasuring, measurable_size
from .import_probe import ImportProbe
from .improvement_report import Improvement
from .input_sources import Inputs, inputs_by_hand, inputs_for
from .module import Target, UserModule, read_inputs_file, read_module
from .patch import OneFunctionImprover
from .requests import EndedEarly, StepReporter, UserCodeRequest
from .suite_runner import UserSuites, UserTests, with_samples

CANDIDATES, SECONDS = 24, 120.0
MOST_LOOKED_AT = 30


class MeasuringServices(Struct, frozen=True):
    """What measuring needs: who looks, who decides, and the clock."""

    looker: ImportProbe
    measuring: Measuring
    monotonic: Callable[[], float]


MakeImprovers = Callable[[Callable[[str], None]], Sequence[Improver]]
"""Makes improvers that hand sentences on a model's unused replies to the function given."""


class UserCodeOptimizer:
    """Improves a function of a file by the optimizer's own rules."""

    def __init__(
        self, bench: MeasuringServices, make_improvers: MakeImprovers, notify: Notify
    ) -> None:
        self._bench = bench
        self._make_improvers = make_improvers
        self._notify = notify
        self._steps = StepReporter(notify, bench.monotonic)

    def optimize(self, request: UserCodeRequest) -> Improvement:
        """Return the best version found. Raises BadArguments, and EndedEarly with what there is."""
        rounds, module = request.round_count, read_module(request.path)
        with self._steps.step("reading the file"):
            module = self._bench.looker.check_import(module)
            module = with_samples(self._bench.looker, module)
        with self._steps.step("choosing inputs"):
            sized, chosen = self._choose(module, request)
        return self._improve(module, sized, rounds, chosen)

    def _improve(self, module: UserModule, inputs: Inputs, rounds: int, chosen: str) -> Improvement:
        tests = UserTests(UserSuites(self._bench.looker, module), module)
        missed = self._bench.looker.not_exercised(module, inputs)
        notes = [missed_lines(missed)]
        notes += [f"Its own tests ({tests.count}) still pass"] if tests.count else []
        notes += tests.unusable

        def improvement(result: OptimizationResult) -> Improvement:
            names = (module.path.name, inputs.target.name, chosen, module.source)
            remarks = (*filter(None, notes), *dict.fromkeys(unused))
            return Improvement(*names, result, inputs.source, remarks, bool(unused))

        program = Candidate(module.source, Origin.EDITED)
        known: dict[str, Candidate] = {}
        heard: list[Iteration] = []
        unused: list[str] = []

        def listen(event: Event) -> None:
            if isinstance(event, IterationEnded):
                heard.append(event.iteration)
            if not isinstance(event, OptimizationEnded) or event.iterations:
                self._notify(event)

        own = HarnessMeasuring(self._bench.measuring, module, inputs)
        optimizer = Optimizer(
            [
                OneFunctionImprover(one, inputs.target.name, known, unused.append)
                for one in self._make_improvers(unused.append)
            ],
            Measuring(own, own, self._bench.measuring.executor),
            Bounds(rounds, CANDIDATES, SECONDS),
            self._bench.monotonic,
            listen,
        )
        try:
            with self._steps.step("optimize"):
                subject = Subject(program, inputs.workload, inputs.target.name)
                return improvement(optimizer.improve(subject, tests))
        except KeyboardInterrupt as interrupt:
            raise EndedEarly(improvement(_so_far(program, heard, known))) from interrupt

    def _choose(self, module: UserModule, request: UserCodeRequest) -> tuple[Inputs, str]:
        """Get the inputs of the function asked for, or of the slowest, with why it was chosen."""
        if request.inputs:
            return self._sized(module, self._inputs_by_hand(module, request)), ""
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

    def _inputs_by_hand(self, module: UserModule, request: UserCodeRequest) -> Inputs:
        path = Path(os.path.expanduser(request.inputs))
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
        """Return the inputs at the size at which they can be measured. Raises BadArguments."""
        looker = self._bench.looker
        size, own_ms = measurable_size(looker.sandbox, looker.around, module, inputs)
        if own_ms < MIN_OWN_MS:
            raise BadArguments(
                f"nothing to measure: the largest input that was found for {inputs.target.name}"
                f" takes it {own_ms:.2f} ms",
                hint="make_input(seed, size) in --inputs FILE.py can make larger ones",
            )
        return inputs.sized(size)


def _public(module: UserModule) -> tuple[Target, ...]:
    return module.public[:MOST_LOOKED_AT]


def missed_lines(lines: Sequence[int]) -> str:
    """Get what of the function was not compared ("" for none): "not exercised: lines 12 to 14"."""
    if not lines:
        return ""
    first, last = lines[0], lines[-1]
    if len(lines) > 2 and last - first + 1 == len(lines):
        return f"not exercised: lines {first} to {last}"
    which = ", ".join(map(str, lines))
    return f"not exercised: line{'s' if len(lines) > 1 else ''} {which}"


def _why_chosen(inputs: Inputs, place: int, others: int) -> str:
    name = inputs.target.name
    if others == 1:
        return f"{name} was chosen: the only function that can be measured"
    which = "the slowest" if not place else f"number {place + 1} in slowness"
    return f"{name} was chosen: {which} of {others} functions that can be called"


def _so_far(
    program: Candidate, heard: Sequence[Iteration], known: dict[str, Candidate]
) -> OptimizationResult:
    """Return what was kept when the user ended it."""
    best, score = program, 1.0
    for iteration in heard:
        if iteration.verdict.kept:
            best, score = known[iteration.digest], score * iteration.verdict.score
    return OptimizationResult(best, tuple(heard), score, "it was interrupted")
