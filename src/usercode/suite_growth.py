"""Grows a suite for the user's own code: only tests that pass on it and see it broken are kept."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from msgspec import Struct

from ..domain.errors import BadArguments, ModelError
from ..domain.events import FellBack, Progressed
from ..domain.ports import Sandbox
from ..domain.program_run import Limits
from ..domain.replace import replace
from ..prompts.code_layout import parses
from .import_probe import ImportProbe
from .input_sources import Inputs, inputs_for
from .module import UserModule, lines_of, never_called, read_module
from .mutants import MOST as MOST_MUTANTS
from .mutants import Mutant, mutants_of
from .observation import DRAWN, UNSTEADY, cases_of, observe
from .requests import EndedEarly, StepReporter
from .suite_runner import SuiteRun, UserSuites, with_samples, without_details
from .suite_writer import WrittenTest, as_test, documented_tests, uniquely_named, whole_file

MOST_TESTS = 160
MOST_TARGETS = 20
LEAST_WAIT, PATIENCE = 3.0, 4.0
_TELLING = 90

AskModel = Callable[[UserModule, Sequence[str]], tuple[WrittenTest, ...]]
"""Tests that a model thinks of, for a module and the functions meant. Raises ModelError."""


class Dropped(Struct, frozen=True):
    """A test that is not in the suite, and why; `is_disagreement`: it says the code is wrong."""

    name: str
    reason: str
    by: str
    is_disagreement: bool = False
    source: str = ""


class Grown(Struct, frozen=True):
    """The suite, what was dropped, what it sees and what not."""

    module: UserModule
    functions: tuple[str, ...]
    tests: tuple[WrittenTest, ...]
    dropped: tuple[Dropped, ...]
    mutants: int = 0
    survivors: tuple[Mutant, ...] = ()
    ran: frozenset[int] = frozenset()
    lines: int = 0
    notes: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """Return the test file."""
        return whole_file(self.module, self.tests)

    @property
    def not_run(self) -> int:
        """Return how many of the surviving mutants are in lines that no test runs."""
        return sum(one.line not in self.ran for one in self.survivors)

    @property
    def killed(self) -> int:
        """Return how many mutants the suite sees."""
        return self.mutants - len(self.survivors)

    @property
    def disagreements(self) -> tuple[Dropped, ...]:
        """Return what the documentation or a model says and the code does not do."""
        return tuple(one for one in self.dropped if one.is_disagreement)


class SuiteGrowth(Struct, frozen=True):
    """Grows suites; `ask_model` is None without a model."""

    looker: ImportProbe
    apart: Sandbox
    steps: StepReporter
    ask_model: AskModel | None = None
    most_mutants: int = MOST_MUTANTS

    def grow(self, file: Path, function: str = "") -> Grown:
        """Return the suite of a file or one function of it. Raises BadArguments, and EndedEarly."""
        module = read_module(file)
        with self.steps.step("reading the file"):
            module = self.looker.check_import(module)
            module = with_samples(self.looker, module)
        known, notes = self._inputs(module, function)
        with self.steps.step("observing"):
            tests, dropped = self._written(module, known)
        functions = tuple(inputs.target.name for inputs in known)
        grown = Grown(module, functions, tuple(tests), tuple(dropped), notes=tuple(notes))
        with self.steps.step("breaking it"):
            return self._selected(grown)

    def _selected(self, grown: Grown) -> Grown:
        """With only the tests that pass on the code and see a mutant that no other sees."""
        module, suites = grown.module, UserSuites(self.looker, grown.module)
        base = suites.run(module.source, grown.text)
        if base.trouble:
            raise BadArguments(f"tests of {module.path} cannot be run: {base.trouble}")
        moved = suites.run_elsewhere(grown.text, self.apart)
        passing = [
            test
            for test in grown.tests
            if base.outcomes.get(test.name) == moved.outcomes.get(test.name) == ""
        ]
        mutants = mutants_of(module.source, grown.functions, self.most_mutants)
        kills: dict[str, set[int]] = {test.name: set() for test in passing}
        broken = self._break(suites, mutants, base, kills)
        kept, useless = _chosen(passing, kills)
        dropped = (*grown.dropped, *_failing(grown.tests, base, moved), *useless)
        chosen = replace(grown, tests=tuple(kept), dropped=dropped)
        measured = _measured(chosen, suites, mutants[:broken], kills)
        if broken < len(mutants):
            raise EndedEarly(measured)
        return measured

    def _inputs(self, module: UserModule, function: str) -> tuple[list[Inputs], list[str]]:
        if function:
            return [inputs_for(module, module.target(function))], []
        known: list[Inputs] = []
        notes: list[str] = []
        first: BadArguments | None = None
        for target in module.public:
            if len(known) == MOST_TARGETS:
                notes.append(f"only the first {MOST_TARGETS} functions are tested; see --function")
                break
            try:
                known.append(inputs_for(module, target))
            except BadArguments as error:
                first = first or error
                notes.append(f"{target.name} has no tests: {error}")
        skipped = never_called(module)
        notes += [f"not tested by name: {', '.join(skipped)}"] if skipped else []
        if not known:
            why = first or BadArguments("it defines no function")
            raise BadArguments(f"nothing in {module.path} can be tested: {why}", hint=why.hint)
        return known, notes

    def _written(
        self, module: UserModule, known: Sequence[Inputs]
    ) -> tuple[list[WrittenTest], list[Dropped]]:
        """Candidates for tests, and the calls of which none could be made."""
        functions = [inputs.target.name for inputs in known]
        tests = self._documented(module)
        if len(functions) == 1 < len(module.targets):
            # Where not all functions are meant, a documented test has to be about this one.
            name = functions[0].rpartition(".")[2]
            tests = [one for one in tests if name in one.source]
        tests += self._from_model(module, functions)
        share = min(DRAWN, max(8, MOST_TESTS // max(1, len(known))))
        dropped: list[Dropped] = []
        for inputs in known:
            seen = observe(self.looker, self.apart, module, cases_of(inputs, share))
            bad = [one for one in seen if one.trouble]
            good = [one for one in seen if not one.trouble]
            if any(one.trouble.startswith(UNSTEADY) for one in bad):
                # Where one call gives two results, another gave one by luck.
                bad += [replace(one, trouble=UNSTEADY) for one in good]
                good = []
            tests += [as_test(one, number + 1, module) for number, one in enumerate(good)]
            for one in bad:
                call = f"{one.case.target}({', '.join(one.case.values)})"
                dropped.append(Dropped(call, one.trouble, one.case.by))
        tests = list(uniquely_named(tests))
        # One that cannot be read would take all others with it.
        broken = [test for test in tests if not parses(test.source)]
        dropped += [
            Dropped(one.name, "it is not Python", one.by, source=one.source) for one in broken
        ]
        tests = [test for test in tests if test not in broken]
        if not tests and dropped:
            raise _untestable(functions, dropped[0].reason)
        return tests, dropped

    def _documented(self, module: UserModule) -> list[WrittenTest]:
        """Return the documented tests, in the form that passes where only one of the two does."""
        suites, plain = UserSuites(self.looker, module), documented_tests(module)
        if not plain:
            return []
        failed = suites.run(module.source, whole_file(module, plain)).failed
        # What a call prints and what it returns look the same in a doctest.
        other = documented_tests(module, printing=True) if failed else plain
        printing = suites.run(module.source, whole_file(module, other)).failed if failed else failed
        return [b if a.name in failed - printing else a for a, b in zip(plain, other, strict=True)]

    def _from_model(self, module: UserModule, functions: Sequence[str]) -> list[WrittenTest]:
        if self.ask_model is None:
            return []
        try:
            return list(self.ask_model(module, functions))
        except ModelError as error:
            self.steps.notify(FellBack("write tests", str(error), error.hint))
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
        text = without_details(base.tests)
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
                    self.steps.notify(Progressed("breaking it", done, len(mutants)))
            except KeyboardInterrupt:
                # What is known by then is worth keeping; the caller reports the interruption.
                pool.shutdown(cancel_futures=True)
        return done


def _measured(
    grown: Grown, suites: UserSuites, mutants: Sequence[Mutant], kills: dict[str, set[int]]
) -> Grown:
    """With what the suite sees of the mutants, and which lines it runs."""
    seen = {place for test in grown.tests for place in kills[test.name]}
    traced = suites.run(grown.module.source, grown.text, traced=True)
    wanted = lines_of(grown.module.source, grown.functions)
    return replace(
        grown,
        mutants=len(mutants),
        survivors=tuple(m for place, m in enumerate(mutants) if place not in seen),
        ran=wanted & traced.lines,
        lines=len(wanted),
    )


def _seen_by(tests: Sequence[str], ran: SuiteRun) -> set[str]:
    """Return the tests that failed, and the one that was running when the run was ended."""
    failed = ran.failed & set(tests)
    if ran.trouble:
        unfinished = [name for name in tests if name not in ran.outcomes]
        failed |= set(unfinished[:1])
    return set(failed)


def _chosen(
    tests: Sequence[WrittenTest], kills: dict[str, set[int]]
) -> tuple[list[WrittenTest], list[Dropped]]:
    """Test that see a mutant which no test before them sees; what the user wrote comes first."""
    order = {"doctest": 0, "example": 1, "model": 2}

    def rank(test: WrittenTest) -> tuple[int, bool, int, int]:
        # A test of an empty list says less to who reads it than one of three items.
        length = abs(len(test.source) - _TELLING)
        raises = "pytest.raises" in test.source
        return order.get(test.by, 3), raises, -len(kills[test.name]), length

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


def _failing(tests: Sequence[WrittenTest], base: SuiteRun, moved: SuiteRun) -> list[Dropped]:
    dropped: list[Dropped] = []
    for test in tests:
        trouble = base.outcomes.get(test.name, "it did not finish")
        if trouble:
            reason = f"it fails on the code: {trouble.splitlines()[0][:200]}"
            # An example that takes a name for granted says nothing about what the code does.
            stated = test.by in ("doctest", "model") and not trouble.startswith("NameError")
            dropped.append(Dropped(test.name, reason, test.by, stated, test.source))
        elif moved.outcomes.get(test.name) != "":
            trouble = moved.outcomes.get(test.name) or moved.trouble or "it did not finish"
            where = "on another day, in another folder or for another user"
            reason = f"it fails {where}: {trouble.splitlines()[0]}"
            dropped.append(Dropped(test.name, reason[:250], test.by, source=test.source))
    return dropped


def _untestable(functions: Sequence[str], trouble: str) -> BadArguments:
    hint = "name another function with --function"
    if trouble.startswith(UNSTEADY):
        hint = "pass the time, the source of chance or what differs by machine in as an argument"
    return BadArguments(f"no test can be made for {' or '.join(functions)}: {trouble}", hint=hint)
