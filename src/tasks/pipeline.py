"""The recipe, from a task to its outcome, and which tasks are refused before it."""

import os
import re
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from ..documents.literals import json_of, read_literal
from ..domain.errors import Declined, EvolverError, ModelError, ModelUnavailable
from ..domain.events import TaskEnded, TaskStarted
from ..domain.json_value import MOST_DEPTH, TooDeep, agrees, parse_json
from ..domain.outcome import Outcome, OutcomeStatus
from ..domain.signature import read_signature
from ..domain.task import Example, GivenFunction, Specification, Task
from ..domain.understanding import BY_EXAMPLES, Understanding
from .known_function import KnownFunctionSolver
from .own_functions import OwnFunctionSolver
from .unknown_task import UnknownTaskSolver


class Pipeline(Struct, frozen=True):
    """Solves one task; made anew for each, because its trace and listener are the task's own.

    `unknown` makes what solves a task that the library does not know, once it is needed.
    """

    own: OwnFunctionSolver
    known: KnownFunctionSolver
    unknown: Callable[[], UnknownTaskSolver]

    def solve(self, task: Task) -> Outcome:
        """Return the outcome of a task; it reports whatever goes wrong.

        KeyboardInterrupt is raised again after the listener heard that the task is cancelled.
        """
        self.known.answering.notify(TaskStarted(task))
        try:
            outcome = self._solve(task)
        except Declined as error:
            outcome = self._ended(task, OutcomeStatus.DECLINED, error)
        except EvolverError as error:
            outcome = self._ended(task, OutcomeStatus.FAILED, error)
        except KeyboardInterrupt:
            self.known.answering.notify(
                TaskEnded(self.known.answering.complete(Outcome(task, OutcomeStatus.CANCELLED)))
            )
            raise
        self.known.answering.notify(TaskEnded(outcome))
        return outcome

    def refuse(self, task: Task, reason: Declined) -> Outcome:
        """Decline a task before any step of it."""
        outcome = self._ended(task, OutcomeStatus.DECLINED, reason)
        self.known.answering.notify(TaskEnded(outcome))
        return outcome

    def _solve(self, task: Task) -> Outcome:
        is_stub = task.given is not None
        reused = self.own.same_stub(task) if is_stub else self.own.solve(task)
        if reused is not None:
            return reused
        understanding = self.known.library.understand(task)
        plan = understanding.plan or self._plan_for_stub(understanding)
        known = self.known.solve(understanding, plan) if plan is not None else None
        if known is not None:
            return known
        outcome = self._unknown_or_stand_in(understanding)
        if not outcome.is_unconfirmed:
            self.own.learn(outcome)
        return outcome

    def _plan_for_stub(self, understanding: Understanding) -> Specification | None:
        """Return the known function that the examples of the user's stub confirm, if one does."""
        plans = understanding.may_do
        if self.known.models_plan:
            # A model reads what the stub says; a function near to that would judge it wrongly.
            plans = tuple(plan for plan in plans if plan.by != BY_EXAMPLES)
        return self.known.fitting(plans)

    def _unknown_or_stand_in(self, understanding: Understanding) -> Outcome:
        """Solve by models' code, or else by a function that the stub's examples confirm."""
        try:
            outcome = self.unknown().solve(understanding)
        except (Declined, ModelError):
            stand_in = self._stand_in(understanding)
            if stand_in is None:
                raise
            return stand_in
        return outcome if outcome.solved else self._stand_in(understanding) or outcome

    def _stand_in(self, understanding: Understanding) -> Outcome | None:
        plan = self.known.fitting(understanding.may_do)
        return self.known.solve(understanding, plan) if plan is not None else None

    def _ended(self, task: Task, status: OutcomeStatus, error: EvolverError) -> Outcome:
        tracer = self.known.answering.tracer
        down = tracer.model_down is not None or isinstance(error, ModelUnavailable)
        return self.known.answering.complete(
            Outcome(task, status, tracer.kind, error=str(error), hint=error.hint, model_down=down)
        )


MOST_CHARACTERS = 100_000
MOST_DIGITS = 4_000
"""Python reads no number of more than 4,300."""
_LONG_NUMBER = re.compile(
    rf"(?<!\d)(?:\d{{{MOST_DIGITS + 1},}}"
    rf"|(?<!,)\d{{1,3}}(?:,\d{{3}}){{{MOST_DIGITS // 3},}}(?![,\d]))"
)


def refusal(task: Task, typed: int, folder: Path) -> Declined | None:
    """Return why a task is not even tried; `typed` is how many characters were given."""
    if not task.text.strip():
        return Declined("the task is empty", hint='say it in words: "add 10 and 20"')
    if typed > MOST_CHARACTERS:
        return Declined(
            f"the task has {typed:,} characters; at most {MOST_CHARACTERS:,} are read",
            hint="put long text into a file and name it in the task: @notes.txt",
        )
    stated: dict[str, Example] = {}
    defaults = None if task.given is None else _defaults(task.given)
    for example in task.examples:
        if _is_too_deep(example):
            return Declined(
                f"the result expected of {example.description} is nested too deeply",
                hint=f"at most {MOST_DEPTH} levels of lists and objects are read",
            )
        other = stated.setdefault(_whole_call(example, defaults), example)
        if not agrees(example.expected, other.expected):
            both = f"{other.expected!r} and {example.expected!r}"
            calls = " and ".join(dict.fromkeys((other.description, example.description)))
            said = "are one call, said" if other.description != example.description else "is said"
            return Declined(
                f"the examples contradict each other: {calls} {said} to give {both}",
                hint="remove one of them",
            )
    if _LONG_NUMBER.search(task.text):
        return Declined(
            f"the task has a number of more than {MOST_DIGITS:,} digits",
            hint="put it into a file and name it in the task: @number.txt",
        )
    # Not Path.is_file, which raises OSError for a name that is too long.
    paths = {file: os.path.expanduser(folder / file) for file in task.files}
    missing = [file for file, path in paths.items() if not os.path.isfile(path)]
    if missing and os.path.exists(paths[missing[0]]):
        return Declined(f"not a file: {missing[0]}", hint="name a regular file")
    return Declined(f"file not found: {missing[0]}") if missing else None


def _defaults(given: GivenFunction) -> dict[str, str]:
    """Return the defaults of the user's own signature, as `_whole_call` writes values."""
    signature = read_signature(f"def {given.signature}: ...", given.name)
    defaults = {}
    for parameter in filter(lambda one: one.default, signature.parameters):
        try:
            defaults[parameter.name] = repr(json_of(read_literal(parameter.default)))
        except ValueError:
            defaults[parameter.name] = parameter.default
    return defaults


def _whole_call(example: Example, defaults: dict[str, str] | None) -> str:
    """Return an example's call with what its defaults add, by name: how it is written is one."""
    if defaults is None or example.arguments is None:
        return example.description
    given = {name: repr(value) for name, value in example.arguments.items()}
    return repr(sorted((defaults | given).items()))


def _is_too_deep(example: Example) -> bool:
    """Return whether the expected text is JSON that is nested too deeply to be read."""
    try:
        parse_json(example.expected if isinstance(example.expected, str) else "")
    except ValueError as error:
        return isinstance(error, TooDeep)
    return False
