"""Drives the stages as the recipe does, over many tasks, with the weak model; counts the ends."""

import random
from collections import Counter
from dataclasses import dataclass, field

from src.domain.candidate import Candidate
from src.domain.errors import BrokenReply, EvolverError
from src.domain.events import Event, TestDropped
from src.domain.model_request import Role
from src.domain.task import Classification, Example, Specification, Task
from src.domain.tool import Effects, ToolCard
from src.language.task_reading import read_task
from src.tasks.case_arbiter import CaseArbiter
from src.tasks.classifier import ModelClassifier
from src.tasks.escalation import AttemptRule, Escalation, plan_attempts
from src.tasks.generator import ModelGenerator
from src.tasks.node_suite_writer import ModelSuiteWriter
from src.tasks.overseer import ModelOverseer
from src.tasks.trace import Tracer
from tests.fakes.quick_runner import QuickRunner, compare, result_of
from tests.fakes.task_families import FAMILIES, Family
from tests.fakes.weak_model import WeakModel

TOOLS = (ToolCard("content_generator", "Content", "llm", "creative texts", Effects.NONE),)
RULES = (
    AttemptRule(None, 0.1),
    AttemptRule(None, 0.3),
    AttemptRule(Role.ESCALATION, 0.5),
)
HIDDEN = 12


@dataclass
class Tally:
    """What became of many tasks; `wrong` were accepted and fail a hidden example."""

    tasks: int = 0
    solved: int = 0
    wrong: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    dropped: int = 0
    attempts: int = 0
    reasons: Counter[str] = field(default_factory=Counter)


class WeakChain:
    """The chain with the weak model at every stage."""

    def __init__(
        self,
        model: WeakModel,
        runner: QuickRunner,
        *,
        repairing: bool = True,
        arbitrating: bool = True,
    ) -> None:
        self._model = model
        self._runner = runner
        self._events: list[Event] = []
        self.told: list[str] = []
        self._classifier = ModelClassifier(model)
        self._overseer = ModelOverseer(model)
        self._suite_writer = ModelSuiteWriter(model)
        self._generator = ModelGenerator(model, {}, repairing=repairing)
        self._arbiter = CaseArbiter(model if arbitrating else None)

    def run(self, count: int, seed: int = 0) -> Tally:
        """Solve `count` tasks of all families in turn."""
        rng = random.Random(seed)
        families = list(FAMILIES.values())
        tally = Tally()
        for number in range(count):
            family = families[(number + seed) % len(families)]
            self.solve(family, read_task(family.make(rng)), rng, tally)
        return tally

    def solve(self, family: Family, task: Task, rng: random.Random, tally: Tally) -> None:
        """One task; the end is counted."""
        tally.tasks += 1
        self._events.clear()
        try:
            accepted, specification = self._accepted(family, task, tally)
        except EvolverError as error:
            tally.failed.append(f"{task.text}: {error}")
            return
        tally.dropped += sum(isinstance(event, TestDropped) for event in self._events)
        if accepted is None:
            tally.failed.append(f"{task.text}: {' | '.join(self.told)}")
            return
        trouble = self._hidden(family, task, accepted, rng)
        if trouble:
            tally.wrong.append(f"{task.text}: {trouble}\n{accepted.source}")
        else:
            tally.solved += 1

    def _accepted(
        self, family: Family, task: Task, tally: Tally
    ) -> tuple[Candidate | None, Specification]:
        try:
            kind = self._classifier.classify(task)
        except BrokenReply:
            kind = Classification(family.kind, "by its words", "keywords")
        specification = self._overseer.specify(task, kind, (), TOOLS)
        suite = self._suite_writer.write(specification)
        escalation = Escalation(
            self._generator,
            self._runner,
            self._arbiter,
            Tracer(self._events.append, lambda: 0.0, lambda: 0),
            self._events.append,
        )
        plans = plan_attempts(specification.kind, RULES)
        escalated = escalation.until_tests_pass(specification, suite, plans)
        tally.attempts += len(escalated.attempts)
        self.told = [attempt.failure for attempt in escalated.attempts]
        for attempt in escalated.attempts:
            tally.reasons[attempt.failure[:60]] += 1
        accepted = escalated.accepted
        return (accepted.candidate if accepted else None), specification

    def _hidden(self, family: Family, task: Task, accepted: Candidate, rng: random.Random) -> str:
        """The first known-good example that the program fails ("" if none)."""
        asked = [task.text, *family.edges, *(family.make(rng) for _ in range(HIDDEN))]
        recorded = (("content_generator", "a recorded reply"),)
        printed = self._runner.answers(accepted.source, asked, recorded)
        for text in asked:
            if family.creative:
                result, trouble = result_of(printed[text])
                trouble = trouble or ("" if "recorded" in str(result) else "not from the tool")
            else:
                trouble = compare(Example(text, family.answer(text)), printed)
            if trouble:
                return trouble
        return ""
