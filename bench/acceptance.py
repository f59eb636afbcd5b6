"""Which way of choosing among a model's versions solves most everyday tasks, and at what cost?

`draw` asks a model for a plan, cases and five versions for every task and saves them; `report`
runs the saved versions confined and compares the policies on the same draws.

usage: python -m bench.acceptance draw FILE SERVER MODEL OUT.jsonl [TASKS] [THREADS]
       python -m bench.acceptance report FILE OUT.jsonl
"""

import dataclasses
import json
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import MappingProxyType

from msgspec.structs import replace

from bench.everyday_tasks import Everyday, config_for, read_tasks
from src.app.adapters import Adapters
from src.app.run_mode import RunMode
from src.config.manager import ConfigManager
from src.documents.literals import json_of, read_literal
from src.domain.candidate import Candidate, Origin, Suite
from src.domain.errors import ModelError
from src.domain.json_value import JSONObject, agrees, from_json, to_json
from src.domain.model_request import Reply, Request, Role
from src.domain.node_contract import call_input, read_answer
from src.domain.outcome import Attempt, AttemptPlan, Level
from src.domain.program_run import Program
from src.domain.task import Classification, Specification, TaskKind
from src.domain.understanding import Understanding
from src.language.task_reading import read_task
from src.tasks.acceptance import Accepted, Jury
from src.tasks.case_runner import CaseRunner
from src.tasks.case_writer import CaseWriter
from src.tasks.function_generator import FunctionGenerator
from src.tasks.overseer import ModelOverseer
from src.verify.inputs import CaseDrawer, probes

SAMPLES = 5


@dataclasses.dataclass(frozen=True, slots=True)
class Draw:
    """One task's plan, suite and versions ("" where a reply could not be used), with tokens."""

    number: int
    plan: JSONObject | None
    suite: JSONObject | None
    sources: tuple[str, ...]
    plan_tokens: int
    case_tokens: int
    tokens: tuple[int, ...]
    problem: str = ""


class _Counting:
    """A LanguageModel that counts the output tokens of each thread."""

    def __init__(self, model: object) -> None:
        self._model = model
        self._local = threading.local()

    def complete(self, request: Request, listener: object = None) -> Reply:
        reply: Reply = self._model.complete(request)  # type: ignore[attr-defined]
        self._local.tokens = getattr(self._local, "tokens", 0) + reply.output_tokens
        return reply

    def model_for(self, request: Request) -> str:
        return str(self._model.model_for(request))  # type: ignore[attr-defined]

    def taken(self) -> int:
        """The tokens since the last call, in this thread."""
        tokens, self._local.tokens = getattr(self._local, "tokens", 0), 0
        return int(tokens)


def main() -> None:
    """Draw or report."""
    given = sys.argv[1:]
    if given[:1] == ["draw"] and len(given) >= 5:
        _draw_all(Path(given[1]), given[2], given[3], Path(given[4]), given[5:])
    elif given[:1] == ["report"] and len(given) == 3:
        _report(list(read_tasks(Path(given[1]))), Path(given[2]))
    else:
        sys.exit(__doc__)


def _draw_all(tasks: Path, server: str, model: str, out: Path, more: Sequence[str]) -> None:
    count, threads = (int(more[0]) if more else 60), (int(more[1]) if len(more) > 1 else 4)
    chosen = list(enumerate(read_tasks(tasks)))[:count]
    with tempfile.TemporaryDirectory() as home:
        adapters = Adapters(config_for(home, server, model, "fallback", threads), RunMode())
        counting = _Counting(adapters.model)
        try:
            with ThreadPoolExecutor(threads) as pool, out.open("w", encoding="utf-8") as file:
                for draw in pool.map(lambda one: _draw(counting, *one), chosen):
                    file.write(json.dumps(dataclasses.asdict(draw)) + "\n")
                    file.flush()
                    print(draw.number, draw.plan_tokens, draw.tokens, draw.problem, flush=True)
        finally:
            adapters.close()


