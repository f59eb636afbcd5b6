"""Grows a suite for the user's own code: only tests that pass on it and see it broken are kept."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from ..domain.errors import BadArguments, ModelError
from ..domain.events import FellBack, Progressed
from ..domain.ports import Sandbox
from ..domain.program_run import Limits
from .call_drawing import DRAWN, Draw, DrawnCall, cases_of
from .import_probe import ImportProbe
from .input_sources import Inputs, inputs_for
from .module import Target, UserModule, read_module
from .mutants import Mutant, mutants_of
from .observation import UNSTEADY, Observation, observe
from .step_reporter import StepReporter
from .suite_runner import SuiteRun, UserSuites
from .suite_writer import WrittenTest, as_test, documented_tests, whole_file

MOST_TESTS = 160
MOST_TARGETS = 20
LEAST_WAIT, PATIENCE = 3.0, 4.0
_TELLING = 90

AskModel = Callable[[UserModule, Sequence[str]], tuple[WrittenTest, ...]]
"""Tests that a model thinks of, for a module and the functions meant. Raises ModelError."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """A test that is not in the suite, and why; `is_disagreement`: it says the code is wrong."""

    name: str
    reason: str
    by: str
    is_disagreement: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True)
class Grown:
    """The suite, what was dropped, what it sees and what not."""

    module: UserModule
    functions: tuple[str, ...]
    tests: tuple[WrittenTest, ...]
    dropped: tuple[Dropped, ...]
    mutants: int = 0
    survivors: tuple[Mutant, ...] = ()
    lines_run: int = 0
    lines: int = 0
    notes: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The test file."""
        return whole_file(self.module, self.tests)

    @property
    def killed(self) -> int:
        """How many mutants the suite sees."""
        return self.mutants - len(self.survivors)

    @property
    def disagreements(self) -> tuple[Dropped, ...]:
        """What the documentation or a model says and the code does not do."""
        return tuple(one for one in self.dropped if one.is_disagreement)


class GrowthInterrupted(Exception):
    """The user wanted the end of it; `found` is the suite by the mutants that were run."""

    def __init__(self, found: Grown) -> None:
        super().__init__("interrupted")
        self.found = found


