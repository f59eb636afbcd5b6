"""Chooses how candidates are confined: apart from the evaluator if possible, else with it."""

import os
import time

from msgspec import Struct

from ..domain.errors import Declined
from ..domain.json_value import JSONObject, JSONValue
from ..domain.ports import Sandbox
from ..domain.program_run import Ending, Limits, Profile, Program
from ..domain.replace import replace
from ..guest_code import evaluator_harness
from ..guest_code.guest_source import load_statement
from .apart_evaluator import ApartEvaluator
from .evaluation import Evaluation, EvaluationRules, Evaluator, read_evaluation
from .problem import Problem

APART, TOGETHER = "apart", "together"
_PROCESSES = 64
_SOURCE = (
    load_statement("_harness", evaluator_harness)
    + "import json, sys\n"
    + "_harness.main_confined(__import__('node_runtime').ask_host, json.load(sys.stdin))\n"
)


class ChosenEvaluator(Struct, frozen=True):
    """A working evaluator, its mode, and its evaluations of the unchanged program.

    `reason` says why candidates do not run apart ("" if they do).
    """

    evaluator: Evaluator
    mode: str
    initial: tuple[Evaluation, ...]
    reason: str = ""


def choose_evaluator(problem: Problem, rules: EvaluationRules, sandbox: Sandbox) -> ChosenEvaluator:
    """Evaluate the unchanged program twice, apart or, if that fails, together.

    Raises Declined with the evaluator's error if both fail.
    """
    apart = ApartEvaluator(problem, rules, sandbox)
    initial = first_evaluations(apart, problem.source)
    if initial[0].is_usable and not initial[0].read_text:
        return ChosenEvaluator(apart, APART, initial)
    reason = initial[0].problem or "its score is not a finite number"
    if initial[0].is_usable:
        reason = "the evaluator reads the program's text, or gives it to another tool"
    apart.close()
    together = ContainedEvaluator(problem, rules, sandbox)
    contained = first_evaluations(together, problem.source)
    if contained[0].is_usable:
        return ChosenEvaluator(together, TOGETHER, contained, reason)
    together.close()
    problems = dict.fromkeys(filter(None, (contained[0].problem, reason)))
    # With the user's rights it may get further, to an error of its own.
    said = "; apart from the program: ".join(problems)
    trace = contained[0].artifacts.get("traceback", "").strip().splitlines()
    where = next((line.strip() for line in reversed(trace) if "File " in line), "")
    raise Declined(
        f"the evaluator fails on the unchanged program: {said}",
        hint=where or "it must return a dict with at least one number",
    )


def reopen_evaluator(
    mode: str, problem: Problem, rules: EvaluationRules, sandbox: Sandbox
) -> Evaluator:
    """Open the evaluator of a run that was started in this mode."""
    kind = ApartEvaluator if mode == APART else ContainedEvaluator
    return kind(problem, rules, sandbox)


def first_evaluations(evaluator: Evaluator, source: str) -> tuple[Evaluation, ...]:
    """Evaluate the unchanged program twice, or once if that failed."""
    try:
        first = evaluator.evaluate(source)
        # In the same process: a generator seeded on import would repeat itself in a fresh one.
        return (first, evaluator.evaluate(source)) if first.is_usable else (first,)
    except BaseException:
        evaluator.close()
        raise


class ContainedEvaluator:
    """An Evaluator that confines evaluator and candidate in one new process per evaluation.

    The process ends with everything it started. The candidate could forge its own score, but
    nothing else.
    """

    def __init__(self, problem: Problem, rules: EvaluationRules, sandbox: Sandbox) -> None:
        self.problem = problem
        self._rules = rules
        self._sandbox = sandbox
        self._program = Program(
            _SOURCE,
            Profile.EVALUATION,
            arguments=(os.path.realpath(rules.python),),
            readable=rules.readable,
            neighbours=str(problem.evaluator.parent),
            imports=problem.neighbours,
            python=rules.python,
            limits=Limits(rules.seconds, rules.seconds, rules.memory_mb, processes=_PROCESSES),
            preload=problem.preload,
            network=rules.network,
        )
        self._keeper = sandbox.open(self._program)

    def evaluate(  # pylint: disable=unused-argument  # the port's
        self, source: str, *, fresh: bool = False
    ) -> Evaluation:
        """Evaluate a program; every process is fresh."""
        results: list[JSONObject] = []

        def take(result: JSONObject) -> JSONValue:
            results.append(result)
            return True

        cascade = self._rules.cascade
        given: JSONObject = {
            "name": self.problem.file.name,
            "program": source,
            "path": str(self.problem.evaluator),
            "source": self.problem.evaluator_source,
            "cascade": None if cascade is None else list(cascade),
        }
        began = time.monotonic()
        with self._sandbox.open(replace(self._program, calls={"result": take})) as session:
            run = session.run(given)
        seconds = time.monotonic() - began
        if run.ending is not Ending.FINISHED or len(results) != 1:
            lines = run.stderr.strip().splitlines()
            said = run.reason or (lines[-1] if lines else "it ended without a result")
            return Evaluation(problem=said, seconds=seconds)
        return read_evaluation(results[0], seconds)

    def evaluate_pair(self, source: str, other: str) -> tuple[Evaluation, Evaluation]:
        """Evaluate two programs, one after the other."""
        return self.evaluate(source), self.evaluate(other)

    def close(self) -> None:
        """End every process."""
        self._keeper.close()