def _draw(model: _Counting, number: int, task: Everyday) -> Draw:
    kind = Classification(TaskKind.ALGORITHM, "measured", "bench")
    model.taken()
    try:
        plan = ModelOverseer(model).specify(Understanding(read_task(task.typed(0)), kind))
    except ModelError as problem:
        return Draw(number, None, None, (), model.taken(), 0, (), str(problem))
    plan_tokens = model.taken()
    suite = CaseWriter(model).write(plan)
    case_tokens = model.taken()
    sources: list[str] = []
    tokens: list[int] = []
    for sample in range(1, SAMPLES + 1):
        attempt = AttemptPlan(1, Role.GENERATOR, 0.1 if sample == 1 else 0.8, SAMPLES, sample)
        try:
            sources.append(FunctionGenerator(model, {}).write(plan, attempt).source)
        except ModelError as problem:
            sources.append(f"# {problem}")
        tokens.append(model.taken())
    stored, cases = to_json(plan), to_json(suite)
    assert isinstance(stored, dict) and isinstance(cases, dict)
    return Draw(number, stored, cases, tuple(sources), plan_tokens, case_tokens, tuple(tokens))


@dataclasses.dataclass(frozen=True, slots=True)
class _Judged:
    """A draw with what its versions did, and for which value sets each is right."""

    draw: Draw
    plan: Specification
    suite: Suite
    attempts: tuple[Attempt, ...]
    right: tuple[tuple[bool, ...], ...]


Policy = Callable[[_Judged], tuple[int, Level | None, int]]
"""The index of the chosen version (-1: none), how sure, and how many versions were asked for."""


def _report(tasks: list[Everyday], saved: Path) -> None:
    draws = [from_json(Draw, json.loads(line)) for line in saved.read_text().splitlines()]
    with tempfile.TemporaryDirectory() as home:
        environment = {"CODE_EVOLVER_HOME": home}
        adapters = Adapters(ConfigManager(environment=environment), RunMode(offline=True))
        try:
            judged = [_judge(adapters, draw, tasks[draw.number]) for draw in draws if draw.plan]
        finally:
            adapters.close()
    print(f"{len(draws)} tasks, {len(draws) - len(judged)} without a usable plan")
    print(
        f"{'policy':28}{'right':>6}{'all':>5}{'requests':>9}{'tokens':>8}{'high':>6}{'right':>6}"
        f"{'all':>5}{'medium':>8}{'right':>6}{'all':>5}{'low':>6}{'right':>6}"
    )
    for name, policy in _POLICIES.items():
        _print_policy(name, policy, judged)
    any_right = sum(any(r[:1] == (True,) for r in one.right) for one in judged)
    print(f"any of the five right: {any_right}")


def _judge(adapters: Adapters, draw: Draw, task: Everyday) -> _Judged:
    plan = from_json(Specification, draw.plan)
    suite = from_json(Suite, draw.suite)
    runner = CaseRunner(adapters.sandbox, adapters.replay_tool, adapters.folder)
    suite = replace(suite, probes=probes(plan, CaseDrawer(adapters.sandbox)))
    attempts = []
    for sample, source in enumerate(draw.sources, 1):
        attempt = AttemptPlan(1, Role.GENERATOR, 0.8, SAMPLES, sample)
        if source.startswith("# "):
            attempts.append(Attempt(attempt, None, None, source[2:]))
            continue
        candidate = Candidate(source, Origin.WRITTEN)
        attempts.append(Attempt(attempt, candidate, runner.run(candidate, suite, plan)))
    right = tuple(_rightness(adapters, one, plan, task) for one in attempts)
    return _Judged(draw, plan, suite, tuple(attempts), right)


def _rightness(
    adapters: Adapters, attempt: Attempt, plan: Specification, task: Everyday
) -> tuple[bool, ...]:
    """Right on this task's call, then on every other value set, arguments in order."""
    if attempt.candidate is None:
        return ()
    sets: list[JSONObject] = [plan.arguments]
    for values in task.values[1:]:
        given = read_literal(f"({values},)")
        assert isinstance(given, tuple)
        sets.append(dict(zip(plan.arguments, map(json_of, given))))
    right: list[bool] = []
    with adapters.sandbox.open(Program(attempt.candidate.source)) as session:
        for arguments, expected in zip(sets, task.expected):
            answer = read_answer(session.run(call_input(arguments)))
            right.append(answer.ok and agrees(answer.result, expected))
    return tuple(right)