class SuiteGrowth:
    """Grows suites; `ask_model` is None where there is no model."""

    def __init__(
        self,
        looker: ImportProbe,
        apart: Sandbox,
        steps: StepReporter,
        draw: Draw,
        ask_model: AskModel | None = None,
    ) -> None:
        self._looker = looker
        self._apart = apart
        self._steps = steps
        self._draw = draw
        self._ask_model = ask_model

    def grow(self, file: Path, function: str = "") -> Grown:
        """The suite of a file or one function of it. Raises BadArguments, and GrowthInterrupted."""
        module = read_module(file)
        with self._steps.step("reading the file"):
            tried = self._looker.check_import(module)
        known, notes = self._inputs(module, function)
        notes += [f"importing the file tries to {one}" for one in tried]
        with self._steps.step("observing"):
            tests, dropped = self._written(module, known)
        functions = tuple(inputs.target.name for inputs in known)
        grown = Grown(module, functions, tuple(tests), tuple(dropped), notes=tuple(notes))
        with self._steps.step("breaking it"):
            return self._selected(grown)

    def _selected(self, grown: Grown) -> Grown:
        """With only the tests that pass on the code and see a mutant that no other sees."""
        module, suites = grown.module, UserSuites(self._looker, grown.module)
        base = suites.run(module.source, grown.text)
        if base.trouble:
            raise BadArguments(f"tests of {module.path} cannot be run: {base.trouble}")
        passing = [test for test in grown.tests if base.outcomes.get(test.name) == ""]
        mutants = mutants_of(module.source, grown.functions)
        kills: dict[str, set[int]] = {test.name: set() for test in passing}
        broken = self._break(suites, mutants, base, kills)
        kept, useless = _chosen(passing, kills)
        dropped = (*grown.dropped, *_failing(grown.tests, base), *useless)
        chosen = replace(grown, tests=tuple(kept), dropped=dropped)
        measured = _measured(chosen, suites, mutants[:broken], kills)
        if broken < len(mutants):
            raise GrowthInterrupted(measured)
        return measured

    def _inputs(self, module: UserModule, function: str) -> tuple[list[Inputs], list[str]]:
        if function:
            return [inputs_for(module, module.target(function))], []
        known: list[Inputs] = []
        notes: list[str] = []
        first: BadArguments | None = None
        for target in _worth_testing(module)[:MOST_TARGETS]:
            try:
                known.append(inputs_for(module, target))
            except BadArguments as error:
                first = first or error
                notes.append(f"{target.name} has no tests: {error}")
        if not known:
            why = first or BadArguments("it defines no function")
            raise BadArguments(f"nothing in {module.path} can be tested: {why}", hint=why.hint)
        return known, notes

    def _written(
        self, module: UserModule, known: Sequence[Inputs]
    ) -> tuple[list[WrittenTest], list[Dropped]]:
        """Candidates for tests, and the calls of which none could be made."""
        functions = [inputs.target.name for inputs in known]
        tests = [t for t in documented_tests(module) if _concerns(t, functions, module)]
        tests += self._from_model(module, functions)
        share = min(DRAWN, max(8, MOST_TESTS // max(1, len(known))))
        dropped: list[Dropped] = []
        for inputs in known:
            seen = observe(self._looker, self._apart, module, cases_of(inputs, self._draw, share))
            bad = [one for one in seen if one.trouble]
            good = [one for one in seen if not one.trouble]
            if any(one.trouble == UNSTEADY for one in bad):
                # Where one call gives two results, another gave one by luck.
                bad += [replace(one, trouble=UNSTEADY) for one in good]
                good = []
            tests += [as_test(one, number + 1, module) for number, one in enumerate(good)]
            dropped += [_untold(one.case, one) for one in bad]
        if not tests and dropped:
            raise _untestable(functions, dropped[0].reason)
        return tests, dropped

    def _from_model(self, module: UserModule, functions: Sequence[str]) -> list[WrittenTest]:
        if self._ask_model is None:
            return []
        try:
            return list(self._ask_model(module, functions))
        except ModelError as error:
            self._steps.notify(FellBack("write tests", str(error), error.hint))
            return []

    def _break(
        self,
        suites: UserSuites,
        mutants: Sequence[Mutant],
        base: SuiteRun,
        kills: dict[str, set[int]],
    ) -> int:
        """Note for each test in `kills` the mutants it fails on; how many were run."""
        tests = [name for name in base.outcomes if name in kills]
        text = base.tests
        wait = max(LEAST_WAIT, PATIENCE * base.seconds)
        limits = Limits(wall_seconds=wait, cpu_seconds=wait, memory_mb=512)

        def run(mutant: Mutant) -> SuiteRun:
            return suites.run(mutant.source, text, limits=limits)

        done = 0
        with suites.held_open(), ThreadPoolExecutor(2) as pool:
            try:
                for ran in pool.map(run, mutants):
                    for name in _seen_by(tests, ran):
                        kills[name].add(done)
                    done += 1
                    self._steps.notify(Progressed("breaking it", done, len(mutants)))
            except KeyboardInterrupt:
                # What is known by then is worth keeping; the caller tells that it was ended.
                pool.shutdown(cancel_futures=True)
        return done


def _measured(
    grown: Grown, suites: UserSuites, mutants: Sequence[Mutant], kills: dict[str, set[int]]
) -> Grown:
    """With what the suite sees of the mutants, and which lines it runs."""
    seen = {place for test in grown.tests for place in kills[test.name]}
    traced = suites.run(grown.module.source, grown.text, traced=True)
    wanted = _lines_of(grown.module, grown.functions)
    return replace(
        grown,
        mutants=len(mutants),
        survivors=tuple(m for place, m in enumerate(mutants) if place not in seen),
        lines_run=len(wanted & traced.lines),
        lines=len(wanted),
    )


def _seen_by(tests: Sequence[str], ran: SuiteRun) -> set[str]:
    """The tests that failed; where the run was ended, the one that it was at, too."""
    failed = ran.failed & set(tests)
    if ran.trouble:
        unfinished = [name for name in tests if name not in ran.outcomes]
        failed |= set(unfinished[:1])
    return set(failed)


def _chosen(
    tests: Sequence[WrittenTest], kills: dict[str, set[int]]
) -> tuple[list[WrittenTest], list[Dropped]]:
    """Tests that see a mutant which no test before them sees; what the user wrote comes first."""
    order = {"doctest": 0, "example": 1, "model": 2}

    def rank(test: WrittenTest) -> tuple[int, bool, int, int]:
        # A test of an empty list says less to who reads it than one of three items.
        told = abs(len(test.source) - _TELLING)
        raises = "pytest.raises" in test.source
        return order.get(test.by, 3), raises, -len(kills[test.name]), told

    left = sorted(tests, key=rank)
    seen: set[int] = set()
    kept: list[WrittenTest] = []
    dropped: list[Dropped] = []
    for test in left:
        news = kills[test.name] - seen
        if news or (test.by == "doctest" and kills[test.name]):
            kept.append(test)
            seen |= news
            continue
        reason = "it fails on no mutant"
        if kills[test.name]:
            reason = "it fails only on mutants that others see"
        dropped.append(Dropped(test.name, reason, test.by, source=test.source))
    names = {test.name for test in kept}
    return [test for test in tests if test.name in names], dropped


def _failing(tests: Sequence[WrittenTest], base: SuiteRun) -> list[Dropped]:
    dropped: list[Dropped] = []
    for test in tests:
        trouble = base.outcomes.get(test.name, "it did not finish")
        if trouble:
            reason = f"it fails on the code: {trouble.splitlines()[0][:200]}"
            stated = test.by in ("doctest", "model")
            dropped.append(Dropped(test.name, reason, test.by, stated, test.source))
    return dropped


def _untold(case: DrawnCall, one: Observation) -> Dropped:
    call = f"{case.target}({', '.join(case.values)})"
    return Dropped(call, one.trouble, case.by)


def _untestable(functions: Sequence[str], trouble: str) -> BadArguments:
    hint = "name another function with --function"
    if trouble == UNSTEADY:
        hint = "pass the time or the source of chance in as an argument"
    return BadArguments(f"no test can be made for {' or '.join(functions)}: {trouble}", hint=hint)


def _worth_testing(module: UserModule) -> list[Target]:
    return [t for t in module.targets() if not any(p[0] == "_" for p in t.name.split("."))]


def _concerns(test: WrittenTest, functions: Sequence[str], module: UserModule) -> bool:
    """Whether a documented test is about one of the functions; all are where all are meant."""
    if len(functions) > 1:
        return True
    return functions[0].rpartition(".")[2] in test.source or len(module.targets()) == 1


def _lines_of(module: UserModule, functions: Sequence[str]) -> frozenset[int]:
    """The lines of the functions' bodies that can run."""
    import types

    code = compile(module.source, "subject.py", "exec", dont_inherit=True)
    lines: set[int] = set()
    left = [code]
    while left:
        one = left.pop()
        inner = [c for c in one.co_consts if isinstance(c, types.CodeType)]
        left += inner
        if one.co_qualname in functions or one.co_qualname.split(".<locals>")[0] in functions:
            lines |= {line for _, _, line in one.co_lines() if line and line != one.co_firstlineno}
    return frozenset(lines)
