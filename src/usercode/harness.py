"""Puts a user's module into a confined program: to measure it, to ask it, and to test it."""

import tokenize
from collections.abc import Sequence
from dataclasses import replace

from ..domain.candidate import Candidate
from ..domain.measurement import Counterexample, Profiling, Verdict
from ..domain.ports import Comparer, Equivalence
from ..domain.task import Workload
from ..guest_code import call_harness
from ..guest_code.guest_source import guest_source
from ..optimize.optimizer import Measuring
from .input_sources import Inputs
from .module import Parameter, UserModule

ENTRY = "_evolver_call"


def dressed(module: UserModule, source: str, inputs: Inputs) -> str:
    """The source with a function ENTRY behind it, which calls the target on the inputs."""
    return f"{_at_home(module, source)}\n\n{guest_source(call_harness)}\n\n{_entry(inputs)}"


class HarnessMeasuring:
    """A Comparer and an Equivalence for a function of a module, dressed to be called."""

    def __init__(self, measuring: Measuring, module: UserModule, inputs: Inputs) -> None:
        self._measuring = measuring
        self._module = module
        self._inputs = inputs

    def compare(
        self, a: Candidate, b: Candidate, workload: Workload, function: str = ""
    ) -> Verdict:
        """As the Comparer does. Raises what it raises."""
        return self._comparer.compare(
            self._dress(a, function), self._dress(b, function), workload, ENTRY
        )

    def profile(self, a: Candidate, workload: Workload, function: str = "") -> Profiling:
        """As the Comparer does. Raises what it raises."""
        return self._comparer.profile(self._dress(a, function), workload, ENTRY)

    def check(
        self, a: Candidate, b: Candidate, workload: Workload, function: str = ""
    ) -> Counterexample | None:
        """As the Equivalence does. Raises what it raises."""
        found = self._equivalence.check(
            self._dress(a, function), self._dress(b, function), workload, ENTRY
        )
        return found and replace(found, description=found.description.replace(ENTRY, function))

    @property
    def _comparer(self) -> Comparer:
        return self._measuring.comparer

    @property
    def _equivalence(self) -> Equivalence:
        return self._measuring.equivalence

    def _dress(self, candidate: Candidate, function: str) -> Candidate:
        assert function == self._inputs.target.name, "the inputs are those of another function"
        return replace(candidate, source=dressed(self._module, candidate.source, self._inputs))


def _at_home(module: UserModule, source: str) -> str:
    """The source with its package, file and docstring told to it, below what must stand first."""
    told = (module.package, str(module.path), module.doc)
    ended = source if source.endswith("\n") else source + "\n"
    return below_future(ended, f"__package__, __file__, __doc__ = {told!r}\n")


def below_future(source: str, put_in: str) -> str:
    """The source with lines put in as early as they may stand: below `from __future__ import`."""
    lines = source.splitlines(keepends=True)
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
    if inputs.by_hand:
        return _entry_by_hand(inputs)
    owner, own = inputs.parameters[: inputs.owned], inputs.parameters[inputs.owned :]
    makes = "made" in repr(inputs.kinds) or "names" in repr(inputs.kinds)
    names = [f"_g{index}" for index in range(len(inputs.parameters))]
    made = [f"    {name} = evolver_make({name}, globals())\n" for name in names] if makes else []
    head = f"def {ENTRY}({', '.join(names)}):\n" + "".join(made)
    called = _call(own, names[len(owner) :])
    if target.owner is None:
        body = f"    _result = evolver_finish({target.name}{called})\n"
        return head + body + _answer(["_result", *(names if makes else [])])
    class_, _, method = target.name.rpartition(".")
    body = (
        f"    _self = {class_}{_call(owner, names[: len(owner)])}\n"
        f"    _result = evolver_finish(_self.{method}{called})\n"
    )
    return head + body + _answer(["_result", "_self", *(names if makes else [])])


def _answer(names: Sequence[str]) -> str:
    return f"    return {names[0] if len(names) == 1 else '[' + ', '.join(names) + ']'}\n"


def _call(parameters: Sequence[Parameter], names: Sequence[str]) -> str:
    pairs = zip(parameters, names, strict=True)
    words = [n if p.by_position else f"{p.name}={n}" for p, n in pairs]
    return f"({', '.join(words)})"


def _entry_by_hand(inputs: Inputs) -> str:
    target = inputs.target
    if target.owner is None:
        return f"def {ENTRY}(*given):\n    return evolver_finish({target.name}(*given))\n"
    class_, _, method = target.name.rpartition(".")
    return (
        f"def {ENTRY}(made, *given):\n    _self = {class_}(*made)\n"
        f"    return [evolver_finish(_self.{method}(*given)), _self]\n"
    )