def _first(judged: _Judged, count: int) -> tuple[int, Level | None, int]:
    return (0 if judged.attempts[0].candidate else -1), None, 1


def _largest(judged: _Judged, count: int, cases: bool) -> tuple[int, Level | None, int]:
    """The largest group of the first versions, its cases counted or not."""
    jury, attempts = _jury(judged, cases)
    return _chosen(attempts, jury.settle(attempts[:count]), count)


def _sequential(judged: _Judged, cases: bool) -> tuple[int, Level | None, int]:
    jury, attempts = _jury(judged, cases)
    for count in range(1, SAMPLES + 1):
        accepted = jury.decide(attempts[:count])
        if accepted is not None:
            return _chosen(attempts, accepted, count)
    return _chosen(attempts, jury.settle(attempts), SAMPLES)


def _jury(judged: _Judged, cases: bool) -> tuple[Jury, tuple[Attempt, ...]]:
    """Who judges, and what: without cases, neither the suite nor a report has votes."""
    suite, attempts = judged.suite, judged.attempts
    if not cases:
        votes = {test.name for test in suite.tests if test.is_vote}
        suite = suite.without(votes)
        attempts = tuple(_without_votes(attempt, votes) for attempt in attempts)
    return Jury(suite, judged.plan.own_arguments), attempts


def _without_votes(attempt: Attempt, votes: set[str]) -> Attempt:
    if attempt.report is None:
        return attempt
    passed = tuple(name for name in attempt.report.passed if name not in votes)
    failures = tuple(one for one in attempt.report.failures if one.name not in votes)
    return replace(attempt, report=replace(attempt.report, passed=passed, failures=failures))


def _chosen(
    attempts: Sequence[Attempt], accepted: Accepted | None, count: int
) -> tuple[int, Level | None, int]:
    if accepted is None:
        return -1, None, count
    level = accepted.confidence.level if accepted.confidence else None
    return attempts.index(accepted.attempt), level, count


_POLICIES: MappingProxyType[str, Policy] = MappingProxyType(
    {
        "first version": lambda one: _first(one, 1),
        "largest group of 3": lambda one: _largest(one, 3, False),
        "largest of 3, with cases": lambda one: _largest(one, 3, True),
        "largest group of 5": lambda one: _largest(one, 5, False),
        "largest of 5, with cases": lambda one: _largest(one, 5, True),
        "until two agree": lambda one: _sequential(one, False),
        "until two agree, with cases": lambda one: _sequential(one, True),
    }
)


def _print_policy(name: str, policy: Policy, judged: Sequence[_Judged]) -> None:
    chosen = [policy(one) for one in judged]
    right = [
        index >= 0 and one.right[index][:1] == (True,) for one, (index, _, _) in zip(judged, chosen)
    ]
    everywhere = [
        index >= 0 and len(one.right[index]) > 1 and all(one.right[index])
        for one, (index, _, _) in zip(judged, chosen)
    ]
    requests = sorted(1 + ("cases" in name) + count for _, _, count in chosen)
    tokens = sorted(
        one.draw.plan_tokens
        + ("cases" in name) * one.draw.case_tokens
        + sum(one.draw.tokens[:count])
        for one, (_, _, count) in zip(judged, chosen)
    )
    middle = len(chosen) // 2
    line = f"{name:28}{sum(right):6}{sum(everywhere):5}{requests[middle]:9}{tokens[middle]:8}"
    for level in (Level.HIGH, Level.MEDIUM, Level.LOW):
        of = [n for n, (_, sure, _) in enumerate(chosen) if sure is level]
        line += f"{len(of):{6 if level is not Level.MEDIUM else 8}}{sum(right[n] for n in of):6}"
        line += f"{sum(everywhere[n] for n in of):5}" if level is not Level.LOW else ""
    print(line)


if __name__ == "__main__":
    main()
