"""Puts a user's module into a confined program, to call its functions and to measure them."""

import re
import tokenize
from collections.abc import Sequence

from ..domain.candidate import Candidate, Origin
from ..domain.errors import BadArguments, Declined
from ..domain.measurement import Counterexample, Profiling, Verdict
from ..domain.ports import PairsDrawn, Sandbox, ignore_pairs
from ..domain.program_run import Limits
from ..domain.replace import replace
from ..domain.task import Workload
from ..guest_code import call_harness
from ..guest_code.guest_source import guest_source
from ..measure.profiling import RUNS
from ..measure.scaling import MIN_MS, find_scale
from ..optimize.optimizer import MIN_OWN_MS, Measuring
from ..optimize.rewrites.ast_queries import source_lines
from ..verify.subject_program import SubjectEnvironment, subject_program
from .input_sources import Inputs
from .module import Parameter, Target, UserModule
from .patch import changed_signature

ENTRY = "_evolver_call"
GROWTH_STEPS = 8
# By CPU time: on a busy machine the clock would end what needs a tenth of a second.
QUICK = Limits(wall_seconds=15.0, cpu_seconds=1.0)
START_SIZE = 20


def dressed(module: UserModule, source: str, inputs: Inputs) -> str:
    """Return the source with a function ENTRY behind it, which calls the target on the inputs."""
    return f"{_at_home(module, source)}\n\n{guest_source(call_harness)}\n\n{_entry(inputs)}"


class HarnessMeasuring:
    """A Comparer and an Equivalence for a function of a module, dressed to be called."""

    def __init__(self, measuring: Measuring, module: UserModule, inputs: Inputs) -> None:
        self._measuring = measuring
        self._module = module
        self._inputs = inputs

    def compare(
        self,
        a: Candidate,
        b: Candidate,
        workload: Workload,
        function: str = "",
        drawn: PairsDrawn = ignore_pairs,
    ) -> Verdict:
        """As the Comparer does. Raises what it raises."""
        return self._measuring.comparer.compare(
            self._dress(a, function), self._dress(b, function), workload, ENTRY, drawn
        )

    def profile(self, a: Candidate, workload: Workload, function: str = "") -> Profiling:
        """As the Comparer does. Raises what it raises."""
        return self._measuring.comparer.profile(self._dress(a, function), workload, ENTRY)

    def check(  # pylint: disable=unused-argument  # its own inputs take the workload's place
        self, a: Candidate, b: Candidate, workload: Workload, function: str = ""
    ) -> Counterexample | None:
        """As the Equivalence does, and on inputs made of both versions' constants.

        Raises what the Equivalence raises.
        """
        heads = changed_signature(a.source, b.source, function)
        if heads is not None:
            return Counterexample("its signature", *heads)
        found = self._measuring.equivalence.check(
            self._dress(a, function),
            self._dress(b, function),
            self._inputs.with_values_of((a.source, b.source)),
            ENTRY,
        )
        return found and Counterexample(
            found.description.replace(ENTRY, function),
            found.expected.replace("EvolverLazy", "lazy"),
            found.got.replace("EvolverLazy", "lazy"),
        )

    def _dress(self, candidate: Candidate, function: str) -> Candidate:
        assert function == self._inputs.target.name, "the inputs are those of another function"
        return replace(candidate, source=dressed(self._module, candidate.source, self._inputs))


