"""Runs the search: proposes programs, has them evaluated, judges them and stores the results."""

import random
import threading
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace

from ..domain.ast_digest import normal_digest
from ..domain.errors import Declined, ModelError
from ..domain.events import Noted, Notify, Progressed
from ..domain.ports import Clock
from .evaluation import Evaluation, Evaluator
from .judging import Judge, Judgement
from .problem import Problem
from .run_store import EvolvedProgram, ProgramRecord, RunStore
from .search import Choice, Operator, Proposal, Search, Turn

BASELINE_EVERY = 4
"""Every so many iterations, one varies the first program, whatever the search chooses."""
_MODEL_FAILURES = 3
_MOST_THREADS = 2000
_LOOK_SECONDS = 2.0
"""After this long without a result, workers that joined are given work."""


@dataclass(frozen=True, slots=True)
class Budgets:
    """When a run ends; 0 or None means unbounded. `iterations` are those of this session."""

    iterations: int = 50
    target: float | None = None
    seconds: float = 0.0
    tokens: int = 0
    evaluations: int = 0
    patience: int = 0
    smallest_gain: float = 0.0


@dataclass(frozen=True, slots=True)
class Parts:
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


@dataclass(frozen=True, slots=True)
class _Tried:
    """The outcome of one iteration: a proposal and, if it was evaluated, its first evaluation."""

    number: int
    choice: Choice
    proposal: Proposal
    digest: str = ""
    evaluation: Evaluation | None = None


@dataclass(slots=True)
class _Session:
    """What this session has done; tokens and evaluations are the whole run's."""

    began: float
    begun: int
    tokens: int
    evaluations: int
    done: int = 0
    since_gain: int = 0
    fruitless: int = 0

    def pace(self, now: float, total: int) -> str:
        """Return the speed, the tokens used, and the time that is left."""
        rate = self.done / max(now - self.began, 1e-9)
        left = _duration(max(0, total - self.done) / rate) if rate else "unknown time"
        return f"{rate * 60:.0f} candidates a minute, {self.tokens} tokens, {left} left"


