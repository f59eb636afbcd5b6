"""Does version B behave like version A? Runs both on the same seeded inputs and compares."""

import contextlib
import random
import re
from collections.abc import Callable, Iterator
from typing import Any

from msgspec import Struct

from ..domain.candidate import Candidate, Origin
from ..domain.errors import Declined
from ..domain.measurement import Counterexample
from ..domain.ports import Sandbox, Session
from ..domain.program_run import Ending, RunResult
from ..domain.replace import replace
from ..domain.signature import function_ending, without_ending
from ..domain.task import Workload
from ..guest_code import call_harness, unusual_values
from ..guest_code.argument_drawing import SMALL
from ..guest_code.far_values import FAR_SIZES
from ..guest_code.guest_source import guest_source, load_statement
from .call_series import AGAIN, Input, Sessions, alike_afresh, calls_in_turn, reached_a_limit
from .run_comparison import (
    counterexample,
    cut_counterexample,
    failure_of,
    said_by,
    same_effects,
    same_run,
    shown_difference,
    shown_run,
)
from .subject_program import BARE, SubjectEnvironment, subject_program

SIZES = (0, 1, 2, 3, 5, 8, 13)
RANDOM_INPUTS = 24
SELF_CHECKS = 3
IN_TURN, FAR_IN_TURN = 20, 3
"""How often each size is called in a series of calls."""

_TYPED_ENTRY = "_evolver_call"
_TYPED_CALL = """

def {entry}(given):
    from node_runtime import decoded

    return evolver_typed({function}, given, decoded)
"""
_IN_TUPLE = """
_evolver_usual = make_input


def make_input(seed, size):
    return (_evolver_usual(seed, size),)
"""
_INPUT_NAME = re.compile(r"make_input\(seed=(\d+), size=(\d+)\)")
_ECHO = "def {}(*given):\n    return given\n"
_ECHO_NODE = """import json, sys
print(json.dumps({"result": json.load(sys.stdin)["description"]}))
"""
_NOT_DETERMINISTIC = "its results are not deterministic, so no other version can be compared"
_AFTER, _FAR = ", called after others", " with far values"


class _InputSet(Struct, frozen=True):
    """The seeds and sizes that both programs are run with, and each input's name."""

    inputs: tuple[Input, ...]
    workload: Workload
    suffix: str = ""

    @property
    def is_typical(self) -> bool:
        """Whether the inputs are the workload's own."""
        return not self.suffix