def measurable_size(
    sandbox: Sandbox, environment: SubjectEnvironment, module: UserModule, inputs: Inputs
) -> tuple[int, float]:
    """Return the size to measure a function at, and its own CPU ms. Raises BadArguments.

    It takes about twice the least that can be measured, so that noise does not decide.
    """
    program = Candidate(dressed(module, module.source, inputs), Origin.EDITED)
    subject = subject_program(program, inputs.workload, ENTRY, environment)
    try:
        scale = find_scale(sandbox, subject, START_SIZE)
    except Declined as error:
        name = inputs.target.name
        raise BadArguments(f"the function {name} cannot be measured: {error}") from error
    size, own_ms = scale.size, scale.work.cpu
    grows = own_ms >= MIN_MS / 2
    larger = size
    with sandbox.open(replace(subject, limits=QUICK)) as session:
        for _ in range(GROWTH_STEPS):
            # The least of several, as the optimizer will judge it: one run may be disturbed.
            runs = [
                session.run({"seed": n, "size": larger, "describe": False}) for n in range(RUNS)
            ]
            if any(not run.finished or '"raised"' in run.stdout for run in runs):
                break
            size = larger
            own_ms = min(run.metrics.cpu_ms for run in runs) - scale.overhead.cpu
            if own_ms >= 2 * MIN_OWN_MS or not grows:
                break
            larger = size + max(1, size // 3 if size > 60 else 1)
    return size, own_ms


_HOME = """__package__, __file__, __doc__ = {known!r}
import os as _evolver_os
_evolver_here = _evolver_os.getcwd()
if _evolver_os.access({folder!r}, _evolver_os.X_OK):
    _evolver_os.chdir({folder!r})
"""


def _at_home(module: UserModule, source: str) -> str:
    """Return the source as it would be imported: it knows its package, file and docstring.

    It is read in the file's folder, where it may open files.
    """
    known = (module.package, str(module.path), module.doc)
    ended = source if source.endswith("\n") else source + "\n"
    home = _HOME.format(known=known, folder=str(module.path.parent))
    return f"{below_future(ended, home)}\n_evolver_os.chdir(_evolver_here)\n"


def below_future(source: str, put_in: str) -> str:
    """Insert lines into the source as early as possible: below `from __future__ import`."""
    lines = source_lines(source)
    at = _after_future(lines)
    return "".join([*lines[:at], put_in, *lines[at:]])


def _after_future(lines: Sequence[str]) -> int:
    # Not by `ast`: Python 3.11 cannot parse in two threads at once (CPython issue 106905).
    statement: list[str] = []
    at = 0
    for token in tokenize.generate_tokens(iter(lines).__next__):
        if token.type not in (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE):
            statement.append(token.string)
        elif token.type == tokenize.NEWLINE:
            if statement[:2] == ["from", "__future__"]:
                at = token.end[0]
            elif at or not statement[0].endswith(("'", '"')):  # only a docstring may stand before
                break
            statement = []
    return at


def _entry(inputs: Inputs) -> str:
    target = inputs.target
    class_, _, method = target.name.rpartition(".")
    if inputs.by_hand and target.owner is None:
        return f"def {ENTRY}(*given):\n{_finished(target, target.name, '(*given)', 'given', ())}"
    if inputs.by_hand:
        head = f"def {ENTRY}(made, *given):\n    _self = {class_}(*made)\n"
        return head + _finished(target, f"_self.{method}", "(*given)", "given", ["_self"])
    owner, own = inputs.parameters[: inputs.owned], inputs.parameters[inputs.owned :]
    makes = re.search("'(made|names|iterable)'", repr(inputs.kinds))
    names = [f"_g{index}" for index in range(len(inputs.parameters))]
    made = [f"    {name} = evolver_make({name}, globals())\n" for name in names] if makes else []
    head = f"def {ENTRY}({', '.join(names)}):\n" + "".join(made)
    called = _call(own, names[len(owner) :])
    watched = f"({''.join(f'{name}, ' for name in names)})"
    changed = names if makes else []
    if target.owner is None:
        return head + _finished(target, target.name, called, watched, changed)
    head += f"    _self = {class_}{_call(owner, names[: len(owner)])}\n"
    return head + _finished(target, f"_self.{method}", called, watched, ["_self", *changed])


_CALLED = """
    try:
        return [evolver_finish({call}, {watched}), {others}]
    except Exception as problem:
        vars(problem)["left_behind"] = [{others}]
        raise
"""


def _finished(
    target: Target, function: str, called: str, watched: str, others: Sequence[str]
) -> str:
    """Return what makes the call, and returns or raises its outcome with `others` after it."""
    call = function if target.form == "property" else f"{function}{called}"
    if target.is_async:
        call = f"__import__('asyncio').run({call})"
    if not others:
        return f"    return evolver_finish({call}, {watched})\n"
    return _CALLED.format(call=call, watched=watched, others=", ".join(others))


def _call(parameters: Sequence[Parameter], names: Sequence[str]) -> str:
    # Arguments before *args can be given only by its place.
    by_place = ("position", "") if any(p.place == "*" for p in parameters) else ("position",)
    words = [
        given("" if p.place in by_place else p.place if "*" in p.place else p.name, name)
        for p, name in zip(parameters, names, strict=True)
    ]
    return f"({', '.join(words)})"


def given(word: str, text: str) -> str:
    """Get an argument of a call: by its name, by its place, or the members of a tuple or dict."""
    if word in ("*", "**"):
        return word + text
    return f"{word}={text}" if word else text