class Evolution:
    """One session of a run. `stop` may be called from another thread."""

    def __init__(
        self, parts: Parts, store: RunStore, budgets: Budgets, seed: int, notify: Notify
    ) -> None:
        self._parts = parts
        self._store = store
        self._budgets = budgets
        self._seed = seed
        self._notify = notify
        self._stopped = threading.Event()
        self._judge = Judge(random.Random(seed))
        self._first: EvolvedProgram | None = None
        self._best: EvolvedProgram | None = None
        self._known: dict[str, int] = {}
        self._known_lock = threading.Lock()
        self._model_failures = 0
        self._session = _Session(0.0, 0, 0, 0)
        self._shown_workload = ""

    def stop(self) -> None:
        """End the run after the evaluations in flight."""
        self._stopped.set()

    def restore(self) -> None:
        """Continue from what the store holds."""
        for program in self._store.programs():
            self._admit(program)

    def start(self, initial: tuple[Evaluation, ...]) -> None:
        """Begin with the unchanged program and its evaluations. Raises Declined if they failed."""
        if not initial[0].is_usable:
            why = initial[0].problem or "its score is not a finite number"
            raise Declined(f"the evaluator fails on the unchanged program: {why}")
        source, evidence = self._parts.problem.source, "the unchanged program"
        record = ProgramRecord(source, normal_digest(source))
        number = self._store.add(record, [(one, "initial") for one in initial])
        self._store.add_best(number, evidence)
        self._admit(EvolvedProgram(replace(record, id=number), initial, evidence))

    def run(self) -> str:
        """Iterate until a budget is used up; return why it ended."""
        counts, now = self._store.counts(), self._parts.clock.monotonic()
        last = counts["iterations"]
        session = _Session(now, last, counts["tokens"], counts["evaluations"])
        self._session = session
        until = last + self._budgets.iterations
        running: set[Future[_Tried]] = set()
        threads = ThreadPoolExecutor(_MOST_THREADS, thread_name_prefix="evolve")
        try:
            while True:
                ended = self._why_ended()
                places = self._parts.places()
                while not ended and len(running) < places and session.begun < until:
                    session.begun += 1
                    choice = self._choose(session.begun)
                    running.add(threads.submit(self._attempt, session.begun, choice))
                if not running:
                    return ended or f"all {self._budgets.iterations} iterations are done"
                done, running = wait(running, _LOOK_SECONDS, FIRST_COMPLETED)
                if not done and self._parts.workload() != self._shown_workload:
                    self._show_progress()
                for future in sorted(done, key=lambda one: one.result().number):
                    self._take(future.result())
        finally:
            self._stopped.set()
            threads.shutdown(wait=False, cancel_futures=True)

    def _why_ended(self) -> str:
        budgets, session = self._budgets, self._session
        seconds = self._parts.clock.monotonic() - session.began
        target, best = budgets.target, self._judge.best_score
        reasons = (
            (self._stopped.is_set(), "it was stopped"),
            (target is not None and best >= target, "the target is reached"),
            (0 < budgets.seconds <= seconds, f"{budgets.seconds:g} seconds are over"),
            (0 < budgets.tokens <= session.tokens, f"{budgets.tokens} tokens are used up"),
            (
                0 < budgets.evaluations <= session.evaluations,
                f"{budgets.evaluations} evaluations are made",
            ),
            (
                0 < budgets.patience <= session.since_gain,
                f"nothing better in {budgets.patience} iterations",
            ),
            (session.fruitless >= 4 * BASELINE_EVERY, "every possible variant was tried"),
        )
        return next((text for applies, text in reasons if applies), "")

    def _choose(self, number: int) -> Choice:
        chance = random.Random(f"{self._seed}:{number}:choice")
        if number % BASELINE_EVERY == 0:
            assert self._first is not None
            return Choice(self._first, (), number // BASELINE_EVERY)
        return self._parts.search.choose(number, chance)

    def _attempt(self, number: int, choice: Choice) -> _Tried:
        """Propose and evaluate, on a worker thread."""
        turn = Turn(number, random.Random(f"{self._seed}:{number}"), self._is_known)
        proposal = self._propose(choice, turn)
        if proposal.problem:
            return _Tried(number, choice, proposal)
        digest = normal_digest(proposal.source)
        with self._known_lock:
            twin = self._known.get(digest)
            if twin is None:
                self._known[digest] = 0
        if twin is not None:
            which = f"program {twin}" if twin else "one that is being evaluated"
            problem = f"differs only in names or comments from {which}"
            return _Tried(number, choice, replace(proposal, problem=problem))
        if self._stopped.is_set():
            return _Tried(number, choice, replace(proposal, problem="the run was stopped"))
        return _Tried(number, choice, proposal, digest, self._evaluate(proposal.source))

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

    def _evaluate(self, source: str, fresh: bool = False) -> Evaluation:
        _require_same_evaluator(self._parts.problem)
        return self._parts.evaluator.evaluate(source, fresh=fresh)

    def _evaluate_pair(self, source: str, other: str) -> tuple[Evaluation, Evaluation]:
        _require_same_evaluator(self._parts.problem)
        return self._parts.evaluator.evaluate_pair(source, other)

    def _take(self, tried: _Tried) -> None:
        """Store what an iteration came to; it counts from the moment this returns."""
        proposal, session = tried.proposal, self._session
        session.done, session.tokens = session.done + 1, session.tokens + proposal.tokens
        session.since_gain += 1
        if tried.evaluation is None:
            # A reply without a program costs tokens; an operator that has run out costs nothing.
            session.fruitless += not proposal.tokens
            self._store.reject(tried.number, proposal.operator, proposal.problem, proposal.tokens)
        else:
            session.fruitless = 0
            self._keep(tried, tried.evaluation)
        self._show_progress()

    def _keep(self, tried: _Tried, evaluation: Evaluation) -> None:
        proposal = tried.proposal
        record = ProgramRecord(
            proposal.source,
            tried.digest,
            tried.choice.parent.record.id,
            proposal.operator,
            proposal.note,
            tried.choice.island,
            tried.number,
            proposal.tokens,
        )
        record = replace(record, id=self._store.add(record, [(evaluation, "first")]))
        before = self._judge.best_score
        judgement = self._judge_program(record, evaluation)
        self._session.evaluations += 1 + len(judgement.of_candidate) + len(judgement.of_best)
        evidence = ""
        if judgement.is_better:
            evidence = judgement.evidence
            self._store.add_best(record.id, evidence)
        further = tuple(one for one, _ in judgement.of_candidate)
        self._admit(EvolvedProgram(record, (evaluation, *further), evidence))
        if evidence and self._judge.best_score - before > self._budgets.smallest_gain:
            self._session.since_gain = 0

    def _judge_program(self, record: ProgramRecord, evaluation: Evaluation) -> Judgement:
        best = self._best
        assert best is not None
        judgement = self._judge.judge(
            evaluation,
            lambda fresh: self._evaluate(record.source, fresh),
            lambda: self._evaluate_pair(record.source, best.record.source),
        )
        if judgement.of_candidate:
            self._store.add_evaluations(record.id, judgement.of_candidate)
        if judgement.of_best:
            self._store.add_evaluations(best.record.id, judgement.of_best)
        return judgement

    def _admit(self, program: EvolvedProgram) -> None:
        """Add an evaluated program to what is known, and to the search if it has a score."""
        with self._known_lock:
            self._known[program.record.digest] = program.record.id
        if not program.evaluations:
            return
        self._first = self._first or program
        self._judge.count(program.evaluations[0])
        if program.evidence:
            self._best = program
            # Its first score made it a candidate; if scores are noisy, that one was lucky.
            self._judge.set_best(program.evaluations[1:] or program.evaluations)
        if program.score is not None:
            self._parts.search.add(program)

    def _show_progress(self) -> None:
        session, total = self._session, self._budgets.iterations
        pace = session.pace(self._parts.clock.monotonic(), total)
        self._shown_workload = self._parts.workload()
        parts = f"best {self._judge.best_score:.6g}, {pace}", self._shown_workload
        self._notify(Progressed("; ".join(filter(None, parts)), session.done, total))


def _require_same_evaluator(problem: Problem) -> None:
    """Raise Declined if the evaluator's file was changed since the run began."""
    if problem.evaluator_has_changed():
        raise Declined(
            f"{problem.evaluator} was changed during the run",
            hint="scores would not be comparable; undo the change and use --resume,"
            " or start a new run",
        )


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
