"""Runs the search: proposes programs, has them evaluated, judges them and stores the results."""

import random
import threading
from collections.abc import Callable, Collection
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Any, TypeVar

from ..domain.ast_digest import normal_digest
from ..domain.errors import Declined, EvolverError
from ..domain.events import Notify, Progressed
from ..domain.replace import replace
from .attempts import Attempts, Parts, Tried
from .budgets import BASELINE_EVERY, Budgets, Spent
from .evaluation import Evaluation
from .judging import Judge
from .run_store import EvolvedProgram, ProgramRecord, RunStore
from .search import Choice

_T = TypeVar("_T")
_MOST_THREADS = 2000
_LOOK_SECONDS = 2.0
"""After this long without a result, workers that joined are given work."""


class _Ended(Exception):
    """The run ends before a program is judged."""


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
        self._attempts = Attempts(parts, seed, self._stopped, notify)
        self._judge = Judge(random.Random(seed))
        self._first: EvolvedProgram | None = None
        self._best: EvolvedProgram | None = None
        self._unjudged: list[EvolvedProgram] = []
        self._session = Spent()
        self._shown_workload = ""
        self._threads = ThreadPoolExecutor(_MOST_THREADS, thread_name_prefix="evolve")

    def stop(self) -> None:
        """End the run after the evaluations in flight."""
        self._stopped.set()

    def restore(self) -> None:
        """Continue from what the store holds."""
        for program in self._store.programs():
            if program.is_judged:
                self._admit(program)
            else:
                self._attempts.know(program.record)
                self._unjudged.append(program)

    def start(self, initial: tuple[Evaluation, ...]) -> None:
        """Begin with the unchanged program and its evaluations. Raises Declined if they failed."""
        if not initial[0].is_usable:
            why = initial[0].problem or "its score is not a finite number"
            raise Declined(f"the evaluator fails on the unchanged program: {why}")
        source, evidence = self._parts.problem.source, "the unchanged program"
        record = ProgramRecord(source, normal_digest(source))
        evaluations = [(one, "initial") for one in initial]
        number = self._store.add(record, evaluations, evidence, is_best=True)
        self._admit(EvolvedProgram(replace(record, id=number), initial, evidence))

    def run(self) -> str:
        """Iterate until a budget is used up; return why it ended."""
        counts, now = self._store.counts(), self._parts.clock.monotonic()
        last = counts["iterations"]
        session = self._session = Spent(now, last, counts["tokens"], counts["evaluations"])
        until = last + self._budgets.iterations
        running: dict[Future[Tried], int] = {}
        failure: EvolverError | None = None
        try:
            while self._unjudged and not self._why_ended():
                program = self._unjudged.pop(0)
                self._settle(program.record, program.evaluations[0])
            while True:
                ended, places = self._why_ended(), self._parts.places()
                while not ended and len(running) < places and session.begun < until:
                    if not session.has_room(self._budgets, len(running) + 1):
                        break
                    session.begun += 1
                    choice = self._choose(session.begun)
                    attempt = self._threads.submit(self._attempts.make, session.begun, choice)
                    running[attempt] = session.begun
                if not running or self._seconds_left() <= 0:
                    if failure is not None:
                        raise failure
                    done = f"all {self._budgets.iterations} iterations are done"
                    return ended or self._why_ended() or done
                for future in sorted(self._finished(running), key=lambda one: running[one]):
                    del running[future]
                    try:
                        self._take(future.result())
                    except EvolverError as error:
                        # What else is being evaluated is kept before this is raised.
                        failure = failure or error
                        self._stopped.set()
        finally:
            self._stopped.set()
            self._threads.shutdown(wait=False, cancel_futures=True)

    def _finished(self, running: Collection[Future[Any]]) -> set[Future[Any]]:
        """Wait a little until some of these futures are done, and return them."""
        seconds = max(0.0, min(_LOOK_SECONDS, self._seconds_left()))
        done = wait(running, seconds, FIRST_COMPLETED).done
        if not done and self._parts.workload() != self._shown_workload:
            self._show_progress()
        return done

    def _why_ended(self) -> str:
        if self._stopped.is_set():
            return "it was stopped"
        now, best = self._parts.clock.monotonic(), self._judge.best_score
        return self._session.reason_to_end(self._budgets, best, now)

    def _seconds_left(self) -> float:
        return self._session.seconds_left(self._budgets, self._parts.clock.monotonic())

    def _choose(self, number: int) -> Choice:
        chance = random.Random(f"{self._seed}:{number}:choice")
        if number % BASELINE_EVERY == 0:
            assert self._first is not None
            return Choice(self._first, (), number // BASELINE_EVERY)
        return self._parts.search.choose(number, chance)

    def _take(self, tried: Tried) -> None:
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

    def _keep(self, tried: Tried, evaluation: Evaluation) -> None:
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
        verdict = self._judge.refusal(evaluation)
        record = replace(record, id=self._store.add(record, [(evaluation, "first")], verdict))
        self._session.evaluations += 1
        if verdict:
            self._admit(EvolvedProgram(record, (evaluation,)))
        else:
            self._settle(record, evaluation)

    def _settle(self, record: ProgramRecord, first: Evaluation) -> None:
        """Judge a stored program. Without a verdict, a later session judges it anew."""
        best, before, made = self._best, self._judge.best_score, [first]
        assert best is not None

        def again(fresh: bool) -> Evaluation:
            evaluation = self._evaluate_further(1, self._attempts.evaluate, record.source, fresh)
            reason = "again, in a fresh process" if fresh else "again"
            self._store.add_evaluations((record.id, evaluation, reason))
            made.append(evaluation)
            return evaluation

        def both() -> tuple[Evaluation, Evaluation]:
            own, other = self._evaluate_further(
                2, self._attempts.evaluate_pair, record.source, best.record.source
            )
            self._store.add_evaluations(
                (record.id, own, "paired"), (best.record.id, other, "paired")
            )
            made.append(own)
            return own, other

        try:
            judgement = self._judge.judge(first, again, both)
        except _Ended:
            return
        self._store.conclude(record.id, judgement.evidence, judgement.is_better)
        evidence = judgement.evidence if judgement.is_better else ""
        self._admit(EvolvedProgram(record, tuple(made), evidence))
        if evidence and self._judge.best_score - before > self._budgets.smallest_gain:
            self._session.since_gain = 0

    def _evaluate_further(self, count: int, evaluate: Callable[..., _T], *given: object) -> _T:
        """Evaluate for the judge. Raises _Ended if a budget or a stop ends the run before that."""
        session, now = self._session, self._parts.clock.monotonic()
        is_over = self._stopped.is_set() or session.used_up(self._budgets, now)
        if is_over or not session.has_room(self._budgets, count):
            raise _Ended
        future = self._threads.submit(evaluate, *given)
        while not self._finished([future]):
            if self._seconds_left() <= 0:
                raise _Ended
        session.evaluations += count
        return future.result()

    def _admit(self, program: EvolvedProgram) -> None:
        """Add an evaluated program to what is known, and to the search if it has a score."""
        self._attempts.know(program.record)
        if not program.evaluations:
            return
        self._first = self._first or program
        self._judge.learn(program.evaluations)
        if program.evidence:
            self._best = program
            self._judge.set_best(program.telling)
        if program.score is not None:
            self._parts.search.add(program)

    def _show_progress(self) -> None:
        session, total = self._session, self._budgets.iterations
        pace = session.pace(self._parts.clock.monotonic(), total)
        self._shown_workload = self._parts.workload()
        parts = f"best {self._judge.best_score:.6g}, {pace}", self._shown_workload
        self._notify(Progressed("; ".join(filter(None, parts)), session.done, total))
