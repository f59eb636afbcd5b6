"""Proposes a program and evaluates it, in one of several threads."""

import random
import threading
from collections.abc import Callable

from msgspec import Struct

from ..domain.ast_digest import normal_digest
from ..domain.errors import Declined, EvolverError, ModelError
from ..domain.events import Noted, Notify
from ..domain.ports import Clock
from ..domain.replace import replace
from .evaluation import Evaluation, Evaluator
from .problem import Problem
from .run_store import ProgramRecord
from .search import Choice, Operator, Proposal, Search, Turn

_MODEL_FAILURES = 3


class Parts(Struct, frozen=True):
    """What a run works with; `operators` take turns, except the last, which needs no model.

    `places` says how many evaluations may go on at once, which may change during the run, and
    `workload` what a cluster is doing, for the progress line ("" without one).
    """

    problem: Problem
    evaluator: Evaluator
    operators: tuple[Operator, ...]
    search: Search
    clock: Clock
    places: Callable[[], int] = lambda: 1
    workload: Callable[[], str] = lambda: ""


class Tried(Struct, frozen=True):
    """The outcome of one iteration: a proposal and, if it was evaluated, its first evaluation."""

    number: int
    choice: Choice
    proposal: Proposal
    digest: str = ""
    evaluation: Evaluation | None = None


class Attempts:
    """Makes the iterations of a session; `stopped` is set when it ends."""

    def __init__(self, parts: Parts, seed: int, stopped: threading.Event, notify: Notify) -> None:
        self._parts = parts
        self._seed = seed
        self._stopped = stopped
        self._notify = notify
        self._known: dict[str, int] = {}
        self._lock = threading.Lock()
        self._model_failures = 0

    def know(self, record: ProgramRecord) -> None:
        """Reject programs that differ from this one only in names or comments."""
        with self._lock:
            self._known[record.digest] = record.id

    def make(self, number: int, choice: Choice, tries: int = 3) -> Tried:
        """Propose and evaluate; an unexpected error ends this iteration only."""
        try:
            return self._make(number, choice)
        except (EvolverError, OSError):
            raise
        except Exception as error:  # pylint: disable=broad-exception-caught
            if isinstance(error, SystemError) and tries > 1:
                # Python 3.11 seldom fails to parse in two threads at once (CPython issue 106905).
                return self.make(number, choice, tries - 1)
            return Tried(number, choice, Proposal("", "none", problem=_text_of(error)))

    def evaluate(self, source: str, fresh: bool = False) -> Evaluation:
        """Evaluate a program. Raises Declined if the evaluator was changed."""
        evaluator = self._parts.evaluator
        return self._evaluations(lambda: (evaluator.evaluate(source, fresh=fresh),) * 2)[0]

    def evaluate_pair(self, source: str, other: str) -> tuple[Evaluation, Evaluation]:
        """Evaluate two programs under the same conditions."""
        return self._evaluations(lambda: self._parts.evaluator.evaluate_pair(source, other))

    def _evaluations(
        self, evaluate: Callable[[], tuple[Evaluation, Evaluation]]
    ) -> tuple[Evaluation, Evaluation]:
        problem = self._parts.problem
        if problem.evaluator_has_changed():
            raise Declined(
                f"{problem.evaluator} was changed during the run",
                hint="scores would not be comparable; undo the change and use --resume,"
                " or start a new run",
            )
        try:
            return evaluate()
        except (EvolverError, OSError):
            raise
        except Exception as error:  # pylint: disable=broad-exception-caught
            failed = Evaluation(problem=_text_of(error))
            return failed, failed

    def _make(self, number: int, choice: Choice) -> Tried:
        turn = Turn(number, random.Random(f"{self._seed}:{number}"), self._is_known)
        proposal = self._propose(choice, turn)
        if proposal.problem:
            return Tried(number, choice, proposal)
        digest = normal_digest(proposal.source)
        with self._lock:
            twin = self._known.get(digest)
            if twin is None:
                self._known[digest] = 0
        if twin is not None:
            which = f"program {twin}" if twin else "one that is being evaluated"
            problem = f"differs only in names or comments from {which}"
            return Tried(number, choice, replace(proposal, problem=problem))
        if self._stopped.is_set():
            return Tried(number, choice, replace(proposal, problem="the run was stopped"))
        return Tried(number, choice, proposal, digest, self.evaluate(proposal.source))

    def _propose(self, choice: Choice, turn: Turn) -> Proposal:
        *with_model, without = self._parts.operators
        if not with_model or self._model_failures >= _MODEL_FAILURES:
            return without.propose(choice, turn)
        try:
            proposal = with_model[turn.number % len(with_model)].propose(choice, turn)
        except ModelError as error:
            self._model_failures += 1
            if self._model_failures == _MODEL_FAILURES:
                self._notify(Noted(f"continuing without a model: {error}", error.hint))
            return without.propose(choice, turn)
        self._model_failures = 0
        return proposal

    def _is_known(self, source: str) -> bool:
        return normal_digest(source) in self._known


def _text_of(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