class DifferentialEquivalence(Struct, frozen=True):
    """An Equivalence that compares all that can be seen of a call (sandbox/guest/call_effects.py).

    It uses `inputs` seeded inputs of the workload's size, small ones and half as many edge cases,
    each with a module of its own: the first ones also in processes of their own, as is every
    input that shows a difference. Then small ones one after another of one module, in two orders,
    which shows what a function keeps from call to call. Raises Declined for a program that is not
    deterministic.
    """

    sandbox: Sandbox
    inputs: int = RANDOM_INPUTS
    seed: Callable[[], int] = lambda: random.SystemRandom().randrange(2**31)
    environment: SubjectEnvironment = BARE

    def check(
        self, a: Candidate, b: Candidate, workload: Workload, function: str = ""
    ) -> Counterexample | None:
        """Get the first difference, or None. Raises Declined if A fails or is not deterministic."""
        for inputs in self._input_sets(workload):
            with contextlib.ExitStack() as stack:
                sessions = self._open(stack, (a, b), inputs.workload, function)
                typed = None if function else self._open_typed(stack, (a, b), inputs.workload)
                calls = sessions if function else typed
                found = self._first_difference(sessions, calls, inputs)
            if found is not None:
                return replace(found, description=self._describe(found, inputs, function))
        return None

    def _open(
        self,
        stack: contextlib.ExitStack,
        programs: tuple[Candidate, Candidate],
        workload: Workload,
        function: str,
    ) -> Sessions:
        subjects = [subject_program(one, workload, function, self.environment) for one in programs]
        first, second = (stack.enter_context(self.sandbox.open(one)) for one in subjects)
        return first, second

    def _open_typed(
        self, stack: contextlib.ExitStack, programs: tuple[Candidate, Candidate], workload: Workload
    ) -> Sessions | None:
        """Open sessions that call the functions of two typed nodes; None for other programs."""
        a, b = (replace(one, source=_callable_source(one.source)) for one in programs)
        if not (a.source and b.source):
            return None
        calls = replace(workload, source=f"{workload.source}{_IN_TUPLE}")
        return self._open(stack, (a, b), calls, _TYPED_ENTRY)

    def _first_difference(
        self, sessions: Sessions, calls: Sessions | None, inputs: _InputSet
    ) -> Counterexample | None:
        """Return the first difference; `calls` are sessions that can make many in one process."""
        if calls is not None and inputs.suffix == _FAR:
            return self._differ_far(calls)
        # Many calls in few processes first: most differences are found there.
        found = self._differ_in_turn(calls) if calls is not None and inputs.is_typical else None
        return found or self._differ(sessions, calls, inputs)

    def _differ_in_turn(self, sessions: Sessions) -> Counterexample | None:
        """Return the first difference in calls made one after another, forwards and backwards."""
        rng = random.Random(self.seed())
        once = [(rng.randrange(2**31), size) for size in SIZES * IN_TURN]
        orders, larger = [once, once[::-1]], [(seed, size + SMALL + 1) for seed, size in once]
        while orders:
            order = orders.pop(0)
            # The first ones again: what was kept of them by then is given out now.
            asked = [*order, *order[:AGAIN]]
            expected, got = (calls_in_turn(session, asked) for session in sessions)
            if larger and len(expected) < len(asked):
                # It may be a large number that the program names: larger inputs hold none.
                orders, larger = [*orders, larger], []
            for place, (one, other) in enumerate(zip(expected, got)):
                if reached_a_limit(one) or same_effects(one, other):
                    continue
                again = calls_in_turn(sessions[0], asked)
                if len(again) > place and again[place] != one:
                    raise Declined(_NOT_DETERMINISTIC)
                return self._confirmed(sessions, asked[place], (one, other))
        return None

    def _differ_far(self, sessions: Sessions) -> Counterexample | None:
        """Return the first difference in calls with ever larger values, where A soon answers."""
        rng = random.Random(self.seed())
        asked = [(rng.randrange(2**31), size) for size in FAR_SIZES for _ in range(FAR_IN_TURN)]
        expected = calls_in_turn(sessions[0], asked, cut=4)
        asked = asked[: len(expected)]
        got = calls_in_turn(sessions[1], asked, cut=4) if asked else []
        for given, one, other in zip(asked, expected, got):
            # B need not handle what A cannot.
            if "raised" not in one and not same_effects(one, other):
                return self._confirmed(sessions, given, (one, other))
        return None

    def _confirmed(
        self, sessions: Sessions, asked: Input, seen: tuple[dict[str, Any], dict[str, Any]]
    ) -> Counterexample:
        """Return the difference of a call in a series, by the call alone if it shows there."""
        seed, size = asked
        name = input_name(asked)
        a, b = (session.run({"seed": seed, "size": size}) for session in sessions)
        if not same_run(a, b):
            return counterexample(name, a, b)
        return cut_counterexample(f"{name}{_AFTER}", *shown_difference(*seen))

    def _input_sets(self, workload: Workload) -> Iterator[_InputSet]:
        rng = random.Random(self.seed())
        largest = max(1, 2 * workload.start_size)
        sizes = [*SIZES, *(rng.randint(1, largest) for _ in range(self.inputs))]
        typical = tuple((rng.randrange(2**31), size) for size in sizes)
        yield _InputSet(typical, workload)
        edge = tuple((seed // 2, size) for seed, size in typical if size > 1)[: self.inputs // 2]
        yield _InputSet(edge, with_edge_cases(workload), " with one thing changed")
        if workload.far:
            yield _InputSet((), replace(workload, source=workload.far), _FAR)

    def _differ(
        self, sessions: Sessions, calls: Sessions | None, inputs: _InputSet
    ) -> Counterexample | None:
        """Return the first difference between runs in processes of their own.

        After the first, only those inputs have one with which several calls in a process differ.
        """
        first, second = sessions
        answered, endless, last_failure = 0, 0, ""
        alike: dict[Input, bool] = {}
        for place, (seed, size) in enumerate(inputs.inputs):
            if place == SELF_CHECKS and calls is not None:
                alike = alike_afresh(calls, inputs.inputs[place:])
            if (seed, size) in alike and (calls is sessions or alike[seed, size]):
                # What the function of a node raises says nothing of a program without arguments.
                answered += alike[seed, size]
                continue
            given = {"seed": seed, "size": size}
            expected = first.run(dict(given))
            failure = failure_of(expected)
            last_failure = failure or last_failure
            endless += expected.ending is Ending.OUT_OF_TIME
            if endless > 1 and not (answered and inputs.is_typical):
                break
            if failure and (not inputs.is_typical or hit_a_limit(expected)):
                # B need not handle what A cannot.
                continue
            answered += 0 if failure else 1
            got = second.run(dict(given))
            if got.ending is Ending.OUT_OF_TIME and not failure:
                # On a busy machine the clock may have run out, not the program.
                got = second.run(dict(given))
            is_same = same_run(expected, got)
            # Exactly: the time of day differs from itself by less than the tolerance.
            if not is_same or answered <= SELF_CHECKS:
                if expected.stdout != first.run(dict(given)).stdout:
                    raise Declined(_NOT_DETERMINISTIC)
            if not is_same:
                name = input_name((seed, size)) + inputs.suffix
                return counterexample(name, expected, got)
        if not answered and inputs.is_typical and not (calls and _answers_some(calls[0])):
            raise Declined(f"the first program already fails on its inputs: {last_failure}")
        return None

    def _describe(self, found: Counterexample, inputs: _InputSet, function: str) -> str:
        """Return the input in readable form; its name if it cannot be shown."""
        match = _INPUT_NAME.match(found.description)
        if match is None:
            return found.description
        given = {"seed": int(match[1]), "size": int(match[2])}
        echo = Candidate(_ECHO.format(function) if function else _ECHO_NODE, Origin.WRITTEN)
        program = subject_program(echo, inputs.workload, function, self.environment)
        with self.sandbox.open(program) as session:
            run = session.run(dict(given))
        reported = shown_run(run)
        if failure_of(run) or not reported:
            return found.description
        arguments = f"{reported[:-2]})" if reported.endswith(",)") else reported
        shown = f"{function}{arguments}" if function else f"the task {arguments!r}"
        return shown + (_AFTER if found.description.endswith(_AFTER) else "")


def _answers_some(session: Session) -> bool:
    made = calls_in_turn(session, list(enumerate(SIZES * IN_TURN)))
    return any("raised" not in one for one in made)


def _callable_source(source: str) -> str:
    """Return a node's module with a function that takes a call as JSON; "" for other programs."""
    # Not by `ast`: Python 3.11 cannot parse in two threads at once.
    ending = re.search(r"\n    main\((\w+)\)\s*$", source)
    if ending is None or function_ending(ending[1]).strip() not in source:
        return ""
    entry = _TYPED_CALL.format(entry=_TYPED_ENTRY, function=ending[1])
    return f"{without_ending(source)}\n\n{guest_source(call_harness)}{entry}"


def hit_a_limit(run: RunResult) -> bool:
    """Say whether the run ended at a limit of the machine, which is not part of its behaviour."""
    return not run.finished or reached_a_limit(said_by(run))


def input_name(asked: Input) -> str:
    """Return the name of an input."""
    return f"make_input(seed={asked[0]}, size={asked[1]})"


_CHANGING = """
_evolver_usual = make_input


def make_input(seed, size):
    return _evolver_unusual.changed_input(_evolver_usual(seed, size), seed)
"""


def with_edge_cases(workload: Workload) -> Workload:
    """Return the workload with one value changed to an edge case in every input."""
    loaded = load_statement("_evolver_unusual", unusual_values)
    return replace(workload, source=f"{workload.source}\n{loaded}{_CHANGING}")
